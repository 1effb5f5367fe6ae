import type { Actuators } from "../robot/actuators.ts";
import type { Robot } from "../robot/robot.ts";
import { brakePoint } from "../robot/trajectory/brake-point.ts";
import type { MotionLimits } from "./limits.ts";

/**
 * Sends the arm to where it comes to rest when every joint slows down evenly, which takes over from any goal that the
 * robot still follows. Returns what it did, in words; never throws.
 */
export const brake = (robot: Robot, actuators: Actuators, limits: MotionLimits): string => {
  try {
    const { model } = robot;
    const point = brakePoint(robot.arm(), limits.acceleration, model.limits);
    // Its effect is measured, not believed.
    actuators
      .sendTrajectory({ jointNames: model.jointNames, points: [point], duration_s: point.time_s })
      .end.catch(() => {});
    return "it was told to brake and hold";
  } catch (error) {
    return `holding could not be sent: ${(error as Error).message}`;
  }
};
