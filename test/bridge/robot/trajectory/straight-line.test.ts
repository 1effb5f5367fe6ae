import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Quat, Vec3 } from "../../../../bridge/protocol/index.ts";
import type { ArmModel, Placement } from "../../../../bridge/robot/kinematics/arm-model.ts";
import { angleBetween, multiply, slerp } from "../../../../bridge/robot/kinematics/rotation.ts";
import { straightLine } from "../../../../bridge/robot/trajectory/straight-line.ts";
import { timeParametrise } from "../../../../bridge/robot/trajectory/time-parametrise.ts";
import {
  DOWN,
  random,
  SEVEN_HOME,
  SIX_HOME,
  SIX_JOINTS,
  sevenJointArm,
  sixJointArm,
} from "../kinematics/arms.ts";

let six: ArmModel;
let seven: ArmModel;
beforeAll(async () => {
  [six, seven] = await Promise.all([sixJointArm(), sevenJointArm()]);
});
afterAll(() => {
  six.dispose();
  seven.dispose();
});

/** Distance of the tool from the line at `q`, metres, and from the even turn there, radians. */
function off(arm: ArmModel, q: readonly number[], start: Placement, end: Placement): [number, number] {
  const { position, orientation } = arm.forward(q);
  const way = end.position.map((value, i) => value - (start.position[i] ?? 0));
  const length = Math.hypot(...way);
  const along =
    way.reduce((sum, value, i) => sum + value * ((position[i] ?? 0) - (start.position[i] ?? 0)), 0) /
    length ** 2;
  const away = Math.hypot(
    ...way.map((value, i) => (position[i] ?? 0) - (start.position[i] ?? 0) - along * value),
  );
  return [
    away,
    angleBetween(orientation, slerp(start.orientation, end.orientation, Math.min(1, Math.max(0, along)))),
  ];
}

describe("a straight line", () => {
  it("deviates by less than 0.5 mm, between its points and once it is timed too", () => {
    const next = random(41);
    const limits = { velocity: [3, 3, 3, 3, 3, 3], acceleration: [6, 6, 6, 6, 6, 6] };
    for (let i = 0; i < 30; i++) {
      const point = (): Vec3 => [0.35 + 0.3 * next(), -0.3 + 0.6 * next(), 0.05 + 0.3 * next()];
      const yaw = (next() - 0.5) * 1.5;
      const turned = multiply([0, 0, Math.sin(yaw / 2), Math.cos(yaw / 2)], DOWN) as Quat;
      const q = six.inverse({ position: point(), orientation: DOWN }, { seed: SIX_HOME }).q;
      const [start, end] = [six.forward(q), { position: point(), orientation: turned }];
      const line = straightLine(six, q, end);
      if (!line.ok) throw new Error(line.reason);
      expect(line.path[0]).toEqual(q);
      const postures = [...line.path];
      for (let k = 1; k < line.path.length; k++)
        for (const share of [0.25, 0.5, 0.75])
          postures.push(
            (line.path[k] ?? []).map(
              (value, j) => value * share + (1 - share) * (line.path[k - 1]?.[j] ?? 0),
            ),
          );
      const timed = timeParametrise(SIX_JOINTS, line.path, limits, {
        toolSpeed: { model: six, max_m_s: 0.25 },
      });
      postures.push(...timed.points.map(({ positions }) => positions));
      for (const posture of postures) {
        const [off_m, off_rad] = off(six, posture, start, end);
        expect(off_m).toBeLessThan(0.0005);
        expect(off_rad).toBeLessThan(0.005);
      }
      const [end_m, end_rad] = [
        six.forward(line.path.at(-1) ?? []).position,
        six.forward(line.path.at(-1) ?? []).orientation,
      ];
      expect(Math.hypot(...end_m.map((value, j) => value - (end.position[j] ?? 0)))).toBeLessThan(1e-5);
      expect(angleBetween(end_rad, end.orientation)).toBeLessThan(1e-5);
    }
  });

  it("is refined where the steps asked for would leave it", () => {
    const q = six.inverse({ position: [0.4, -0.3, 0.2], orientation: DOWN }, { seed: SIX_HOME }).q;
    const [start, end] = [six.forward(q), { position: [0.4, 0.3, 0.2] as Vec3, orientation: DOWN }];
    const line = straightLine(six, q, end, { step_m: 1 });
    if (!line.ok) throw new Error(line.reason);
    for (let k = 1; k < line.path.length; k++)
      for (const share of [0.25, 0.5, 0.75]) {
        const posture = (line.path[k] ?? []).map(
          (value, j) => value * share + (1 - share) * (line.path[k - 1]?.[j] ?? 0),
        );
        expect(off(six, posture, start, end)[0]).toBeLessThan(0.0005);
      }
  });

  it("works with seven joints, for a turn on the spot, and for no way at all", () => {
    const here = seven.forward(SEVEN_HOME);
    const [x, y, z] = here.position;
    const ahead = straightLine(seven, SEVEN_HOME, { ...here, position: [x + 0.15, y + 0.1, z - 0.1] });
    expect(ahead.ok).toBe(true);
    const turn = multiply([0, 0, Math.sin(0.4), Math.cos(0.4)], here.orientation);
    const spot = straightLine(seven, SEVEN_HOME, { ...here, orientation: turn });
    if (!spot.ok) throw new Error(spot.reason);
    for (const q of spot.path)
      expect(
        Math.hypot(...seven.forward(q).position.map((value, i) => value - (here.position[i] ?? 0))),
      ).toBeLessThan(2e-4);
    const still = straightLine(seven, SEVEN_HOME, here);
    expect(still.ok && still.path).toHaveLength(2);
  });

  it("says how far it gets when its end is out of reach", () => {
    const start = six.forward(SIX_HOME);
    const line = straightLine(six, SIX_HOME, {
      ...start,
      position: [1.4, start.position[1], start.position[2]],
    });
    if (line.ok) throw new Error("reached 1.4 m");
    expect(line.fraction).toBeGreaterThan(0.3);
    expect(line.fraction).toBeLessThan(0.8);
    expect(line.reason).toMatch(/can be followed for \d+ % \(\d+ of 908 mm\): then /);
    const reached: Vec3 = [
      start.position[0] + line.fraction * (1.4 - start.position[0]),
      start.position[1],
      start.position[2],
    ];
    expect(six.inverse({ ...start, position: reached }, { seed: SIX_HOME }).ok).toBe(true);
  });

  it("does not jump to another posture on the way through the base", () => {
    const q = six.inverse({ position: [0.3, 0, 0.3], orientation: DOWN }, { seed: SIX_HOME }).q;
    const line = straightLine(six, q, { position: [-0.3, 0, 0.3], orientation: DOWN });
    expect(line).toMatchObject({ ok: false, reason: expect.stringMatching(/then /) });
  });

  it("names the joint that comes to its limit", () => {
    const q = [...SIX_HOME];
    q[5] = 6.1;
    const start = six.forward(q);
    const turned = multiply([0, 0, Math.sin(-0.4), Math.cos(-0.4)], start.orientation);
    const line = straightLine(six, q, {
      position: [start.position[0] + 0.05, start.position[1], start.position[2]],
      orientation: turned,
    });
    expect(line).toMatchObject({ ok: false, reason: expect.stringContaining("joint wrist_3_joint") });
  });
});
