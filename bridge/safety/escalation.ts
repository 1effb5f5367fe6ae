import type { Robot } from "../robot/robot.ts";
import { readingsWords, type Standstill, speedWords, waitForStandstill } from "./standstill.ts";

/** Seconds that a cancelled goal, a hold and the robot's emergency stop get to bring the robot to a stand. */
export const CANCEL_S = 1;
const HOLD_S = 1;
const ESTOP_S = 1;

/** What stops a robot, the gentlest first; each returns what it did, in words. */
export interface StopWays {
  readonly hold: () => string;
  readonly estop: () => string;
}

/** How a robot was brought to a stand, or was not. */
export interface Escalation extends Standstill {
  /** What was done beyond cancelling, and what was measured after each step; empty when cancelling was enough. */
  readonly steps: readonly string[];
}

/**
 * Brings the robot to a stand, what was under way having been cancelled: when fresh readings do not show it standing
 * in time, it is told to brake and hold, and when that does not do it either, the robot's emergency stop is pressed.
 * A robot that is not seen cannot be told where to hold: there the emergency stop comes at once. Never rejects.
 *
 * @param patienceS seconds that cancelling gets; 0 holds at once: for when what moves the robot is not known
 */
export const bringToStand = async (robot: Robot, ways: StopWays, patienceS: number): Promise<Escalation> => {
  const steps: string[] = [];
  let still: Standstill = { standing: false, speeds: null };
  const measured = ({ speeds }: Standstill): string =>
    speeds ? speedWords(speeds, "still ") : `no fresh ${readingsWords(robot.profile)}`;
  if (patienceS > 0) {
    still = await waitForStandstill(robot, patienceS);
    if (still.standing) return { ...still, steps };
    steps.push(`cancelling was not enough (${measured(still)})`);
  }
  if (patienceS === 0 || still.speeds !== null) {
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
