import { z } from "zod";
import { PrimitiveError } from "../protocol/index.ts";
import type { MotionLimits } from "./limits.ts";

/** More points than this keep the checks busy for longer than a stop may wait. */
const MOST_POINTS = 2_000;
/** Rounding that a trajectory computed elsewhere may have, as a share of a limit. */
const SLACK = 1.001;
/** A first point at time 0 is the present position, within this, radians. */
const START_RAD = 0.05;

const numbers = z.array(z.number()).nullish();
const Duration = z.union([
  z.strictObject({ sec: z.int().min(0), nanosec: z.int().min(0).max(999_999_999).default(0) }),
  z.strictObject({ secs: z.int().min(0), nsecs: z.int().min(0).max(999_999_999).default(0) }),
]);
const Point = z.strictObject({
  positions: z.array(z.number()),
  velocities: numbers,
  accelerations: numbers,
  effort: numbers,
  time_from_start: Duration,
});
const JointTrajectory = z.strictObject({
  header: z.object({ stamp: Duration.optional() }).nullish(),
  joint_names: z.array(z.string()),
  points: z.array(Point).max(MOST_POINTS),
});
const tolerances = z.array(z.unknown()).nullish();
const FollowJointTrajectory = z.strictObject({
  trajectory: JointTrajectory,
  path_tolerance: tolerances,
  goal_tolerance: tolerances,
  goal_time_tolerance: Duration.nullish(),
});

/** A trajectory as a program asked for it, in the arm's own order of joints. */
export interface AskedTrajectory {
  /** From where the arm stands through the points, radians. */
  readonly path: readonly (readonly number[])[];
  /** When it was to end, seconds. */
  readonly duration_s: number;
  /** The fastest that a joint was to be, rad/s. */
  readonly jointSpeed: number;
  /** Whether it brought tolerances of its own. */
  readonly tolerances: boolean;
}

type ReadPoint = { positions: number[]; velocities: number[] | null; time_s: number };

const wrong = (text: string): PrimitiveError => new PrimitiveError("InvalidArgument", text);

/** A message of a ROS type, as far as it is understood. @throws PrimitiveError InvalidArgument naming the field */
export const parseMessage = <T>(schema: z.ZodType<T>, message: unknown, what: string): T => {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw wrong(`${what}: ${issue?.path.join(".") || "message"}: ${issue?.message ?? "is malformed"}.`);
};

const seconds = (duration: z.infer<typeof Duration>): number =>
  "sec" in duration ? duration.sec + duration.nanosec * 1e-9 : duration.secs + duration.nsecs * 1e-9;

/**
 * Reads a JointTrajectory, or the goal of a FollowJointTrajectory action, that a program wants to send to the arm.
 *
 * @param now where the arm stands, radians
 * @throws PrimitiveError InvalidArgument for what is no such message, LimitExceeded when its own times, velocities or
 *   accelerations ask more of a joint than it may do
 */
export const askedTrajectory = (
  message: unknown,
  kind: "topic" | "action",
  jointNames: readonly string[],
  now: readonly number[],
  limits: MotionLimits,
): AskedTrajectory => {
  const goal = kind === "action" ? parseMessage(FollowJointTrajectory, message, "goal") : null;
  const trajectory = goal?.trajectory ?? parseMessage(JointTrajectory, message, "message");
  const stamp = trajectory.header?.stamp;
  if (stamp && seconds(stamp) !== 0)
    throw wrong(
      `the trajectory is stamped ${seconds(stamp)} s. Stamp it 0: it starts when the gate has checked it.`,
    );
  const points = readPoints(trajectory, jointNames);
  const [first] = points;
  if (!first) throw wrong("the trajectory has no points. To stop the arm, call arm.stop().");
  const from: ReadPoint = { positions: [...now], velocities: null, time_s: 0 };
  const starts = first.time_s === 0;
  if (starts) {
    const joint = first.positions.findIndex((value, i) => Math.abs(value - (now[i] ?? value)) > START_RAD);
    if (joint >= 0)
      throw wrong(
        `point 0 wants ${jointNames[joint]} at ${first.positions[joint]} rad at once; it is at ${now[joint]?.toFixed(3)} rad. Begin there, or give the point a time_from_start.`,
      );
  }
  const all = [from, ...(starts ? points.slice(1) : points)];
  return {
    path: all.map(({ positions }) => positions),
    duration_s: all.at(-1)?.time_s ?? 0,
    jointSpeed: checkTimes(all, jointNames, limits),
    tolerances: Boolean(goal?.path_tolerance?.length || goal?.goal_tolerance?.length),
  };
};

