import { armOf, type EndedBy, type MotionResult, PrimitiveError } from "../protocol/index.ts";
import type { GoalEnd } from "../robot/actuators.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";
import type { CancelReason, GoalOutcome } from "./goal-watch.ts";
import { motionResult } from "./receipts.ts";

/** The end of a goal that the controller calls good is checked against this many goal tolerances. */
const END_TOLERANCES = 3;
/** An arm that is this near to its start did not move, radians. */
const NOT_MOVED_RAD = 0.005;
/** action_msgs/msg/GoalStatus. */
const SUCCEEDED = 4;
const CANCELED = 5;
/** control_msgs/action/FollowJointTrajectory error codes: INVALID_GOAL, INVALID_JOINTS, OLD_HEADER_TIMESTAMP. */
const REFUSALS = [-1, -2, -3];

/** A motion's receipt, and the controller's own words where it did not end well. */
export interface MotionReport {
  readonly result: MotionResult;
  readonly why: string;
}

/** What was measured around a motion. */
export interface Measured {
  readonly goal: readonly number[];
  readonly target: Placement;
  readonly before: ArmReading;
  /** Null when no joint state came after it. */
  readonly after: ArmReading | null;
  readonly contact: boolean;
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, joint) => Math.abs(value - (b[joint] ?? value))));

/**
 * What a motion came to, from its measured end.
 *
 * @throws PrimitiveError Disconnected, Stale, Stopped, Timeout with the receipt of what moved, Denied when the
 *   controller refused the goal
 */
export const concludeArm = (robot: Robot, outcome: GoalOutcome, measured: Measured): MotionReport => {
  const { before, after, contact, target } = measured;
  const last = after ?? outcome.lastSeen ?? before;
  const receipt = (ended_by: EndedBy): MotionResult =>
    motionResult(robot, target, last, { ended_by, started_s: before.stamp_s, contact });
  if (outcome.kind === "disconnected")
    throw new PrimitiveError(
      "Disconnected",
      `The connection to the robot was lost during the motion. ${lastSeenAt(receipt("disconnected"))} ${outcome.error.message}`,
      receipt("disconnected"),
    );
  if (!after)
    throw new PrimitiveError(
      "Stale",
      `Joint states stopped coming during the motion${outcome.kind === "cancelled" ? ", which was cancelled" : ""}. ${lastSeenAt(receipt("disconnected"))} Check the robot's sensors, then look again.`,
      receipt("disconnected"),
    );
  if (outcome.kind === "cancelled") {
    const { why, words } = outcome;
    if (why === "contact") return { result: { ...receipt("contact"), contact: true }, why: words };
    if (why === "limit") return { result: receipt("limit"), why: words };
    throw cancelledError(why, receipt(why === "timeout" ? "timeout" : "cancelled"));
  }
  const { end } = outcome;
  const good =
    apart(after.positions, measured.goal) <= armOf(robot.profile).arm.goal_tolerance_rad * END_TOLERANCES;
  if (end.status === SUCCEEDED && good) return { result: receipt("reached"), why: "" };
  if (end.status === CANCELED) throw supersededError(end, receipt("cancelled"));
  if (wasRefused(end, before, after))
    throw new PrimitiveError(
      "Denied",
      `The robot's controller refused the motion: ${end.error}. Look at the arm's state, then plan again.`,
      receipt("deviated"),
    );
  return { result: receipt(contact ? "contact" : "deviated"), why: end.error };
};

/** The controller's code says so, or it gave none and nothing moved. */
const wasRefused = (end: GoalEnd, before: ArmReading, after: ArmReading): boolean => {
  const code = end.values["error_code"];
  if (typeof code === "number" && code !== 0) return REFUSALS.includes(code);
  return end.status !== SUCCEEDED && apart(after.positions, before.positions) < NOT_MOVED_RAD;
};

const lastSeenAt = ({ measured, duration_s }: MotionResult): string => {
  const at = measured.position.map((value) => value.toFixed(3)).join(", ");
  return `The arm was last seen at (${at}) in ${measured.frame_id}, ${duration_s.toFixed(2)} s into the motion; where it is now is not known.`;
};

const halted = ({ measured, error_m }: MotionResult): string => {
  const at = measured.position.map((value) => value.toFixed(3)).join(", ");
  return `The arm halted at (${at}) in ${measured.frame_id}, ${(error_m * 1000).toFixed(0)} mm short of its target.`;
};

const cancelledError = (
  why: Exclude<CancelReason, "contact" | "limit">,
  receipt: MotionResult,
): PrimitiveError => {
  if (why === "timeout")
    return new PrimitiveError(
      "Timeout",
      `The motion took too long and was cancelled. ${halted(receipt)} Pass a longer timeout_s or a higher speed.`,
      receipt,
    );
  if (why === "stale")
    return new PrimitiveError(
      "Stale",
      `Joint states stopped coming and the motion was cancelled. ${halted(receipt)}`,
      receipt,
    );
  return new PrimitiveError("Stopped", `The motion was stopped. ${halted(receipt)}`, receipt);
};

const supersededError = ({ error }: GoalEnd, receipt: MotionResult): PrimitiveError =>
  new PrimitiveError(
    "Stopped",
    `Something else ended the motion on the robot: ${error}. ${halted(receipt)}`,
    receipt,
  );
