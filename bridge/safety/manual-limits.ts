import { hasArm, type ManualLimits } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import { motionLimits } from "./limits.ts";

/** What may be moved by hand, and how fast and how far at most; beyond that the gate refuses. */
export const manualLimits = (robot: Robot): ManualLimits => {
  const { base, gripper } = robot.profile;
  return {
    ...armLimits(robot),
    gripper: gripper && { min_width_m: gripper.min_width_m, max_width_m: gripper.max_width_m },
    base: base && { linear_m_s: base.limits.linear_m_s, angular_rad_s: base.limits.angular_rad_s },
  };
};

const armLimits = (robot: Robot): Pick<ManualLimits, "joints" | "tool_speed_m_s"> => {
  const { profile } = robot;
  if (!hasArm(profile)) return { joints: [], tool_speed_m_s: null };
  const { model } = robot;
  const { velocity } = motionLimits(model, profile);
  return {
    joints: model.jointNames.map((name, joint) => ({
      name,
      lower: model.limits[joint]?.lower ?? 0,
      upper: model.limits[joint]?.upper ?? 0,
      max_speed_rad_s: velocity[joint] ?? 0,
    })),
    tool_speed_m_s: profile.arm.limits.tool_speed_m_s,
  };
};
