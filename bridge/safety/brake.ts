import type { Actuators } from "../robot/actuators.ts";
import type { Robot } from "../robot/robot.ts";
import type { MotionLimits } from "./limits.ts";

/** A braking arm gets at least and at most this long, seconds. */
const BRAKE_S = [0.1, 0.5] as const;

/**
 * Sends the arm to where it comes to rest when every joint slows down evenly (q + v T / 2), which takes over from any
 * goal that the robot still follows. Returns what it did, in words; never throws.
 */
export const brake = (robot: Robot, actuators: Actuators, limits: MotionLimits): string => {
  try {
    const { positions, velocities } = robot.arm();
    const needed = velocities.map(
      (velocity, joint) => Math.abs(velocity) / (limits.acceleration[joint] ?? 1),
    );
    const time_s = Math.min(BRAKE_S[1], Math.max(BRAKE_S[0], ...needed));
    const { model } = robot;
    const rest = positions.map((position, joint) => {
      const { lower = -Infinity, upper = Infinity } = model.limits[joint] ?? {};
      return Math.min(upper, Math.max(lower, position + ((velocities[joint] ?? 0) * time_s) / 2));
    });
    const zeros = positions.map(() => 0);
    const point = { time_s, positions: rest, velocities: zeros, accelerations: zeros };
    // Its effect is measured, not believed.
    actuators
      .sendTrajectory({ jointNames: model.jointNames, points: [point], duration_s: time_s })
      .end.catch(() => {});
    return "it was told to brake and hold";
  } catch (error) {
    return `holding could not be sent: ${(error as Error).message}`;
  }
};
