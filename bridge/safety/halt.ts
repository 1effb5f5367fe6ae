import type { Emit } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import type { Escalation } from "./escalation.ts";

export interface StopReport {
  readonly stopped: boolean;
  readonly took_s: number;
  readonly max_velocity_rad_s: number | null;
  readonly text: string;
}

/** What a stop is about. */
export interface StopOrder {
  readonly by: string;
  /** Whether there was something to stop: a motion of ours, or one that somebody else commanded. */
  readonly wasMoving: boolean;
}

/** Waits for an arm to be brought to a stand, then emits and returns what was measured. Never rejects. */
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
    max_velocity_rad_s: end.max_velocity_rad_s,
    text: stopText(order, end, took_s, where(robot)),
  };
  emit({ type: "stop", by: order.by, ...report });
  return report;
};

/** Where the tool is by fresh joint states, base frame, in words. */
const where = (robot: Robot): string => {
  try {
    const { position, frame_id } = robot.model.forward(robot.arm().positions);
    return `the tool is at (${position.map((value) => value.toFixed(3)).join(", ")}) in ${frame_id}`;
  } catch {
    return "where the tool is, is not known";
  }
};

const stopText = (order: StopOrder, end: Escalation, took_s: number, place: string): string => {
  const { by, wasMoving } = order;
  const how = end.steps.length > 0 ? ` (${end.steps.join("; ")})` : "";
  if (end.max_velocity_rad_s === null)
    return `Stop by ${by}: NOT confirmed, because no fresh joint states come${how}. Use the robot's own stop.`;
  const speed = `fastest joint ${end.max_velocity_rad_s.toFixed(3)} rad/s`;
  if (!end.standing)
    return `Stop by ${by}: the arm STILL MOVES after ${took_s.toFixed(2)} s, ${speed}${how}; ${place}. Use the robot's own stop.`;
  return wasMoving || end.steps.length > 0
    ? `Stopped by ${by}: standing still after ${took_s.toFixed(2)} s, ${speed}${how}; ${place}.`
    : `Stopped by ${by}: nothing was moving, ${speed}; ${place}.`;
};
