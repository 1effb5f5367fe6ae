import type { Emit } from "../protocol/index.ts";
import type { Actuators } from "../robot/actuators.ts";
import type { Robot } from "../robot/robot.ts";
import type { MotionLimits } from "./limits.ts";
import { type Standstill, waitForStandstill } from "./standstill.ts";

/** Wall seconds that a stop waits before it escalates, and after. */
export const STOP_WAIT_S = 2;
/** A braking arm gets at least and at most this long, seconds. */
const BRAKE_S = [0.1, 0.5] as const;

export interface StopReport {
  readonly stopped: boolean;
  readonly took_s: number;
  readonly max_velocity_rad_s: number | null;
  readonly text: string;
}

/** How a stop is carried out. */
export interface StopOrder {
  readonly by: string;
  /** Whether a motion was under way that was cancelled. */
  readonly wasMoving: boolean;
  /** Brakes without waiting for what cancelling does: for when what moves the arm is not known. */
  readonly atOnce: boolean;
}

/**
 * Sees to it that the arm stands, what was under way having been cancelled: waits until fresh joint states say so, and
 * brakes it where that is not enough. Emits and returns what was measured; never rejects.
 */
export const halt = async (
  robot: Robot,
  actuators: Actuators,
  limits: MotionLimits,
  emit: Emit,
  order: StopOrder,
): Promise<StopReport> => {
  const started = performance.now();
  let how = "cancelling";
  let still: Standstill = { standing: false, max_velocity_rad_s: null };
  if (!order.atOnce) still = await waitForStandstill(robot, STOP_WAIT_S);
  if (order.atOnce || (!still.standing && still.max_velocity_rad_s !== null)) {
    how = `${order.atOnce ? "" : "cancelling was not enough; "}${brake(robot, actuators, limits)}`;
    still = await waitForStandstill(robot, STOP_WAIT_S);
  }
  const took_s = (performance.now() - started) / 1000;
  const report: StopReport = {
    stopped: still.standing,
    took_s,
    max_velocity_rad_s: still.max_velocity_rad_s,
    text: stopText(order, still, took_s, how, where(robot)),
  };
  emit({ type: "stop", by: order.by, ...report });
  return report;
};

/**
 * Sends the arm to where it comes to rest when every joint slows down evenly (q + v T / 2), which takes over from any
 * goal that the robot still follows. Returns what it did, in words.
 */
const brake = (robot: Robot, actuators: Actuators, limits: MotionLimits): string => {
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

const where = (robot: Robot): string => {
  try {
    const { position, frame_id } = robot.model.forward(robot.arm().positions);
    return `the tool is at (${position.map((value) => value.toFixed(3)).join(", ")}) in ${frame_id}`;
  } catch {
    return "where the tool is, is not known";
  }
};

const stopText = (
  order: StopOrder,
  still: Standstill,
  took_s: number,
  how: string,
  place: string,
): string => {
  const { by, wasMoving, atOnce } = order;
  if (still.max_velocity_rad_s === null)
    return `Stop by ${by}: NOT confirmed, because no fresh joint states come (${how}). Use the robot's own stop.`;
  const speed = `fastest joint ${still.max_velocity_rad_s.toFixed(3)} rad/s`;
  if (!still.standing)
    return `Stop by ${by}: the arm STILL MOVES after ${took_s.toFixed(2)} s (${speed}; ${how}). Use the robot's own stop.`;
  return wasMoving || atOnce
    ? `Stopped by ${by}: standing still after ${took_s.toFixed(2)} s (${speed}); ${place}.`
    : `Stopped by ${by}: nothing was moving (${speed}); ${place}.`;
};
