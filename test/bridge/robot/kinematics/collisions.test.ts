import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ArmModel, type Obstacle, type Placement } from "../../../../bridge/robot/kinematics/arm-model.ts";
import { mujoco } from "../../../../bridge/robot/kinematics/mujoco.ts";
import { rotate } from "../../../../bridge/robot/kinematics/rotation.ts";
import {
  DOWN,
  random,
  randomPosture,
  SEVEN_HOME,
  SIX_HOME,
  SIX_JOINTS,
  sevenJointArm,
  sixJointArm,
  urdfText,
} from "./arms.ts";

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
const pairs = (q: readonly number[], options = {}): string[] =>
  arm.contacts(q, options).map(({ a, b }) => `${a}–${b}`);

describe("the arm by itself", () => {
  it("is free at home, with the base on the table", async () => {
    expect(arm.contacts(SIX_HOME)).toEqual([]);
    const seven = await sevenJointArm();
    expect(seven.contacts(SEVEN_HOME)).toEqual([]);
    seven.dispose();
  });

  it("finds the forearm folded onto the upper arm", () => {
    const folded = [...SIX_HOME];
    folded[2] = 3.1;
    expect(pairs(folded)).toContain("upper_arm–wrist_1");
    for (const { distance_m } of arm.contacts(folded)) expect(distance_m).toBeLessThan(0);
  });

  it("finds the hand in the upper arm whenever geometry says that it is", () => {
    const next = random(2);
    let inside = 0;
    for (let i = 0; i < 3000; i++) {
      const q = randomPosture(arm, next);
      const [hand, shoulder, elbow] = ["hand", "upper_arm", "forearm"].map((link) => arm.forward(q, link));
      if (!hand || !shoulder || !elbow) throw new Error("no link");
      // The fixture's upper arm is a cylinder of radius 0.055 m, 0.135 m aside of the line from shoulder to elbow.
      const aside = rotate(shoulder.orientation, [0, 0, 0.135]);
      const [from, to] = [shoulder, elbow].map(({ position }) =>
        position.map((value, k) => value + (aside[k] ?? 0)),
      );
      const along = (to ?? []).map((value, k) => value - (from?.[k] ?? 0));
      const offset = hand.position.map((value, k) => value - (from?.[k] ?? 0));
      const share = offset.reduce((sum, value, k) => sum + value * (along[k] ?? 0), 0) / 0.425 ** 2;
      const away = Math.hypot(...offset.map((value, k) => value - share * (along[k] ?? 0)));
      if (share < 0.02 || share > 0.98 || away > 0.05) continue;
      inside++;
      expect(pairs(q)).toContain("upper_arm–hand");
    }
    expect(inside).toBeGreaterThan(10);
  });

  it("is free in some random postures and not in others, and never between links that a joint joins", () => {
    const next = random(1);
    const seen = new Set<string>();
    let free = 0;
    for (let i = 0; i < 200; i++) {
      const found = pairs(randomPosture(arm, next));
      for (const pair of found) {
        seen.add(pair);
        expect(seen).not.toContain(pair.split("–").toReversed().join("–"));
      }
      if (found.length === 0) free++;
      expect(found).not.toContain("upper_arm–forearm");
      expect(found).not.toContain("finger_left–finger_right");
    }
    expect(free).toBeGreaterThan(20);
    expect(free).toBeLessThan(180);
  });

  it("does not mind links that overlap by their description, whatever the posture", async () => {
    const fat = urdfText("six-joint").replace(
      '<link name="wrist_1">',
      '<link name="wrist_1"><collision><geometry><sphere radius="0.15"/></geometry></collision>',
    );
    const overlapping = await ArmModel.fromUrdf(fat, { base: "base_link", tool: "tool", joints: SIX_JOINTS });
    expect(overlapping.contacts(SIX_HOME)).toEqual([]);
    const folded = [...SIX_HOME];
    folded[2] = 3.1;
    expect(overlapping.contacts(folded).map(({ a, b }) => `${a}–${b}`)).toContain("upper_arm–wrist_1");
    overlapping.dispose();
  });

  it("touches the table when the fingers do, and sees it coming with a margin", () => {
    const low = at(0.5, 0.1, -0.006);
    expect(pairs(low)).toEqual(expect.arrayContaining(["finger_left–table", "finger_right–table"]));
    expect(arm.contacts(low)[0]?.distance_m).toBeLessThan(-0.005);
    const near = at(0.5, 0.1, 0.02);
    expect(arm.contacts(near)).toEqual([]);
    expect(arm.contacts(near, { margin_m: 0.03 })[0]?.distance_m).toBeCloseTo(0.005, 3);
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
    expect(pairs(at(0.5, 0.2, 0.03))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^finger_.*–bowl$/)]),
    );
    expect(pairs(at(0.5, 0.1, -0.002), { mayTouch: ["table"] })).toContain("finger_left–bowl");
    const corner = pairs(at(0.585, 0.185, 0.03));
    if (round) expect(corner).toEqual([]);
    else expect(corner).not.toEqual([]);
    expect(arm.contacts(at(0.5, 0.1, 0.03), { margin_m: 0.008 })).toEqual([]);
    expect(pairs(at(0.5, 0.1, 0.03), { margin_m: 0.012 })).toContain("finger_left–bowl");
  });

  it("that make no sense are refused by name", () => {
    expect(() => arm.setObstacles([block("a", 0, 0, 0), block("a", 1, 0, 0)])).toThrow(
      /"a" is not a unique name/,
    );
    expect(() => arm.setObstacles([{ ...block("a", 0, 0, 0), size_m: [0, 1, 1] }])).toThrow(
      /size \[0, 1, 1\] m/,
    );
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
    expect(() => arm.attach("green_cube", SIX_HOME)).toThrow(
      /"green_cube" is not in the known scene, which has: red_cube/,
    );
  });
});

