import { PrimitiveError, type Quat, type Vec3 } from "../protocol/index.ts";
import { unit } from "../robot/kinematics/rotation.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import type { Robot } from "../robot/robot.ts";
import type { SafetyGate } from "../safety/gate.ts";
import { checkPlausible } from "./frames.ts";
import { type Plan, planTo, standAt } from "./plan.ts";

type Checks = Pick<SafetyGate, "refusal" | "standRefusal" | "pointRefusal">;

/** A way to a pose that a person asked for by hand. */
export interface PosePlan extends Plan {
  /** Whether the tool goes there in a straight line. */
  readonly straight: boolean;
}

/**
 * A way for the tool from the joint positions `from` (radians) to a pose in the base frame: a straight line where one
 * is free, else around. Call gate.refresh() before.
 *
 * @throws PrimitiveError InvalidArgument for a pose that is none; as planTo
 */
export const planPose = async (
  { model }: Robot,
  gate: Checks,
  pose: Placement,
  { from, signal }: { from: readonly number[]; signal: AbortSignal },
): Promise<PosePlan> => {
  const { position, orientation } = checked(pose.position, pose.orientation);
  const request = { from, position, orientations: [orientation], mayTouch: [], signal };
  try {
    return { ...(await planTo(model, gate, { ...request, straight: true })), straight: true };
  } catch (error) {
    if (!(error instanceof PrimitiveError) || error.code === "Stopped") throw error;
    return { ...(await planTo(model, gate, { ...request, straight: false })), straight: false };
  }
};

/** Joint positions, radians, in which the arm may stand with the tool there; else why it may not. */
export interface Reached {
  readonly q: readonly number[] | null;
  /** One sentence; empty when it can be reached. */
  readonly reason: string;
}

/** Whether the tool can be brought to a pose in the base frame from where the arm is now, by whatever way. */
export const reachPose = async (
  { robot, gate }: { robot: Robot; gate: Checks & Pick<SafetyGate, "refresh"> },
  pose: Placement,
  signal: AbortSignal,
): Promise<Reached> => {
  try {
    const { position, orientation } = checked(pose.position, pose.orientation);
    await gate.refresh(signal);
    const from = robot.arm().positions;
    const found = await standAt(robot.model, gate, {
      from,
      position,
      orientations: [orientation],
      mayTouch: [],
      signal,
    });
    return "refusal" in found
      ? { q: null, reason: firstSentence(found.refusal) }
      : { q: found.q, reason: "" };
  } catch (error) {
    if (!(error instanceof PrimitiveError)) throw error;
    return { q: null, reason: firstSentence(error) };
  }
};

const checked = (position: Vec3, orientation: Quat): Placement => {
  checkPlausible(position, orientation);
  return { position, orientation: unit(orientation) ?? orientation };
};

/** The advice after it is for programs. */
const firstSentence = ({ message }: PrimitiveError): string => message.split(". ", 1)[0] ?? message;
