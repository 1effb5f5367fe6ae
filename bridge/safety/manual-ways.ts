import { armOf, type ManualMove, PrimitiveError, type Quat, type Vec3 } from "../protocol/index.ts";
import { angleBetween, multiply, rotate } from "../robot/kinematics/rotation.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import type { Robot } from "../robot/robot.ts";
import { straightLine } from "../robot/trajectory/straight-line.ts";
import type { ArmMotion, SafetyGate } from "./gate.ts";
import { checkJointSpeed, checkToolSpeed, type MotionLimits, motionLimits } from "./limits.ts";
import { PathRefusal } from "./timed-refusal.ts";

/** One press goes no further than this, and no longer: what is under way on the robot is always bounded. */
const MOST_M = 0.5;
const MOST_RAD = Math.PI / 2;
const MOST_S = 20;
/** The way ends this much before the place where it may not go on: one joint, the tool, the tool's orientation. */
const SHORT_JOINT = 0.01;
const SHORT_M = 0.003;
const SHORT_RAD = 0.02;
/** A way shorter than this many of those is none. */
const LEAST = 0.5;
/** Times that a way is cut before it counts as none: limits are found before collisions. */
const CUTS = 12;

export type Jog = Extract<ManualMove, { kind: "joint" | "linear" | "angular" }>;

/** Where one press leads at most. */
export interface Way extends Pick<ArmMotion, "path" | "target" | "speed"> {
  /** What is in the way at its end, in words; null when it is only as long as one press goes. */
  readonly ahead: string | null;
  /** Whether the tool goes in a straight line; where that is not said, the kind of move tells. */
  readonly straight?: boolean;
  /** What is said when it gets to its end, where that is neither something in the way nor the end of a press. */
  readonly arrives?: string;
}

type Path = readonly (readonly number[])[];
type Checks = Pick<SafetyGate, "refusal">;

const axes: Record<"x" | "y" | "z", Vec3> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };
const scaled = (v: Vec3, factor: number): Vec3 => [v[0] * factor, v[1] * factor, v[2] * factor];
/** What is wrong, without the advice that is meant for programs. */
const reasonOf = ({ message }: PrimitiveError): string => message.split(". ", 1)[0] ?? message;

const blocked = (what: string, ahead: PrimitiveError): PrimitiveError =>
  new PrimitiveError(
    ahead.code,
    `${what} cannot go on in this direction: ${reasonOf(ahead)}. Move another way.`,
  );

/**
 * The way from the measured joint positions `from` in the pressed direction: to the joint's limit, half a metre or a
 * quarter turn far, or up to where the gate's refusal begins. Call gate.refresh() before.
 *
 * @throws PrimitiveError LimitExceeded for a speed beyond a limit; InvalidArgument for a joint that is not there; the
 *   gate's own refusal where nothing can move that way
 */
export const jogWay = (robot: Robot, gate: Checks, from: readonly number[], jog: Jog): Way => {
  const limits = motionLimits(robot.model, armOf(robot.profile));
  if (jog.kind === "joint") return jointWay(robot, gate, from, jog, limits);
  if (jog.kind === "linear") checkToolSpeed(jog.speed_m_s, armOf(robot.profile));
  else checkJointSpeed(jog.speed_rad_s, limits);
  return toolWay(robot, gate, from, jog, limits);
};

const jointWay = (
  { model }: Robot,
  gate: Checks,
  from: readonly number[],
  jog: Extract<Jog, { kind: "joint" }>,
  limits: MotionLimits,
): Way => {
  const joint = model.jointNames.indexOf(jog.joint);
  const [start, range, fastest] = [from[joint], model.limits[joint], limits.velocity[joint]];
  if (start === undefined || !range || fastest === undefined)
    throw new PrimitiveError(
      "InvalidArgument",
      `There is no joint "${jog.joint}". The joints are ${model.jointNames.join(", ")}.`,
    );
  if (jog.speed_rad_s > fastest)
    throw new PrimitiveError(
      "LimitExceeded",
      `speed ${jog.speed_rad_s} is above the limit of ${fastest} rad/s of ${jog.joint}. Choose a lower speed.`,
    );
  const limit = jog.direction > 0 ? range.upper : range.lower;
  const farthest = start + jog.direction * jog.speed_rad_s * MOST_S;
  let end = limit - jog.direction * SHORT_JOINT;
  let ahead: PrimitiveError | null = new PrimitiveError(
    "LimitExceeded",
    `${jog.joint} stands at ${start.toFixed(3)}, its limit is ${limit.toFixed(3)}`,
  );
  if (jog.direction * (end - farthest) > 0) [end, ahead] = [farthest, null];
  for (let cut = 0; cut < CUTS && jog.direction * (end - start) >= LEAST * SHORT_JOINT; cut++) {
    const path = [[...from], from.map((value, index) => (index === joint ? end : value))];
    const refusal = gate.refusal(path, []);
    if (!refusal)
      return {
        path,
        target: model.forward(path[1] ?? from),
        speed: { joint: jog.speed_rad_s },
        ahead: ahead && (cut > 0 ? reasonOf(ahead) : `the limit of ${jog.joint} is ${limit.toFixed(3)}`),
      };
    ahead = refusal;
    const at = refusal instanceof PathRefusal ? (refusal.at[joint] ?? start) : start;
    end = (jog.direction * (end - at) > 0 ? at : end) - jog.direction * SHORT_JOINT;
  }
  throw blocked(
    jog.joint,
    ahead ?? new PrimitiveError("LimitExceeded", "the speed is too low to get anywhere"),
  );
};

