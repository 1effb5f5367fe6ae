import { type ArmProfile, PrimitiveError, type Vec3 } from "../protocol/index.ts";
import type { ArmModel } from "../robot/kinematics/arm-model.ts";
import { boxWords, crossesBox } from "./keep-out.ts";

/** Slack for numbers that were computed from measurements. */
const POSITION_SLACK_RAD = 0.01;
const BOX_SLACK_M = 0.002;

export interface MotionLimits {
  /** rad/s by joint. */
  readonly velocity: readonly number[];
  /** rad/s² by joint. */
  readonly acceleration: readonly number[];
}

/** The URDF's velocity limits tightened by the profile, and the profile's accelerations. */
export const motionLimits = (model: ArmModel, profile: ArmProfile): MotionLimits => ({
  velocity: model.limits.map(({ velocity }, joint) =>
    Math.min(velocity, profile.arm.limits.velocity_rad_s?.[joint] ?? Number.POSITIVE_INFINITY),
  ),
  acceleration: model.limits.map((_, joint) => profile.arm.limits.acceleration_rad_s2[joint] ?? 1),
});

const checkSpeed = (speed: number, most: number, unit: string): void => {
  if (speed > 0 && speed <= most) return;
  throw new PrimitiveError(
    "LimitExceeded",
    speed > most
      ? `speed ${speed} ${unit} is above the limit of ${Number(most.toFixed(3))} ${unit}. Pass a lower speed.`
      : `speed ${speed} ${unit} is no speed. Pass one above 0, up to ${Number(most.toFixed(3))} ${unit}.`,
  );
};

/** @throws PrimitiveError LimitExceeded for a tool speed (m/s) beyond the profile's cap */
export const checkToolSpeed = (speed: number, profile: ArmProfile): void =>
  checkSpeed(speed, profile.arm.limits.tool_speed_m_s, "m/s");

/** @throws PrimitiveError LimitExceeded for a joint speed (rad/s) beyond what any joint may do */
export const checkJointSpeed = (speed: number, limits: MotionLimits): void =>
  checkSpeed(speed, Math.max(...limits.velocity), "rad/s");

/** The first joint that leaves its range, null when none does. */
export const jointLimitRefusal = (model: ArmModel, q: readonly number[]): PrimitiveError | null => {
  for (const [joint, value] of q.entries()) {
    const limit = model.limits[joint];
    if (!limit || (value >= limit.lower - POSITION_SLACK_RAD && value <= limit.upper + POSITION_SLACK_RAD))
      continue;
    return new PrimitiveError(
      "LimitExceeded",
      `joint ${model.jointNames[joint]} at ${value.toFixed(3)} rad is outside ${limit.lower.toFixed(3)} to ${limit.upper.toFixed(3)} rad. Choose a position in that range.`,
    );
  }
  return null;
};

const inside = (point: Vec3, box: { min: Vec3; max: Vec3 }, slack: number): boolean =>
  point.every(
    (value, axis) => value >= (box.min[axis] ?? 0) - slack && value <= (box.max[axis] ?? 0) + slack,
  );

const words = (point: Vec3): string => `(${point.map((value) => value.toFixed(3)).join(", ")})`;

/**
 * Why the tool point may not go from one point of the base frame straight to another near by, null when it may: the
 * end must be in the workspace, and nothing between in a keep-out box.
 */
export const workspaceRefusal = (from: Vec3, to: Vec3, profile: ArmProfile): PrimitiveError | null => {
  const { workspace } = profile;
  if (!inside(to, workspace, BOX_SLACK_M))
    return new PrimitiveError(
      "LimitExceeded",
      `the tool at ${words(to)} m would leave the workspace ${boxWords(workspace)}. Choose a point inside.`,
    );
  // A tool that stands in a box may leave it; the links' own collisions with the box see to it that it does.
  const zone = profile.keep_out.find((box) => !inside(from, box, 0) && crossesBox(from, to, box));
  if (zone)
    return new PrimitiveError(
      "LimitExceeded",
      `the tool at ${words(to)} m would enter the keep-out zone ${boxWords(zone)}. Go around it.`,
    );
  return null;
};
