import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ArmModel, Obstacle, Placement } from "../../../../bridge/robot/kinematics/arm-model.ts";
import { DOWN, random, randomPosture, SEVEN_HOME, SIX_HOME, sevenJointArm, sixJointArm } from "./arms.ts";

const UPRIGHT: [number, number, number, number] = [0, 0, 0, 1];
const block = (name: string, x: number, y: number, z: number, size = 0.04): Obstacle => ({
  name,
  shape: "box",
  size_m: [size, size, size],
  pose: { position: [x, y, z], orientation: UPRIGHT },
});

let arm: ArmModel;
beforeEach(async () => {
  arm = await sixJointArm();
});
afterEach(() => arm.dispose());

/** Joint positions with the tool straight down at a point. */
const at = (x: number, y: number, z: number, seed: readonly number[] = SIX_HOME): number[] => {
  const target: Placement = { position: [x, y, z], orientation: DOWN };
  const found = arm.inverse(target, { seed });
  if (!found.ok) throw new Error(found.reason);
  return found.q;
};
const pairs = (q: readonly number[], options = {}): string[] => arm.contacts(q, options).map(({ a, b }) => `${a}–${b}`);

describe("the arm by itself", () => {
  it("is free at home, with the base on the table", async () => {
    expect(arm.contacts(SIX_HOME)).toEqual([]);
    const seven = await sevenJointArm();
    expect(seven.contacts(SEVEN_HOME)).toEqual([]);
    seven.dispose();
  });

  it("finds the forearm folded onto the upper arm, and the hand in the pedestal", () => {
    const folded = [...SIX_HOME];
    folded[2] = 3.1;
    expect(pairs(folded)).not.toEqual([]);
    for (const { distance_m } of arm.contacts(folded)) expect(distance_m).toBeLessThan(0);
    const intoPedestal = arm.inverse({ position: [0.05, 0.13, 0.05], orientation: DOWN }, { seed: SIX_HOME });
    expect(intoPedestal.ok && pairs(intoPedestal.q).some((pair) => /pedestal|shoulder/.test(pair))).toBe(intoPedestal.ok);
  });

  it("is free in some random postures and not in others, and never between links that a joint joins", () => {
    const next = random(1);
    let free = 0;
    for (let i = 0; i < 200; i++) {
      const found = pairs(randomPosture(arm, next));
      if (found.length === 0) free++;
      expect(found).not.toContain("upper_arm–forearm");
      expect(found).not.toContain("finger_left–finger_right");
    }
    expect(free).toBeGreaterThan(20);
    expect(free).toBeLessThan(180);
  });

  it("touches the table when the fingers do, and sees it coming with a margin", () => {
    const low = at(0.5, 0.1, -0.006);
    expect(pairs(low)).toEqual(expect.arrayContaining(["finger_left–table", "finger_right–table"]));
    expect(arm.contacts(low)[0]?.distance_m).toBeLessThan(-0.005);
    const near = at(0.5, 0.1, 0.02);
    expect(arm.contacts(near)).toEqual([]);
    expect(arm.contacts(near, { margin_m: 0.03 })[0]?.distance_m).toBeCloseTo(0.01, 3);
    expect(arm.contacts(near)).toEqual([]);
    expect(arm.contacts(low, { mayTouch: ["table"] })).toEqual([]);
  });
});

describe("obstacles", () => {
  it("are found by name, may be allowed, move, and go", () => {
    const q = at(0.5, 0.1, 0.02);
    arm.setObstacles([block("red_cube", 0.5, 0.1, 0.02), block("blue_cube", 0.5, 0.3, 0.02)]);
    expect(pairs(q)).toEqual(expect.arrayContaining(["finger_left–red_cube"]));
    expect(arm.contacts(q, { mayTouch: ["red_cube"] })).toEqual([]);
    arm.setObstacles([block("blue_cube", 0.5, 0.1, 0.02), block("red_cube", 0.5, 0.3, 0.02)]);
    expect(arm.contacts(q, { mayTouch: ["red_cube"] })[0]?.b).toBe("blue_cube");
    arm.setObstacles([]);
    expect(arm.contacts(q)).toEqual([]);
  });

  it("fit between open fingers, and not between closed ones", () => {
    const q = at(0.5, 0.1, 0.02);
    const { orientation } = arm.forward(q, "hand");
    const cube = block("red_cube", 0.5, 0.1, 0.02);
    arm.setObstacles([{ ...cube, pose: { ...cube.pose, orientation } }]);
    arm.setFingers([0.03]);
    expect(arm.contacts(q)).toEqual([]);
    arm.setFingers([0.01]);
    expect(pairs(q)).toEqual(expect.arrayContaining(["finger_left–red_cube", "finger_right–red_cube"]));
  });

  it.each([
    ["square", false],
    ["round", true],
  ])("a %s container is free inside; its wall and bottom are not", (_, round) => {
    const bowl: Obstacle = {
      name: "bowl",
      shape: "container",
      size_m: [0.2, 0.2, 0.06],
      pose: { position: [0.5, 0.1, 0.03], orientation: UPRIGHT },
      round,
    };
    arm.setObstacles([bowl]);
    expect(arm.contacts(at(0.5, 0.1, 0.03))).toEqual([]);
    expect(pairs(at(0.5, 0.2, 0.03))).toEqual(expect.arrayContaining([expect.stringMatching(/^finger_.*–bowl$/)]));
    expect(pairs(at(0.5, 0.1, -0.002), { mayTouch: ["table"] })).toContain("finger_left–bowl");
    const corner = pairs(at(0.585, 0.185, 0.03));
    if (round) expect(corner).not.toEqual([]);
    expect(pairs(at(0.5, 0.1, 0.03), { margin_m: 0.01 })).toEqual([]);
  });

  it("that make no sense are refused by name", () => {
    expect(() => arm.setObstacles([block("a", 0, 0, 0), block("a", 1, 0, 0)])).toThrow(/"a" is not a unique name/);
    expect(() => arm.setObstacles([{ ...block("a", 0, 0, 0), size_m: [0, 1, 1] }])).toThrow(/size \[0, 1, 1\] m/);
    expect(() => arm.setObstacles([block("a", Number.NaN, 0, 0)])).toThrow(/pose that is not finite/);
  });
});

