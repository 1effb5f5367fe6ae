import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ArmModel } from "../../../../bridge/robot/kinematics/arm-model.ts";
import { conjugate, multiply, rotationVector } from "../../../../bridge/robot/kinematics/rotation.ts";
import {
  largestDifference,
  type Matrix,
  matrixOf,
  product,
  random,
  randomPosture,
  rotX,
  rotY,
  rotZ,
  SIX_HOME,
  sevenJointArm,
  shift,
  sixJointArm,
  urdfText,
} from "./arms.ts";

/** Universal Robots' published DH parameters of the UR5e (d, a, alpha), and the hand of the fixture. */
const UR5E: [number, number, number][] = [
  [0.1625, 0, Math.PI / 2],
  [0, -0.425, 0],
  [0, -0.3922, 0],
  [0.1333, 0, Math.PI / 2],
  [0.0997, 0, -Math.PI / 2],
  [0.0996, 0, 0],
];
const sixByDh = (q: number[]): Matrix =>
  product(
    rotZ(Math.PI),
    ...UR5E.map(([d, a, alpha], i) => product(rotZ(q[i] ?? 0), shift(a, 0, d), rotX(alpha))),
    shift(0, 0, 0.145),
  );

/** Franka's published DH parameters, Craig's convention (a, d, alpha), and its hand. */
const PANDA: [number, number, number][] = [
  [0, 0.333, 0],
  [0, 0, -Math.PI / 2],
  [0, 0.316, Math.PI / 2],
  [0.0825, 0, Math.PI / 2],
  [-0.0825, 0.384, -Math.PI / 2],
  [0, 0, Math.PI / 2],
  [0.088, 0, Math.PI / 2],
];
const sevenByDh = (q: number[]): Matrix =>
  product(
    ...PANDA.map(([a, d, alpha], i) => product(rotX(alpha), shift(a, 0, 0), rotZ(q[i] ?? 0), shift(0, 0, d))),
    shift(0, 0, 0.107),
    rotZ(-Math.PI / 4),
    shift(0, 0, 0.1034),
  );

const NASTY = {
  base: "arm_base",
  tool: "tip",
  joints: ["spin", "lift", "extend", "roll"],
  fingerJoints: ["finger_a_joint"],
};
/** From the numbers in nasty.urdf: base turned against the torso, "level" follows "lift" by -1 and 0.1. */
function nastyByHand([spin = 0, lift = 0, extend = 0, roll = 0]: number[]): Matrix {
  const baseFromTorso = product(rotX(-0.1), rotY(-0.2), rotZ(-0.3));
  return product(
    baseFromTorso,
    shift(0, 0, 0.3),
    rotZ(spin),
    shift(0, 0, 0.2),
    rotY(0.4),
    rotY(lift),
    shift(0.4, 0, 0),
    rotY(0.1 - lift),
    shift(0.05 + extend, 0, 0),
    shift(0.1, 0.02, 0),
    rotX(roll),
    shift(0.15, 0, 0),
    rotY(1.2),
  );
}

let arms: { name: string; arm: ArmModel; expected: (q: number[]) => Matrix }[];
beforeAll(async () => {
  arms = [
    { name: "six joints", arm: await sixJointArm(), expected: sixByDh },
    { name: "seven joints", arm: await sevenJointArm(), expected: sevenByDh },
    { name: "nasty", arm: await ArmModel.fromUrdf(urdfText("nasty"), NASTY), expected: nastyByHand },
  ];
});
afterAll(() => {
  for (const { arm } of arms) arm.dispose();
});

describe("forward kinematics", () => {
  it("agrees with an independent computation in 200 postures of each arm", () => {
    for (const { name, arm, expected } of arms) {
      const next = random(7);
      for (let i = 0; i < 200; i++) {
        const q = randomPosture(arm, next);
        expect(largestDifference(matrixOf(arm.forward(q)), expected(q)), name).toBeLessThan(1e-9);
      }
    }
  });

  it("gives any link in the base frame, and names the links when asked for another", () => {
    const arm = arms[0]?.arm as ArmModel;
    expect(arm.forward(SIX_HOME, "base_link")).toMatchObject({ position: [0, 0, 0], frame_id: "base_link" });
    const wrist = arm.forward(SIX_HOME, "wrist_3").position;
    const tool = arm.forward(SIX_HOME).position;
    expect(wrist[2] - tool[2]).toBeCloseTo(0.145, 9);
    expect(() => arm.forward(SIX_HOME, "wrist_9")).toThrow(
      /"wrist_9" is not in the robot description.*wrist_3/,
    );
  });

  it("moves fingers, and those that mimic them, by their measured positions", () => {
    const arm = arms[0]?.arm as ArmModel;
    arm.setFingers([0.03]);
    const left = arm.forward(SIX_HOME, "finger_left").position;
    const right = arm.forward(SIX_HOME, "finger_right").position;
    expect(Math.hypot(...left.map((value, i) => value - (right[i] ?? 0)))).toBeCloseTo(0.06, 9);
    expect(() => arm.setFingers([0.01, 0.02])).toThrow(/should be 1 finite/);
  });

  it("refuses positions of the wrong number or not finite", () => {
    const arm = arms[0]?.arm as ArmModel;
    expect(() => arm.forward([0, 1])).toThrow(/should be 6 finite numbers, for shoulder_pan/);
    expect(() => arm.jacobian([0, 1, 2, 3, 4, Number.NaN])).toThrow(/6 finite/);
  });
});

