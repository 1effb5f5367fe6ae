import { readFileSync } from "node:fs";
import { ArmModel } from "../../../../bridge/robot/kinematics/arm-model.ts";

export const urdfText = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/urdf/${name}.urdf`, import.meta.url), "utf8");

export const SIX_JOINTS = [
  "shoulder_pan",
  "shoulder_lift",
  "elbow",
  "wrist_1_joint",
  "wrist_2_joint",
  "wrist_3_joint",
];
export const SIX_HOME = [0, -Math.PI / 2, Math.PI / 2, -Math.PI / 2, -Math.PI / 2, 0];
export const SEVEN_HOME = [0, -0.785, 0, -2.356, 0, 1.571, 0.785];
/** Tool straight down. */
export const DOWN: [number, number, number, number] = [1, 0, 0, 0];

export const sixJointArm = (tableZ: number | null = 0): Promise<ArmModel> =>
  ArmModel.fromUrdf(urdfText("six-joint"), {
    base: "base_link",
    tool: "tool",
    joints: SIX_JOINTS,
    fingerJoints: ["finger_left_joint"],
    tableZ,
  });

export const sevenJointArm = (): Promise<ArmModel> =>
  ArmModel.fromUrdf(urdfText("seven-joint"), {
    base: "link0",
    tool: "hand_tcp",
    joints: [1, 2, 3, 4, 5, 6, 7].map((number) => `joint${number}`),
    tableZ: 0,
  });

/** Mulberry32: the same numbers in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A posture within limits. */
export const randomPosture = (arm: ArmModel, next: () => number): number[] =>
  arm.limits.map(({ lower, upper }) => lower + (upper - lower) * next());

export type Matrix = number[][];
export const product = (...factors: Matrix[]): Matrix =>
  factors.reduce((a, b) =>
    a.map((row) => row.map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0))),
  );
const about = (axis: 0 | 1 | 2, angle: number): Matrix => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  if (axis === 0)
    return [
      [1, 0, 0, 0],
      [0, c, -s, 0],
      [0, s, c, 0],
      [0, 0, 0, 1],
    ];
  if (axis === 1)
    return [
      [c, 0, s, 0],
      [0, 1, 0, 0],
      [-s, 0, c, 0],
      [0, 0, 0, 1],
    ];
  return [
    [c, -s, 0, 0],
    [s, c, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];
};
export const rotX = (angle: number): Matrix => about(0, angle);
export const rotY = (angle: number): Matrix => about(1, angle);
export const rotZ = (angle: number): Matrix => about(2, angle);
export const shift = (x: number, y: number, z: number): Matrix => [
  [1, 0, 0, x],
  [0, 1, 0, y],
  [0, 0, 1, z],
  [0, 0, 0, 1],
];

/** The homogeneous matrix of a pose. */
export function matrixOf({
  position: p,
  orientation: [x, y, z, w],
}: {
  position: number[];
  orientation: number[];
}): Matrix {
  if (x === undefined || y === undefined || z === undefined || w === undefined)
    throw new Error("no quaternion");
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), p[0] ?? 0],
    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), p[1] ?? 0],
    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), p[2] ?? 0],
    [0, 0, 0, 1],
  ];
}

export const largestDifference = (a: Matrix, b: Matrix): number =>
  Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - (b[i]?.[j] ?? 0)))));