describe("a held object", () => {
  const cube = block("red_cube", 0.5, 0.1, 0.02);
  const grasp = () => at(0.5, 0.1, 0.02);

  it("moves with the tool, is not reported against the hand or what it rested on, and runs into other things", () => {
    arm.setObstacles([cube, block("blue_cube", 0.5, -0.2, 0.02), block("tower", 0.5, 0.25, 0.1, 0.06)]);
    const q = grasp();
    arm.attach("red_cube", q);
    expect(arm.contacts(q)).toEqual([]);
    expect(arm.contacts(at(0.5, 0.1, 0.2, q))).toEqual([]);
    const stacked = at(0.5, -0.2, 0.0605, q);
    expect(arm.contacts(stacked)).toEqual([]);
    expect(pairs(at(0.5, -0.2, 0.055, stacked))).toContain("red_cube–blue_cube");
    expect(pairs(at(0.5, 0.21, 0.12, q))).toContain("red_cube–tower");
    expect(pairs(at(0.5, 0.1, 0.015, q), { mayTouch: [] })).toContain("red_cube–table");
  });

  it("stays in hand when the scene is renewed without it, and stays where it is put down", () => {
    arm.setObstacles([cube]);
    const q = grasp();
    arm.attach("red_cube", q);
    arm.setObstacles([block("blue_cube", 0.5, -0.2, 0.02)]);
    expect(pairs(at(0.5, -0.2, 0.05, q))).toContain("red_cube–blue_cube");
    const down = at(0.4, 0.2, 0.02, q);
    arm.attach(null, down);
    expect(pairs(down)).toContain("finger_left–red_cube");
    expect(arm.contacts(q)).toEqual([]);
    arm.setObstacles([]);
    expect(arm.contacts(down)).toEqual([]);
  });

  it("that was seen to sink into the table when it was taken up may be lifted out", () => {
    arm.setObstacles([block("red_cube", 0.5, 0.1, 0.014)]);
    const q = grasp();
    arm.attach("red_cube", q);
    expect(arm.contacts(q)).toEqual([]);
    expect(pairs(at(0.5, 0.1, 0.012, q))).toContain("red_cube–table");
  });

  it("must be known", () => {
    arm.setObstacles([cube]);
    expect(() => arm.attach("green_cube", SIX_HOME)).toThrow(/"green_cube" is not in the known scene, which has: red_cube/);
  });
});

describe("paths", () => {
  const from = () => at(0.45, -0.25, 0.1);
  const to = () => at(0.45, 0.35, 0.1, from());

  it("are free without obstacles and collide between their points with one", () => {
    expect(arm.checkPath([from(), to()])).toBeNull();
    arm.setObstacles([block("post", 0.45, 0.05, 0.1, 0.03)]);
    expect(arm.contacts(from())).toEqual([]);
    expect(arm.contacts(to())).toEqual([]);
    const collision = arm.checkPath([from(), from(), to()]);
    expect(collision?.index).toBe(2);
    expect(collision?.contact.b).toBe("post");
    expect(arm.contacts(collision?.q ?? [])[0]).toEqual(collision?.contact);
    expect(arm.checkPath([from(), to()], { mayTouch: ["post"] })).toBeNull();
  });

  it("do not jump through a thin wall", () => {
    arm.setObstacles([{ ...block("wall", 0.45, 0.05, 0.1), size_m: [0.2, 0.002, 0.2] }]);
    expect(arm.checkPath([from(), to()])?.contact.b).toBe("wall");
  });

  it("that begin in a collision have index 0; empty ones are free", () => {
    arm.setObstacles([block("post", 0.45, -0.25, 0.1, 0.03)]);
    expect(arm.checkPath([from(), to()])?.index).toBe(0);
    expect(arm.checkPath([])).toBeNull();
  });
});

describe("WebAssembly memory", () => {
  it("does not grow with contacts read, scenes rebuilt or models made and disposed", async () => {
    const { mujoco } = await import("../../../../bridge/robot/kinematics/mujoco.ts");
    const heap = (await mujoco()) as unknown as { HEAPU8: Uint8Array };
    const work = async (rounds: number) => {
      for (let i = 0; i < rounds; i++) {
        const other = await sixJointArm();
        other.setObstacles([block("cube", 0.5, 0.1, 0.02, 0.03 + 0.0001 * i)]);
        const q = other.inverse({ position: [0.5, 0.1, 0.01], orientation: DOWN }, { seed: SIX_HOME }).q;
        for (let k = 0; k < 50; k++) expect(other.contacts(q).length).toBeGreaterThan(0);
        other.dispose();
      }
    };
    await work(10);
    const before = heap.HEAPU8.length;
    await work(60);
    expect(heap.HEAPU8.length).toBe(before);
  });
});