/** The points with their numbers in the order of `jointNames`. */
const readPoints = (
  { joint_names, points }: z.infer<typeof JointTrajectory>,
  jointNames: readonly string[],
): ReadPoint[] => {
  const same = joint_names.length === jointNames.length && new Set(joint_names).size === joint_names.length;
  if (!same || !joint_names.every((name) => jointNames.includes(name)))
    throw wrong(
      `joint_names [${joint_names.join(", ")}] must be each of the arm's joints, once: ${jointNames.join(", ")}.`,
    );
  const order = jointNames.map((name) => joint_names.indexOf(name));
  let before = -1;
  return points.map((point, index) => {
    for (const field of ["positions", "velocities", "accelerations"] as const) {
      const given = point[field] ?? [];
      if (given.length !== joint_names.length && (field === "positions" || given.length > 0))
        throw wrong(`point ${index} has ${given.length} ${field} for ${joint_names.length} joints.`);
    }
    if (point.effort?.some((value) => value !== 0))
      throw wrong(`point ${index} has efforts; the arm is driven by positions. Leave effort empty.`);
    const time_s = seconds(point.time_from_start);
    if (time_s <= before)
      throw wrong(
        `point ${index} has time_from_start ${time_s} s, not after the ${before} s of the one before. Let times rise.`,
      );
    before = time_s;
    const sorted = (values: readonly number[]): number[] => order.map((at) => values[at] ?? 0);
    return {
      positions: sorted(point.positions),
      velocities: point.velocities?.length ? sorted(point.velocities) : null,
      time_s,
    };
  });
};

/** The fastest joint between the points. @throws PrimitiveError LimitExceeded naming joint, time, value and limit */
const checkTimes = (
  points: readonly ReadPoint[],
  jointNames: readonly string[],
  limits: MotionLimits,
): number => {
  let fastest = 0;
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (!from) continue;
    const step_s = to.time_s - from.time_s;
    for (const [joint, position] of to.positions.entries()) {
      const mean = Math.abs(position - (from.positions[joint] ?? position)) / step_s;
      const stated = Math.abs(to.velocities?.[joint] ?? 0);
      const limit = limits.velocity[joint] ?? 0;
      const speed = Math.max(mean, stated);
      fastest = Math.max(fastest, mean);
      if (speed > limit * SLACK)
        throw new PrimitiveError(
          "LimitExceeded",
          `joint ${jointNames[joint]} would move at ${speed.toFixed(3)} rad/s ${to.time_s.toFixed(3)} s into the trajectory, above its limit of ${limit.toFixed(3)} rad/s. Give the points more time.`,
        );
    }
  }
  checkLeastTime(points, jointNames, limits);
  return fastest;
};

/**
 * The whole way cannot take less than going from rest to rest with the limits' accelerations and velocities:
 * T = 2 sqrt(d/a) while v is not reached, else d/v + v/a.
 */
const checkLeastTime = (
  points: readonly ReadPoint[],
  jointNames: readonly string[],
  limits: MotionLimits,
): void => {
  const [from, to] = [points[0], points.at(-1)];
  if (!from || !to) return;
  for (const [joint, position] of to.positions.entries()) {
    const way = Math.abs(position - (from.positions[joint] ?? position));
    const [v, a] = [limits.velocity[joint] ?? 1, limits.acceleration[joint] ?? 1];
    const least = way <= (v * v) / a ? 2 * Math.sqrt(way / a) : way / v + v / a;
    if (to.time_s * SLACK >= least) continue;
    const needed = (4 * way) / to.time_s ** 2;
    throw new PrimitiveError(
      "LimitExceeded",
      `joint ${jointNames[joint]} would have to turn by ${way.toFixed(3)} rad from rest to rest by ${to.time_s.toFixed(3)} s, with ${needed.toFixed(1)} rad/s², above its limit of ${a.toFixed(3)} rad/s². Give it ${(Math.ceil(least * 100) / 100).toFixed(2)} s or more.`,
    );
  }
};
