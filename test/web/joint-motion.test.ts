import { describe, expect, it } from "vitest";
import { approach, JointMotion, type Placement } from "../../web/src/scene/joint-motion.ts";

describe("joints between two measurements", () => {
  it("are drawn between them, never beyond, and then exactly as measured", () => {
    const motion = new JointMotion();
    motion.accept(["a"], [0]);
    motion.advance(0);
    motion.accept(["a"], [1]);
    const drawn = Array.from({ length: 60 }, () => motion.advance(8).get("a") ?? Number.NaN);
    for (const [i, value] of drawn.entries()) {
      expect(value).toBeGreaterThanOrEqual(drawn[i - 1] ?? 0);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(drawn[0]).toBeGreaterThan(0);
    expect(drawn[0]).toBeLessThan(1);
    expect(drawn.at(-1)).toBe(1);
  });

  it("ask for a picture until what is drawn is what was measured, and not for sensor noise", () => {
    const motion = new JointMotion();
    expect(motion.pending).toBe(false);
    motion.accept(["a"], [0.5]);
    expect(motion.pending).toBe(true);
    motion.advance(200);
    expect(motion.pending).toBe(false);
    motion.accept(["a"], [0.5 + 1e-7]);
    expect(motion.pending).toBe(false);
    motion.accept(["a"], [0.51]);
    expect(motion.pending).toBe(true);
  });

  it("begin where they were measured first, and forget joints that are gone", () => {
    const motion = new JointMotion();
    motion.accept(["a", "b"], [2, 3]);
    expect([...motion.advance(16)]).toEqual([
      ["a", 2],
      ["b", 3],
    ]);
    motion.accept(["a"], [2]);
    expect([...motion.advance(16)]).toEqual([["a", 2]]);
  });

  it("go by the same share as what the arm carries, also after a picture that took long", () => {
    for (const elapsedMs of [16, 100]) {
      const motion = new JointMotion();
      motion.accept(["slide"], [0]);
      motion.advance(elapsedMs);
      // Readings that came in one heap while the page was busy.
      for (const measured of [0.02, 0.04, 0.06]) motion.accept(["slide"], [measured]);
      const carried = approach(at(0), at(0.06), elapsedMs) * 0.06;
      expect(motion.advance(elapsedMs).get("slide")).toBeCloseTo(carried, 9);
    }
  });
});

const at = (x: number): Placement => ({ position: [x, 0, 0], orientation: [0, 0, 0, 1] });

describe("an object on its way", () => {
  it("goes a part of the way, stays when it is there, and jumps when it was put elsewhere", () => {
    const share = approach(at(0), at(0.05), 16);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    expect(approach(at(0), at(0), 16)).toBe(1);
    expect(approach(at(0), at(0.6), 16)).toBe(1);
  });
});
