import type { Robot } from "../robot/robot.ts";
import { type Standstill, waitForStandstill } from "./standstill.ts";

/** Seconds that a cancelled goal, a hold and the robot's emergency stop get to bring the arm to a stand. */
const CANCEL_S = 1;
const HOLD_S = 1;
const ESTOP_S = 1;

/** What stops an arm, the gentlest first; each returns what it did, in words. */
export interface StopWays {
  readonly hold: () => string;
  readonly estop: () => string;
}

/** How an arm was brought to a stand, or was not. */
export interface Escalation extends Standstill {
  /** What was done beyond cancelling, and what was measured after each step; empty when cancelling was enough. */
  readonly steps: readonly string[];
}

/**
 * Brings the arm to a stand, what was under way having been cancelled: when fresh joint states do not show it standing
 * in time, it is told to brake and hold, and when that does not do it either, the robot's emergency stop is pressed.
 * An arm that is not seen cannot be told where to hold: there the emergency stop comes at once. Never rejects.
 *
 * @param atOnce holds without waiting for what cancelling does: for when what moves the arm is not known
 */
export const bringToStand = async (robot: Robot, ways: StopWays, atOnce: boolean): Promise<Escalation> => {
  const steps: string[] = [];
  let still: Standstill = { standing: false, max_velocity_rad_s: null };
  if (!atOnce) {
    still = await waitForStandstill(robot, CANCEL_S);
    if (still.standing) return { ...still, steps };
    steps.push(`cancelling was not enough (${measured(still)})`);
  }
  if (atOnce || still.max_velocity_rad_s !== null) {
    const held = ways.hold();
    still = await waitForStandstill(robot, HOLD_S);
    steps.push(still.standing ? held : `${held} (${measured(still)})`);
    if (still.standing) return { ...still, steps };
  }
  const pressed = ways.estop();
  still = await waitForStandstill(robot, ESTOP_S);
  steps.push(still.standing ? pressed : `${pressed} (${measured(still)})`);
  return { ...still, steps };
};

const measured = ({ max_velocity_rad_s }: Standstill): string =>
  max_velocity_rad_s === null
    ? "no fresh joint states"
    : `fastest joint still ${max_velocity_rad_s.toFixed(3)} rad/s`;
