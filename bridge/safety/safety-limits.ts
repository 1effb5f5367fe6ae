import { hasArm, type Profile, type SafetyLimits } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import { motionLimits } from "./limits.ts";

/** Rectangles of the floor have no height; so much is drawn of them, metres. */
const FLOOR_AREA_M = 0.02;

/** What the gate holds a robot to, by its profile and its URDF; the limits that it checks by, not copies of them. */
export const safetyLimits = (robot: Robot): SafetyLimits => {
  const { profile } = robot;
  return {
    frame_id: profile.frames.base,
    workspace: profile.workspace,
    keep_out: [...profile.keep_out, ...floorAreas(profile)],
    joints: jointLimits(robot),
    tool_speed_m_s: profile.arm?.limits.tool_speed_m_s ?? null,
    contact_force_n: profile.wrench?.contact_force_n ?? null,
    commands_per_s: profile.rates.commands_per_s,
  };
};

const jointLimits = (robot: Robot): SafetyLimits["joints"] => {
  const { profile } = robot;
  if (!hasArm(profile)) return [];
  const { model } = robot;
  const { velocity } = motionLimits(model, profile);
  return model.jointNames.map((name, joint) => ({
    name,
    lower: model.limits[joint]?.lower ?? null,
    upper: model.limits[joint]?.upper ?? null,
    max_velocity: velocity[joint] ?? 0,
  }));
};

/** Where a base does not drive, when it is told in the frame that the rest is told in. */
const floorAreas = ({ base, frames }: Profile): SafetyLimits["keep_out"] => {
  if (base?.map_frame !== frames.base) return [];
  return base.keep_out.map(({ min, max }) => ({ min: [...min, 0], max: [...max, FLOOR_AREA_M] }));
};
