import { hasArm, type ManualLimits } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import { motionLimits } from "./limits.ts";

/**
 * What may be moved by hand, and how fast and how far at most; beyond that the gate refuses. Null for a robot without
 * an arm.
 */
export const manualLimits = (robot: Robot): ManualLimits | null => {
  const { profile } = robot;
  if (!hasArm(profile)) return null;
  const { model } = robot;
  const { velocity } = motionLimits(model, profile);
  const { gripper } = profile;
  return {
    joints: model.jointNames.map((name, joint) => ({
      name,
      lower: model.limits[joint]?.lower ?? 0,
      upper: model.limits[joint]?.upper ?? 0,
      max_speed_rad_s: velocity[joint] ?? 0,
    })),
    tool_speed_m_s: profile.arm.limits.tool_speed_m_s,
    gripper: gripper && { min_width_m: gripper.min_width_m, max_width_m: gripper.max_width_m },
  };
};
