import { expect, it } from "vitest";
import type { RobotFrame, SafetyLimits } from "../../../bridge/protocol/index.ts";
import { distanceTo, nearnessOf } from "../../../web/src/panels/safety-nearness.ts";

const limits: SafetyLimits = {
  frame_id: "base_link",
  workspace: { min: [-0.5, -0.5, 0], max: [0.9, 0.5, 1] },
  keep_out: [
    { min: [5, 5, 5], max: [6, 6, 6] },
    { min: [0.6, -0.1, 0], max: [0.8, 0.1, 0.3] },
  ],
  joints: [
    { name: "elbow_joint", lower: -2, upper: 2, max_velocity: 2 },
    { name: "slide_joint", lower: 0, upper: 0.04, max_velocity: 0.1 },
    { name: "wheel_joint", lower: null, upper: null, max_velocity: 10 },
  ],
  tool_speed_m_s: 0.5,
  contact_force_n: 10,
  commands_per_s: 20,
};
const frame: RobotFrame = {
  op: "robot",
  stamp: { sec: 1, nanosec: 0 },
  age_s: 0,
  joint_names: ["slide_joint", "elbow_joint", "wheel_joint"],
  positions: [0.01, 1.9, 400],
  velocities: [0, 0.5, 9.5],
  objects: [],
  tool: { position: [0.5, 0, 0.2], orientation: [0, 0, 0, 1] },
  wrench: { force: [0, 3, 4], torque: [0, 0, 0], frame_id: "tool0" },
};
const still = { toolSpeed_m_s: 0.1, restForce_n: 0 };
const sliding = new Set(["slide_joint"]);
const near = (changed: Partial<RobotFrame> = {}, meanwhile = still) => {
  const all = nearnessOf(limits, { ...frame, ...changed }, meanwhile, sliding);
  return (key: string) => all.find((one) => one.key === key);
};

it("tells how near each joint is to the nearer end of its range, in its own unit", () => {
  const at = near();
  expect(at("joint/elbow_joint")).toMatchObject({
    name: "elbow",
    level: "near",
    left: "5.7° to its upper limit",
  });
  expect(at("joint/elbow_joint")?.share).toBeCloseTo(0.95);
  expect(at("joint/elbow_joint")?.place).toBeCloseTo(0.975);
  expect(at("joint/slide_joint")).toMatchObject({
    value: "10.0 mm",
    left: "10.0 mm to its lower limit",
    level: "clear",
  });
  // What turns without end has no limit to be near to.
  expect(at("joint/wheel_joint")).toBeUndefined();
  const beyond = near({ positions: [0.01, -2.1, 0] })("joint/elbow_joint");
  expect(beyond).toMatchObject({ level: "at", share: 1, place: 0, left: "5.7° beyond its lower limit" });
});

it("tells the fastest joint by its own limit, and the tool's speed where somebody tells where it is", () => {
  expect(near()("speed/joint")).toMatchObject({
    value: "wheel 9.50 rad/s",
    left: "limit 10.00 rad/s",
    level: "near",
  });
  expect(near({ velocities: [0, 0, 0] })("speed/joint")).toMatchObject({
    value: "all stand",
    level: "clear",
  });
  expect(near()("speed/tool")?.share).toBeCloseTo(0.2);
  expect(
    nearnessOf(limits, frame, { toolSpeed_m_s: null, restForce_n: 0 }, sliding).map(({ key }) => key),
  ).not.toContain("speed/tool");
});

it("counts as contact what comes on top of the force when the motion began", () => {
  expect(near()("force/wrist")).toMatchObject({
    value: "5.0 N",
    left: "a motion ends at 10.0 N",
    share: 0.5,
  });
  const carrying = near({}, { ...still, restForce_n: 4 })("force/wrist");
  expect(carrying).toMatchObject({ left: "a motion ends at 14.0 N" });
  expect(carrying?.share).toBeCloseTo(0.1);
  expect(
    near({ wrench: { ...frame.wrench, force: [0, 0, 11] } as RobotFrame["wrench"] })("force/wrist")?.level,
  ).toBe("at");
  expect(near({ wrench: undefined })("force/wrist")).toBeUndefined();
});

it("tells the nearest wall of the workspace, and the nearest keep-out box", () => {
  expect(near()("space/workspace")).toMatchObject({ value: "inside", left: "0.200 m to the wall below" });
  expect(near()("space/keep-out")).toMatchObject({ name: "keep-out box 2 of 2", left: "0.100 m away" });
  const touching = near({ tool: { position: [0.7, 0, 0.02], orientation: [0, 0, 0, 1] } });
  expect(touching("space/keep-out")).toMatchObject({ level: "at", left: "the tool is in it" });
  expect(touching("space/workspace")?.level).toBe("near");
  const outside = near({ tool: { position: [1, 0, 0.2], orientation: [0, 0, 0, 1] } });
  expect(outside("space/workspace")).toMatchObject({ level: "at", left: "0.100 m beyond the wall ahead" });
  expect(near({ tool: undefined })("space/workspace")).toBeUndefined();
  expect(distanceTo([0, 0, 0], [1, 1, 0], [2, 2, 2])).toBeCloseTo(Math.SQRT2);
});
