import { describe, expect, it } from "vitest";
import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";
import { angleBetween, multiply } from "../../../bridge/robot/kinematics/rotation.ts";
import { quatOf, rollPitchYaw } from "../../../web/src/takeover/rotation.ts";

const about = (axis: 0 | 1 | 2, angle: number): Quat => {
  const q: [number, number, number, number] = [0, 0, 0, Math.cos(angle / 2)];
  q[axis] = Math.sin(angle / 2);
  return q;
};

describe("roll, pitch and yaw", () => {
  it("turn about the fixed axes x, y, z in that order, as REP-103 has them", () => {
    const [roll, pitch, yaw] = [0.4, -0.7, 2.1];
    const turned = multiply(about(2, yaw), multiply(about(1, pitch), about(0, roll)));
    expect(angleBetween(quatOf([roll, pitch, yaw]), turned)).toBeLessThan(1e-9);
  });

  it("of a tool that points straight down are half a turn of roll and its yaw", () => {
    const [roll, pitch, yaw] = rollPitchYaw([1, 0, 0, 0]);
    expect([Math.abs(roll), pitch, yaw]).toEqual([Math.PI, 0, 0].map((value) => expect.closeTo(value, 9)));
  });

  const steep: Vec3[] = [
    [0.3, Math.PI / 2, 0.5],
    [-1.2, -Math.PI / 2, 0.9],
    [Math.PI, 0.2, -3],
    [0, 1.5, 0],
    [2.9, -1.2, 3.1],
  ];
  it.each(steep)("say the same turn there and back: %f %f %f", (roll, pitch, yaw) => {
    const q = quatOf([roll, pitch, yaw]);
    expect(angleBetween(quatOf(rollPitchYaw(q)), q)).toBeLessThan(1e-6);
  });
});
