import { PrimitiveError, type Profile, type Vec3 } from "../protocol/index.ts";
import type { ArmModel } from "../robot/kinematics/arm-model.ts";

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
export const motionLimits = (model: ArmModel, profile: Profile): MotionLimits => ({
  velocity: model.limits.map(({ velocity }, joint) =>
    Math.min(velocity, profile.arm.limits.velocity_rad_s?.[joint] ?? Number.POSITIVE_INFINITY),
  ),
  acceleration: model.limits.map((_, joint) => profile.arm.limits.acceleration_rad_s2[joint] ?? 1),
});

/** @throws PrimitiveError LimitExceeded for a tool speed beyond the profile's cap */
export const checkToolSpeed = (speed: number, profile: Profile): void => {
  const most = profile.arm.limits.tool_speed_m_s;
  if (speed > most)
    throw new PrimitiveError("LimitExceeded", `speed ${speed} m/s is above the limit of ${most} m/s. Pass a lower speed.`);
};

/** @throws PrimitiveError LimitExceeded for a joint speed beyond what any joint may do */
export const checkJointSpeed = (speed: number, limits: MotionLimits): void => {
  const most = Math.max(...limits.velocity);
  if (speed > most)
    throw new PrimitiveError(
      "LimitExceeded",
      `speed ${speed} rad/s is above the limit of ${most.toFixed(2)} rad/s. Pass a lower speed.`,
    );
};

/** The first joint that leaves its range, null when none does. */
export const jointLimitRefusal = (model: ArmModel, q: readonly number[]): PrimitiveError | null => {
  for (const [joint, value] of q.entries()) {
    const limit = model.limits[joint];
    if (!limit || (value >= limit.lower - POSITION_SLACK_RAD && value <= limit.upper + POSITION_SLACK_RAD)) continue;
    return new PrimitiveError(
      "LimitExceeded",
      `joint ${model.jointNames[joint]} at ${value.toFixed(3)} rad is outside ${limit.lower.toFixed(3)} to ${limit.upper.toFixed(3)} rad. Choose a position in that range.`,
    );
  }
  return null;
};

const inside = (point: Vec3, box: { min: Vec3; max: Vec3 }, slack: number): boolean =>
  point.every((value, axis) => value >= (box.min[axis] ?? 0) - slack && value <= (box.max[axis] ?? 0) + slack);

const words = (point: Vec3): string => `(${point.map((value) => value.toFixed(3)).join(", ")})`;

/** Why the tool may not be at a point of the base frame, null when it may. */
export const workspaceRefusal = (point: Vec3, profile: Profile): PrimitiveError | null => {
  const { workspace } = profile;
  if (!inside(point, workspace, BOX_SLACK_M))
    return new PrimitiveError(
      "LimitExceeded",
      `the tool at ${words(point)} m would leave the workspace ${words(workspace.min)} to ${words(workspace.max)} m. Choose a point inside.`,
    );
  const zone = profile.keep_out.find((box) => inside(point, box, 0));
  if (zone)
    return new PrimitiveError(
      "LimitExceeded",
      `the tool at ${words(point)} m would enter the keep-out zone ${words(zone.min)} to ${words(zone.max)} m. Go around it.`,
    );
  return null;
};
