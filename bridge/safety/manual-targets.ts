import { armOf, type ManualMove, PrimitiveError } from "../protocol/index.ts";
import { angleBetween } from "../robot/kinematics/rotation.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import type { Robot } from "../robot/robot.ts";
import type { ArmMotion, SafetyGate } from "./gate.ts";
import { checkJointSpeed, checkToolSpeed, motionLimits } from "./limits.ts";
import type { Way } from "./manual-ways.ts";

/** Nearer than this it is there already: metres, radians of the tool, radians of a joint. */
const THERE_M = 0.0005;
const THERE_RAD = 0.002;

export type Target = Extract<ManualMove, { kind: "pose" | "joints" }>;

/** Finds a way for the tool to a pose in the base frame; rejects with a PrimitiveError where there is none. */
export type PlanPose = (
  pose: Placement,
  from: readonly number[],
  signal: AbortSignal,
) => Promise<Pick<ArmMotion, "path" | "target"> & { readonly straight: boolean }>;

/**
 * The way from the measured joint positions `from` to a target set by hand, checked along its whole length. Call
 * gate.refresh() before.
 *
 * @throws PrimitiveError LimitExceeded for a speed or a place beyond a limit; InvalidArgument for a joint that is not
 *   there, and where it is there already; Unreachable, CollisionAhead
 */
export const targetWay = async (
  robot: Robot,
  gate: Pick<SafetyGate, "refusal">,
  from: readonly number[],
  move: Target,
  { planPose, signal }: { planPose: PlanPose; signal: AbortSignal },
): Promise<Way> => {
  if (move.kind === "joints") return jointsWay(robot, gate, from, move);
  checkToolSpeed(move.speed_m_s, armOf(robot.profile));
  const here = robot.model.forward(from);
  const apart = Math.hypot(...here.position.map((value, axis) => value - (move.position[axis] ?? 0)));
  if (apart < THERE_M && angleBetween(here.orientation, move.orientation) < THERE_RAD)
    throw already("The tool");
  const { path, target, straight } = await planPose(move, from, signal);
  const speed = straight && apart < THERE_M ? turningSpeed(robot, move.speed_m_s) : { tool: move.speed_m_s };
  return { path, target, speed, straight, ahead: null, arrives: "at the target" };
};

/** A tool that only turns has no speed along its way: the joints then take as much of their limit as it was to take. */
const turningSpeed = ({ model, profile }: Robot, speed_m_s: number): Way["speed"] => {
  const arm = armOf(profile);
  const share = speed_m_s / arm.arm.limits.tool_speed_m_s;
  return { joint: share * Math.min(...motionLimits(model, arm).velocity) };
};

const jointsWay = (
  { model, profile }: Robot,
  gate: Pick<SafetyGate, "refusal">,
  from: readonly number[],
  { positions, speed_rad_s }: Extract<Target, { kind: "joints" }>,
): Way => {
  checkJointSpeed(speed_rad_s, motionLimits(model, armOf(profile)));
  const unknown = Object.keys(positions).find((name) => !model.jointNames.includes(name));
  if (unknown !== undefined)
    throw new PrimitiveError(
      "InvalidArgument",
      `There is no joint "${unknown}". The joints are ${model.jointNames.join(", ")}.`,
    );
  const goal = model.jointNames.map((name, joint) => positions[name] ?? from[joint] ?? 0);
  if (goal.every((value, joint) => Math.abs(value - (from[joint] ?? 0)) < THERE_RAD))
    throw already("Every joint");
  const path = [[...from], goal];
  const refusal = gate.refusal(path, []);
  if (refusal) throw refusal;
  const speed = { joint: speed_rad_s };
  return { path, target: model.forward(goal), speed, ahead: null, arrives: "at the target" };
};

const already = (what: string): PrimitiveError =>
  new PrimitiveError("InvalidArgument", `${what} is at the target already. Choose another target.`);
