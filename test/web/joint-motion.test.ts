import { describe, expect, it } from "vitest";
import { approach, JointMotion, type Placement } from "../../web/src/scene/joint-motion.ts";

describe("joints between two measurements", () => {
  it("are drawn between them, never beyond, and then exactly as measured", () => {
    const motion = new JointMotion();
    motion.accept(["a"], [0], 0);
    motion.accept(["a"], [1], 20);
    const drawn = Array.from({ length: 60 }, (_, i) => motion.at(20 + i * 2).get("a") ?? Number.NaN);
    for (const [i, value] of drawn.entries()) {
      expect(value).toBeGreaterThanOrEqual(drawn[i - 1] ?? 0);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(drawn[1]).toBeGreaterThan(0);
    expect(drawn.at(-1)).toBe(1);
  });

  it("ask for a picture until what is drawn is what was measured, and not for sensor noise", () => {
    const motion = new JointMotion();
    expect(motion.pending).toBe(false);
    motion.accept(["a"], [0.5], 0);
    expect(motion.pending).toBe(true);
    motion.draw(200);
    expect(motion.pending).toBe(false);
    motion.accept(["a"], [0.5 + 1e-7], 220);
    expect(motion.pending).toBe(false);
    motion.accept(["a"], [0.51], 240);
    expect(motion.pending).toBe(true);
  });

  it("begin where they were measured first, and forget joints that are gone", () => {
    const motion = new JointMotion();
    motion.accept(["a", "b"], [2, 3], 1000);
    expect([...motion.at(1000)]).toEqual([
      ["a", 2],
      ["b", 3],
    ]);
    motion.accept(["a"], [2], 1020);
    expect([...motion.at(1200)]).toEqual([["a", 2]]);
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