describe("paths", () => {
  const from = () => at(0.45, -0.25, 0.1);
  const to = () => at(0.45, 0.35, 0.1, from());

  const halfWay = () => arm.forward(from().map((value, i) => (value + (to()[i] ?? 0)) / 2)).position;

  it("are free without obstacles and collide between their points with one", () => {
    expect(arm.checkPath([from(), to()])).toBeNull();
    arm.setObstacles([block("post", ...halfWay(), 0.03)]);
    expect(arm.contacts(from())).toEqual([]);
    expect(arm.contacts(to())).toEqual([]);
    const collision = arm.checkPath([from(), from(), to()]);
    expect(collision?.index).toBe(2);
    expect(collision?.contact.b).toBe("post");
    expect(arm.contacts(collision?.q ?? [])[0]).toEqual(collision?.contact);
    expect(arm.checkPath([from(), to()], { mayTouch: ["post"] })).toBeNull();
  });

  it("do not jump through a thin wall", () => {
    for (const share of [0.31, 0.5, 0.77]) {
      const { position } = arm.forward(from().map((value, i) => value + share * ((to()[i] ?? 0) - value)));
      arm.setObstacles([{ ...block("wall", ...position), size_m: [0.2, 0.002, 0.2] }]);
      expect(arm.checkPath([from(), to()])?.contact.b).toBe("wall");
    }
  });

  it("that begin in a collision have index 0; empty ones are free", () => {
    arm.setObstacles([block("post", 0.45, -0.25, 0.1, 0.03)]);
    expect(arm.checkPath([from(), to()])?.index).toBe(0);
    expect(arm.checkPath([])).toBeNull();
  });
});

describe("WebAssembly memory", () => {
  it("does not grow with contacts read, scenes rebuilt or models made and disposed", async () => {
    const heap = async (): Promise<number> => {
      const mj = await mujoco();
      const probe = new mj.DoubleBuffer(1);
      const bytes = probe.GetView().buffer.byteLength;
      probe.delete();
      return bytes;
    };
    const work = async (rounds: number) => {
      for (let i = 0; i < rounds; i++) {
        const other = await sixJointArm();
        other.setObstacles([block("cube", 0.5, 0.1, 0.02, 0.03 + 0.0001 * i)]);
        const q = other.inverse({ position: [0.5, 0.1, 0.01], orientation: DOWN }, { seed: SIX_HOME }).q;
        for (let k = 0; k < 50; k++) if (other.contacts(q).length === 0) throw new Error("no contact");
        other.dispose();
      }
    };
    await work(10);
    const before = await heap();
    await work(80);
    expect(await heap()).toBe(before);
  });
});
