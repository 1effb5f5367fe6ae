import type { Emit } from "../protocol/index.ts";
import type { BaseReading, Robot } from "../robot/robot.ts";
import type { Escalation } from "./escalation.ts";
import { bodyWords, readingsWords, speedWords } from "./standstill.ts";

export interface StopReport {
  readonly stopped: boolean;
  readonly took_s: number;
  /** The fastest joint; null without an arm, and without fresh data. */
  readonly max_velocity_rad_s: number | null;
  readonly text: string;
}

/** What a stop is about. */
export interface StopOrder {
  readonly by: string;
  /** Whether there was something to stop: a motion of ours, or one that somebody else commanded. */
  readonly wasMoving: boolean;
}

/** Waits for a robot to be brought to a stand, then emits and returns what was measured. Never rejects. */
export const reportStop = async (
  robot: Robot,
  emit: Emit,
  order: StopOrder,
  standing: Promise<Escalation>,
): Promise<StopReport> => {
  const started = performance.now();
  const end = await standing;
  const took_s = (performance.now() - started) / 1000;
  const report: StopReport = {
    stopped: end.standing,
    took_s,
    max_velocity_rad_s: end.speeds?.joint_rad_s ?? null,
    text: stopText(robot, order, end, took_s),
  };
  emit({ type: "stop", by: order.by, ...report });
  return report;
};

/** Where the robot is by fresh readings, in words: the tool of an arm, else the base. */
const where = (robot: Robot): string => {
  const what = robot.profile.arm ? "the tool" : "the base";
  try {
    if (!robot.profile.arm) return `the base is at ${baseWords(robot.base())}`;
    const { position, frame_id } = robot.model.forward(robot.arm().positions);
    return `the tool is at (${position.map((value) => value.toFixed(3)).join(", ")}) in ${frame_id}`;
  } catch {
    return `where ${what} is, is not known`;
  }
};

const baseWords = ({ x_m, y_m, yaw_rad, frame_id }: BaseReading): string =>
  `(${x_m.toFixed(3)}, ${y_m.toFixed(3)}) in ${frame_id}, turned ${yaw_rad.toFixed(3)} rad`;

const stopText = (robot: Robot, order: StopOrder, end: Escalation, took_s: number): string => {
  const { by, wasMoving } = order;
  const { profile } = robot;
  const how = end.steps.length > 0 ? ` (${end.steps.join("; ")})` : "";
  if (end.speeds === null)
    return `Stop by ${by}: NOT confirmed, because no fresh ${readingsWords(profile)} come${how}. Use the robot's own stop.`;
  const speed = speedWords(end.speeds);
  const place = where(robot);
  if (!end.standing)
    return `Stop by ${by}: ${bodyWords(profile)} STILL MOVES after ${took_s.toFixed(2)} s, ${speed}${how}; ${place}. Use the robot's own stop.`;
  return wasMoving || end.steps.length > 0
    ? `Stopped by ${by}: standing still after ${took_s.toFixed(2)} s, ${speed}${how}; ${place}.`
    : `Stopped by ${by}: nothing was moving, ${speed}; ${place}.`;
};