describe("Jacobian", () => {
  it("agrees with central differences in 50 postures of each arm", () => {
    const h = 1e-6;
    for (const { name, arm } of arms) {
      const next = random(11);
      const n = arm.jointNames.length;
      for (let i = 0; i < 50; i++) {
        const q = randomPosture(arm, next);
        const jacobian = arm.jacobian(q);
        for (let joint = 0; joint < n; joint++) {
          const [low, high] = [-h, h].map((d) =>
            arm.forward(q.map((value, k) => (k === joint ? value + d : value))),
          );
          if (!low || !high) throw new Error("no pose");
          const linear = high.position.map((value, k) => (value - (low.position[k] ?? 0)) / (2 * h));
          const angular = rotationVector(multiply(high.orientation, conjugate(low.orientation))).map(
            (value) => value / (2 * h),
          );
          for (const [row, value] of [...linear, ...angular].entries())
            expect(
              Math.abs((jacobian[row * n + joint] ?? 0) - value),
              `${name} row ${row} joint ${joint}`,
            ).toBeLessThan(1e-6);
        }
      }
    }
  });
});

describe("a nasty URDF", () => {
  it("loads without its meshes, naming the links that cannot be checked and the joints taken to stand still", () => {
    const arm = arms[2]?.arm as ArmModel;
    expect(arm.jointNames).toEqual(NASTY.joints);
    expect(arm.unshapedLinks).toEqual(["cart", "upper", "wrist"]);
    expect(arm.frozenJoints).toEqual([]);
    expect(arm.contacts([0, 0, 0, 0])).toEqual([]);
  });

  it("reads limits: continuous joints get two turns, soft limits narrow, what is missing is slow", () => {
    const limits = arms[2]?.arm.limits ?? [];
    expect(limits[0]).toEqual({
      lower: -2 * Math.PI,
      upper: 2 * Math.PI,
      velocity: 1,
      effort: Number.POSITIVE_INFINITY,
    });
    expect(limits[1]).toEqual({ lower: -1.9, upper: 1.8, velocity: 1.5, effort: 40 });
    expect(limits[2]).toEqual({ lower: 0, upper: 0.4, velocity: 0.3, effort: 100 });
  });

  it("takes a joint between base and tool that is not the arm's to stand still, and says so", async () => {
    const arm = await ArmModel.fromUrdf(urdfText("nasty"), { ...NASTY, base: "cart" });
    expect(arm.frozenJoints).toEqual(["torso_lift"]);
    expect(arm.forward([0, 0, 0, 0], "torso").position[2]).toBeCloseTo(0.2, 9);
    arm.dispose();
  });
});

describe("what does not fit", () => {
  const options = { base: "base_link", tool: "tool", joints: ["shoulder_pan"] };
  it.each([
    [
      "a joint that is not there",
      { ...options, joints: ["shoulder"] },
      /no movable joint "shoulder"; it has shoulder_pan, shoulder_lift/,
    ],
    ["a fixed joint", { ...options, joints: ["tool_joint"] }, /no movable joint "tool_joint"/],
    [
      "a base link that is not there",
      { ...options, base: "basis" },
      /no link "basis"; it has base_link, pedestal/,
    ],
    ["a tool link that is not there", { ...options, tool: "tcp" }, /no link "tcp"/],
    [
      "a joint that does not move the tool",
      { ...options, joints: ["finger_left_joint"] },
      /does not move the tool.*shoulder_pan/,
    ],
    ["a joint that moves the base", { ...options, base: "forearm" }, /moves the base link/],
    ["a joint named twice", { ...options, joints: ["elbow", "elbow"] }, /"elbow" is named twice/],
  ])("%s", async (_, wrong, message) => {
    await expect(ArmModel.fromUrdf(urdfText("six-joint"), wrong)).rejects.toThrow(message);
  });

  it.each([
    ["nothing", "", /is no XML/],
    ["another kind of XML", "<mujoco/>", /root is <mujoco>, not <robot>/],
    ["a description cut short", urdfText("six-joint").slice(0, 900), /never closed|was due/],
    [
      "tags that do not match",
      "<robot><link name='a'></robot>",
      /<\/robot> in line 1, where <\/link> was due/,
    ],
    [
      "unexpanded xacro",
      '<robot><link name="base_link"/><link name="tool"/><joint name="j" type="revolute"><parent link="base_link"/><child link="tool"/><origin xyz="${x} 0 0"/></joint></robot>',
      /unexpanded xacro/,
    ],
    [
      "a joint to a link that is not there",
      '<robot><link name="a"/><joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint></robot>',
      /names link "b"/,
    ],
    [
      "a loop",
      '<robot><link name="base_link"/><link name="tool"/><joint name="shoulder_pan" type="revolute"><parent link="tool"/><child link="base_link"/></joint><joint name="k" type="fixed"><parent link="base_link"/><child link="tool"/></joint></robot>',
      /loop/,
    ],
  ])("%s", async (_, text, message) => {
    await expect(ArmModel.fromUrdf(text, options)).rejects.toThrow(message);
  });
});