const toolWay = (
  robot: Robot,
  gate: Checks,
  from: readonly number[],
  jog: Extract<Jog, { kind: "linear" | "angular" }>,
  limits: MotionLimits,
): Way => {
  const { model } = robot;
  const begin = model.forward(from);
  const short = jog.kind === "linear" ? SHORT_M : SHORT_RAD;
  const most =
    jog.kind === "linear"
      ? Math.min(MOST_M, jog.speed_m_s * MOST_S)
      : Math.min(MOST_RAD, jog.speed_rad_s * MOST_S);
  const travelled = (q: readonly number[]): number => {
    const { position, orientation } = model.forward(q);
    return jog.kind === "linear"
      ? Math.hypot(...position.map((value, axis) => value - (begin.position[axis] ?? 0)))
      : angleBetween(orientation, begin.orientation);
  };
  let length = most;
  let ahead: PrimitiveError | null = null;
  for (let cut = 0; cut < CUTS && length >= LEAST * short; cut++) {
    const line = straightLine(model, from, along(begin, jog, length));
    if (!line.ok) {
      ahead = new PrimitiveError(
        "Unreachable",
        line.reason.replace(/^.*?: then /, "").split(";", 1)[0] ?? "",
      );
      length = length * line.fraction - short;
      continue;
    }
    const refusal = gate.refusal(line.path, []);
    if (!refusal)
      return {
        path: line.path,
        target: model.forward(line.path.at(-1) ?? from),
        speed:
          jog.kind === "linear"
            ? { tool: jog.speed_m_s }
            : {
                joint: Math.min(jointSpeed(robot, line.path, jog.speed_rad_s), Math.max(...limits.velocity)),
              },
        ahead: ahead && reasonOf(ahead),
      };
    ahead = refusal;
    const at = refusal instanceof PathRefusal ? travelled(refusal.at) : 0;
    length = Math.min(at, length) - short;
  }
  throw blocked(
    "The tool",
    ahead ?? new PrimitiveError("LimitExceeded", "the speed is too low to get anywhere"),
  );
};

/** Where the tool gets by a jog of that length, metres or radians; base frame. */
const along = (
  begin: Placement,
  { kind, axis, frame, direction }: Extract<Jog, { kind: "linear" | "angular" }>,
  length: number,
): Placement => {
  const unit = frame === "base" ? axes[axis] : rotate(begin.orientation, axes[axis]);
  const { position, orientation } = begin;
  if (kind === "linear") {
    const [x, y, z] = scaled(unit, direction * length);
    return { position: [position[0] + x, position[1] + y, position[2] + z], orientation };
  }
  const turn: Quat = [...scaled(unit, Math.sin((direction * length) / 2)), Math.cos(length / 2)];
  return { position, orientation: multiply(turn, orientation) };
};

/** The speed of the fastest joint, rad/s, at which the tool turns with `turning` rad/s where it turns fastest. */
const jointSpeed = ({ model }: Robot, path: Path, turning: number): number => {
  let most = 0;
  let [before, pose] = [path[0] ?? [], model.forward(path[0] ?? [])];
  for (const q of path.slice(1)) {
    const step = Math.max(...q.map((value, joint) => Math.abs(value - (before[joint] ?? value))));
    const next = model.forward(q);
    if (step > 0) most = Math.max(most, angleBetween(next.orientation, pose.orientation) / step);
    [before, pose] = [q, next];
  }
  return most > 0 ? turning / most : turning;
};
