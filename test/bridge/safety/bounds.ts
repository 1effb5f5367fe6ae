import { type ArmProfile, armOf, type Profile, type Vec3 } from "../../../bridge/protocol/index.ts";
import type { ArmModel } from "../../../bridge/robot/kinematics/arm-model.ts";
import type { Step } from "./measured-simulator.ts";

/** Steps over which speeds of the tool and accelerations are taken: 20 ms, a period of the joint states. */
const WINDOW = 10;

/** The worst that was measured, each as a share of its limit or in metres beyond it. */
export interface Worst {
  /** Radians beyond a joint's range; negative within. */
  position_rad: number;
  /** Share of the joint's speed limit. */
  velocity: number;
  /** Share of the joint's acceleration limit, as a mean over 20 ms. */
  acceleration: number;
  /** Share of the tool's speed cap, as a mean over 20 ms. */
  toolSpeed: number;
  /** Metres that the tool was outside the workspace. */
  outside_m: number;
  /** Metres that a point of wrist, hand or tool was inside a keep-out box. */
  inside_m: number;
}

export const none = (): Worst => ({
  position_rad: Number.NEGATIVE_INFINITY,
  velocity: 0,
  acceleration: 0,
  toolSpeed: 0,
  outside_m: 0,
  inside_m: 0,
});

export const worse = (a: Worst, b: Worst): Worst => ({
  position_rad: Math.max(a.position_rad, b.position_rad),
  velocity: Math.max(a.velocity, b.velocity),
  acceleration: Math.max(a.acceleration, b.acceleration),
  toolSpeed: Math.max(a.toolSpeed, b.toolSpeed),
  outside_m: Math.max(a.outside_m, b.outside_m),
  inside_m: Math.max(a.inside_m, b.inside_m),
});

const outside = (point: Vec3, { min, max }: ArmProfile["workspace"]): number =>
  Math.hypot(...point.map((value, axis) => Math.max(0, (min[axis] ?? 0) - value, value - (max[axis] ?? 0))));

const inside = (point: Vec3, { min, max }: ArmProfile["workspace"]): number =>
  Math.max(
    0,
    Math.min(...point.map((value, axis) => Math.min(value - (min[axis] ?? 0), (max[axis] ?? 0) - value))),
  );

export const distance = (a: Vec3, b: Vec3): number =>
  Math.hypot(...a.map((value, axis) => value - (b[axis] ?? 0)));

/** The fastest joint of a step, rad/s. */
export const fastestOf = ({ velocities }: Step): number => Math.max(...velocities.map(Math.abs));

/** How far the simulated arm went to its limits, at every step of the simulator. */
export const measure = (steps: readonly Step[], model: ArmModel, robot: Profile): Worst => {
  const profile = armOf(robot);
  const { velocity_rad_s, acceleration_rad_s2, tool_speed_m_s } = profile.arm.limits;
  const worst = none();
  for (const [index, step] of steps.entries()) {
    const before = steps[index - WINDOW];
    for (const [joint, value] of step.positions.entries()) {
      const { lower, upper, velocity } = model.limits[joint] ?? { lower: 0, upper: 0, velocity: 0 };
      worst.position_rad = Math.max(worst.position_rad, lower - value, value - upper);
      const speed = step.velocities[joint] ?? Number.NaN;
      const most = Math.min(velocity, velocity_rad_s?.[joint] ?? velocity);
      worst.velocity = Math.max(worst.velocity, Math.abs(speed) / most);
      if (!before) continue;
      const gained = Math.abs(speed - (before.velocities[joint] ?? Number.NaN));
      const limit = acceleration_rad_s2[joint] ?? Number.NaN;
      worst.acceleration = Math.max(worst.acceleration, gained / (step.time_s - before.time_s) / limit);
    }
    if (before) {
      const speed = distance(step.tool, before.tool) / (step.time_s - before.time_s);
      worst.toolSpeed = Math.max(worst.toolSpeed, speed / tool_speed_m_s);
    }
    worst.outside_m = Math.max(worst.outside_m, outside(step.tool, profile.workspace));
    for (const box of profile.keep_out)
      for (const point of step.points) worst.inside_m = Math.max(worst.inside_m, inside(point, box));
  }
  return worst;
};
