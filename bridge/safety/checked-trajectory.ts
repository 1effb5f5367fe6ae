import { armOf, PrimitiveError } from "../protocol/index.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";
import { timeParametrise } from "../robot/trajectory/time-parametrise.ts";
import type { Trajectory } from "../robot/trajectory/types.ts";
import type { ArmMotion } from "./arm-gate.ts";
import { checkJointSpeed, checkToolSpeed, type MotionLimits } from "./limits.ts";
import type { Payload } from "./payload.ts";
import { fastest } from "./standstill.ts";
import { timedRefusal } from "./timed-refusal.ts";
import { trajectoryRefusal } from "./trajectory-check.ts";

/** A path is driven only from where the arm stands, within this. */
const START_RAD = 0.05;
/** From further away than this it is led up to: a controller would jump to its first point. */
const JUMP_RAD = 0.0005;
/** A path is driven only from an arm that stands: an arm faster than this is moved by something else. */
const MOVING_RAD_S = 0.1;

type Speed = ArmMotion["speed"];

/** Times a path as it would be driven with that speed. @throws PrimitiveError InvalidArgument, LimitExceeded */
export const timed = (
  robot: Robot,
  limits: MotionLimits,
  path: ArmMotion["path"],
  speed: Speed,
): Trajectory => {
  const { model } = robot;
  const jointSpeed = "joint" in speed ? speed.joint : Number.POSITIVE_INFINITY;
  const velocity = limits.velocity.map((limit) => Math.min(limit, jointSpeed));
  const toolSpeed = { model, max_m_s: toolSpeedOf(robot, speed) };
  return timeParametrise(
    model.jointNames,
    path,
    { velocity, acceleration: limits.acceleration },
    { toolSpeed },
  );
};

const toolSpeedOf = ({ profile }: Robot, speed: Speed): number =>
  "tool" in speed ? speed.tool : armOf(profile).arm.limits.tool_speed_m_s;

/**
 * The timed motion, once nothing speaks against it; what is to be sent is looked at once more, whole.
 *
 * @param touchable obstacles that the motion may touch
 * @param refusal why the path may not be driven in the scene of now
 * @throws PrimitiveError LimitExceeded, CollisionAhead, Denied, Stale with the time at which it would happen
 */
export const checkedTrajectory = (
  { robot, limits, payload }: { robot: Robot; limits: MotionLimits; payload: Payload },
  { path: planned, speed }: ArmMotion,
  before: ArmReading,
  refusal: (path: ArmMotion["path"]) => PrimitiveError | null,
  touchable: readonly string[],
): Trajectory => {
  const { model } = robot;
  const profile = armOf(robot.profile);
  if ("tool" in speed) checkToolSpeed(speed.tool, profile);
  else checkJointSpeed(speed.joint, limits);
  const path = fromHere(planned, before);
  const reason = refusal(path) ?? payload.refusal(path);
  if (reason) throw timedRefusal(reason, (way) => timed(robot, limits, way, speed));
  const trajectory = timed(robot, limits, path, speed);
  const terms = { from: before.positions, toolSpeed_m_s: toolSpeedOf(robot, speed), mayTouch: touchable };
  const unfit = trajectoryRefusal(model, profile, limits, trajectory, terms);
  if (unfit) throw unfit;
  return trajectory;
};

/**
 * The path, begun where the arm stands.
 *
 * @throws PrimitiveError Denied when something else moves the arm, Stale when the path begins elsewhere
 */
const fromHere = (path: ArmMotion["path"], { positions, velocities }: ArmReading): ArmMotion["path"] => {
  const speed = fastest(velocities);
  if (!(speed <= MOVING_RAD_S))
    throw new PrimitiveError(
      "Denied",
      `The arm moves already (fastest joint ${speed.toFixed(3)} rad/s), and not by this program. Call arm.stop(), look, then plan again.`,
    );
  const start = path[0] ?? [];
  const away = Math.max(...positions.map((value, joint) => Math.abs(value - (start[joint] ?? Number.NaN))));
  if (!(away <= START_RAD))
    throw new PrimitiveError(
      "Stale",
      `The path starts ${away.toFixed(3)} rad from where the arm stands (limit ${START_RAD} rad). Plan again from the present position.`,
    );
  return away > JUMP_RAD ? [positions, ...path] : path;
};
