import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ArmModel, type Placement } from "../../../../bridge/robot/kinematics/arm-model.ts";
import { angleBetween } from "../../../../bridge/robot/kinematics/rotation.ts";
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

let six: ArmModel;
let seven: ArmModel;
beforeAll(async () => {
  [six, seven] = await Promise.all([sixJointArm(), sevenJointArm()]);
});
afterAll(() => {
  six.dispose();
  seven.dispose();
});

const reaches = (arm: ArmModel, q: readonly number[], target: Placement): void => {
  const there = arm.forward(q);
  expect(Math.hypot(...there.position.map((value, i) => value - (target.position[i] ?? 0)))).toBeLessThan(
    1e-5,
  );
  expect(angleBetween(there.orientation, target.orientation)).toBeLessThan(1e-5);
  for (const [i, { lower, upper }] of arm.limits.entries()) {
    expect(q[i]).toBeGreaterThanOrEqual(lower);
    expect(q[i]).toBeLessThanOrEqual(upper);
  }
};

describe("inverse kinematics", () => {
  it("solves at least 99 % of 500 reachable poses from home, within tolerance and limits", () => {
    for (const [arm, home] of [
      [six, SIX_HOME],
      [seven, SEVEN_HOME],
    ] as const) {
      const next = random(3);
      let solved = 0;
      for (let i = 0; i < 500; i++) {
        const target = arm.forward(randomPosture(arm, next));
        const found = arm.inverse(target, { seed: home });
        if (!found.ok) continue;
        solved++;
        reaches(arm, found.q, target);
      }
      expect(solved).toBeGreaterThanOrEqual(495);
    }
  });

  it("needs no second start for most poses of an arm with narrow limits: joints held at a limit free the others", () => {
    const next = random(9);
    let solved = 0;
    for (let i = 0; i < 500; i++)
      if (seven.inverse(seven.forward(randomPosture(seven, next)), { seed: SEVEN_HOME, starts: 1 }).ok)
        solved++;
    expect(solved).toBeGreaterThan(0.8 * 500);
  });

  it("finds the neighbouring solution for a small displacement", () => {
    const next = random(5);
    for (let i = 0; i < 100; i++) {
      const q = SIX_HOME.map((value) => value + (next() - 0.5) * 0.8);
      const target = six.forward(q.map((value) => value + (next() - 0.5) * 0.1));
      const found = six.inverse(target, { seed: q });
      expect(found.ok).toBe(true);
      expect(Math.max(...found.q.map((value, k) => Math.abs(value - (q[k] ?? 0))))).toBeLessThan(0.5);
    }
  });

  it("gives the same answer every time", () => {
    const target = { position: [0.4, 0.2, 0.2], orientation: DOWN } as Placement;
    expect(six.inverse(target, { seed: SIX_HOME })).toEqual(six.inverse(target, { seed: SIX_HOME }));
  });

  it("takes the equivalent angle nearest to the seed, within limits", () => {
    const seed = [...SIX_HOME];
    seed[5] = 5;
    const target = six.forward([...SIX_HOME.slice(0, 5), 5.2 - 2 * Math.PI]);
    expect(six.inverse(target, { seed }).q[5]).toBeCloseTo(5.2, 4);
    const beyond = six.forward([...SIX_HOME.slice(0, 5), 6.5]);
    expect(six.inverse(beyond, { seed: [...SIX_HOME.slice(0, 5), 6.2] }).q[5]).toBeCloseTo(
      6.5 - 2 * Math.PI,
      4,
    );
  });

  it("lists the eight postures of a six-joint arm, nearest first", () => {
    const target = { position: [0.45, -0.13, 0.3], orientation: DOWN } as Placement;
    const all = six.inverseAll(target, { seed: SIX_HOME });
    expect(all).toHaveLength(8);
    const far = all.map((q) => Math.hypot(...q.map((value, i) => value - (SIX_HOME[i] ?? 0))));
    expect(far).toEqual([...far].sort((a, b) => a - b));
    for (const q of all) reaches(six, q, target);
    const nearest = six.inverse(target, { seed: SIX_HOME });
    expect(Math.hypot(...nearest.q.map((value, i) => value - (all[0]?.[i] ?? 0)))).toBeLessThan(1e-4);
  });
});

describe("what cannot be reached", () => {
  it("says how far beyond reach a point is", () => {
    const found = six.inverse({ position: [1.4, 0, 0.3], orientation: DOWN }, { seed: SIX_HOME });
    expect(found.ok).toBe(false);
    expect(found.error_m).toBeGreaterThan(0.3);
    expect(found.reason).toMatch(
      /^out of reach: \[1\.400, 0\.000, 0\.300\] is 0\.3\d\d m beyond the closest/,
    );
  });

  it.each([
    [
      "for the point",
      "elbow",
      0.3,
      /^joint limit: .* would need elbow at -?1\.\d+, which goes from -0\.300 to 0\.300$/,
    ],
    [
      "for the turn",
      "wrist_2_joint",
      0.5,
      /^joint limit: .* would need wrist_2_joint at -?\d\.\d+, which goes from -0\.500/,
    ],
  ])("names the joint and its limit, where it is too narrow %s", async (_, joint, limit, reason) => {
    const text = urdfText("six-joint").replace(
      new RegExp(`(<joint name="${joint}"[\\s\\S]*?)lower="[^"]*" upper="[^"]*"`),
      `$1lower="-${limit}" upper="${limit}"`,
    );
    const stiff = await ArmModel.fromUrdf(text, { base: "base_link", tool: "tool", joints: SIX_JOINTS });
    const found = stiff.inverse(six.forward(SIX_HOME), { seed: SIX_HOME });
    expect(found.ok).toBe(false);
    expect(found.reason).toMatch(reason);
    expect(Math.abs(found.q[SIX_JOINTS.indexOf(joint)] ?? 9)).toBeLessThanOrEqual(limit);
    stiff.dispose();
  });

  it("tells an impossible turn from a point too far", () => {
    const found = six.inverse(
      { position: [0.98, 0.13, 0.3], orientation: [0, 0, 0.7071068, 0.7071068] },
      { seed: SIX_HOME },
    );
    expect(found.reason).toMatch(/^no solution: .*not with this orientation/);
  });

  it("refuses what is no pose", () => {
    const wrong = (position: number[], orientation: number[]) => () =>
      six.inverse({ position, orientation } as unknown as Placement, { seed: SIX_HOME });
    expect(wrong([0.4, Number.NaN, 0.2], DOWN)).toThrow(/3 finite numbers and a quaternion/);
    expect(wrong([0.4, 0, 0.2], [0, 0, 0, 0])).toThrow(/quaternion/);
    expect(() => six.inverse({ position: [0.4, 0, 0.2], orientation: DOWN }, { seed: [0] })).toThrow(
      /6 finite/,
    );
  });
});
