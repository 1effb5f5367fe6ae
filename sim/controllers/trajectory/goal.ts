import { z } from "zod";
import type { JointLimit } from "../../world/robots/description.ts";
import type { TrajectoryPoint } from "./spline.ts";
import { type GoalTolerances, JointTolerance, readTolerances } from "./tolerances.ts";

/** control_msgs/action/FollowJointTrajectory result codes. */
export const TrajectoryError = {
  SUCCESSFUL: 0,
  INVALID_GOAL: -1,
  INVALID_JOINTS: -2,
  OLD_HEADER_TIMESTAMP: -3,
  PATH_TOLERANCE_VIOLATED: -4,
  GOAL_TOLERANCE_VIOLATED: -5,
} as const;

/** A goal that is refused, with the result code and a readable reason. */
export class RefusedGoal extends Error {
  override readonly name = "RefusedGoal";
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A goal in the controller's joint order. `stampS`: when it is to start, 0 for now. */
export interface TrajectoryGoal {
  readonly points: readonly TrajectoryPoint[];
  readonly stampS: number;
  readonly tolerances: GoalTolerances;
}

export interface ControlledJoint {
  readonly name: string;
  readonly limit: JointLimit;
}

const Duration = z.object({ sec: z.int().default(0), nanosec: z.int().min(0).default(0) });
const numbers = z.array(z.number()).default([]);
const Point = z.object({
  positions: numbers,
  velocities: numbers,
  accelerations: numbers,
  time_from_start: Duration.prefault({}),
});
export const JointTrajectory = z.object({
  header: z.object({ stamp: Duration.prefault({}) }).prefault({}),
  joint_names: z.array(z.string()).default([]),
  points: z.array(Point).default([]),
});
const Goal = z.object({
  trajectory: JointTrajectory,
  path_tolerance: z.array(JointTolerance).default([]),
  goal_tolerance: z.array(JointTolerance).default([]),
  goal_time_tolerance: Duration.prefault({}),
});

const MAX_POINTS = 20_000;
const seconds = ({ sec, nanosec }: z.infer<typeof Duration>): number => sec + nanosec / 1e9;
const refuse = (message: string): never => {
  throw new RefusedGoal(TrajectoryError.INVALID_GOAL, message);
};

const wrongJoints = (message: string): never => {
  throw new RefusedGoal(TrajectoryError.INVALID_JOINTS, message);
};

/** For each of the controller's joints its place in the goal. */
const jointOrder = (names: readonly string[], joints: readonly ControlledJoint[]): number[] => {
  const valid = joints.map(({ name }) => name);
  const listed = `the controller moves ${valid.join(", ")}`;
  const unknown = names.filter((name) => !valid.includes(name));
  if (unknown.length > 0)
    wrongJoints(`unknown joint ${unknown.map((n) => `"${n}"`).join(", ")}; ${listed}. Correct joint_names.`);
  const missing = valid.filter((name) => !names.includes(name));
  if (missing.length > 0)
    wrongJoints(`joint_names lacks ${missing.join(", ")}; ${listed}. Name every joint once.`);
  if (names.length !== valid.length)
    wrongJoints(`joint_names has a joint twice: ${names.join(", ")}. Name every joint once.`);
  return valid.map((name) => names.indexOf(name));
};

const checkWithin = (values: readonly number[], joints: readonly ControlledJoint[], where: string): void => {
  joints.forEach(({ name, limit }, index) => {
    const value = values[index] ?? Number.NaN;
    // A joint at its limit must not be refused for the last bit of its number.
    if (!(value >= limit.lower - 1e-6 && value <= limit.upper + 1e-6)) {
      refuse(
        `${where} asks ${name} for ${value.toFixed(4)} rad, outside ${limit.lower.toFixed(4)} to ` +
          `${limit.upper.toFixed(4)} rad. Plan inside the joint limits.`,
      );
    }
  });
};

const checkSpeed = (
  values: readonly number[],
  joints: readonly ControlledJoint[],
  where: string,
  fix: string,
): void => {
  joints.forEach(({ name, limit }, index) => {
    const speed = Math.abs(values[index] ?? 0);
    if (speed > limit.velocity * 1.001) {
      refuse(
        `${where} moves ${name} at ${speed.toFixed(3)} rad/s, faster than its ${limit.velocity.toFixed(3)} rad/s. ${fix}`,
      );
    }
  });
};

/** Values of the point in the controller's order; null where the goal leaves them out. */
const ordered = (
  values: readonly number[],
  order: readonly number[],
  what: string,
  where: string,
): number[] | null => {
  if (values.length === 0) return null;
  if (values.length !== order.length)
    refuse(`${where} has ${values.length} ${what} for ${order.length} joints. Give one for each joint.`);
  return order.map((at) => values[at] ?? Number.NaN);
};

const readPoints = (
  trajectory: z.infer<typeof JointTrajectory>,
  joints: readonly ControlledJoint[],
): TrajectoryPoint[] => {
  const order = jointOrder(trajectory.joint_names, joints);
  let previous: TrajectoryPoint | null = null;
  return trajectory.points.map((point, index) => {
    const where = `point ${index}`;
    const timeS = seconds(point.time_from_start);
    if (timeS < 0)
      refuse(`${where} has a negative time_from_start of ${timeS} s. Times count from the start.`);
    const positions =
      ordered(point.positions, order, "positions", where) ??
      refuse(`${where} has no positions. Give one for each joint.`);
    const velocities = ordered(point.velocities, order, "velocities", where);
    const accelerations = ordered(point.accelerations, order, "accelerations", where);
    checkWithin(positions, joints, where);
    if (velocities) checkSpeed(velocities, joints, where, "Plan a slower motion.");
    if (previous) {
      const step = timeS - previous.timeS;
      if (!(step > 0))
        refuse(
          `${where} comes at ${timeS} s, not after the ${previous.timeS} s of the point before. Let times rise.`,
        );
      const from = previous.positions;
      const mean = positions.map((position, joint) => (position - (from[joint] ?? 0)) / step);
      checkSpeed(mean, joints, `the way from point ${index - 1} to ${index}`, "Give it more time.");
    }
    previous = { timeS, positions, velocities, accelerations };
    return previous;
  });
};

const describeIssue = (error: z.ZodError): string => {
  const issue = error.issues[0];
  return issue ? `${issue.path.join(".") || "goal"}: ${issue.message}` : "unreadable";
};

/** Reads a trajectory message; an empty one (no points) is the message that stops the arm. */
export const readTrajectory = (
  message: unknown,
  joints: readonly ControlledJoint[],
): { points: TrajectoryPoint[]; stampS: number } => {
  const parsed = JointTrajectory.safeParse(message);
  if (!parsed.success)
    return refuse(
      `trajectory is not a trajectory_msgs/msg/JointTrajectory (${describeIssue(parsed.error)}). Numbers must be finite.`,
    );
  const { points, header } = parsed.data;
  if (points.length > MAX_POINTS)
    refuse(`the trajectory has ${points.length} points, more than ${MAX_POINTS}. Thin it out.`);
  return {
    points: points.length === 0 ? [] : readPoints(parsed.data, joints),
    stampS: seconds(header.stamp),
  };
};

/**
 * Reads and checks a FollowJointTrajectory goal.
 *
 * @throws RefusedGoal with the result code and the reason
 */
export const readGoal = (message: unknown, joints: readonly ControlledJoint[]): TrajectoryGoal => {
  const parsed = Goal.safeParse(message);
  if (!parsed.success)
    return refuse(
      `the goal is not a FollowJointTrajectory goal (${describeIssue(parsed.error)}). Numbers must be finite.`,
    );
  const { points, stampS } = readTrajectory(parsed.data.trajectory, joints);
  if (points.length === 0)
    refuse("the trajectory has no points. Give at least one; cancel the goal to stop.");
  const { path_tolerance, goal_tolerance, goal_time_tolerance } = parsed.data;
  const names = joints.map(({ name }) => name);
  const tolerances = readTolerances(names, path_tolerance, goal_tolerance, seconds(goal_time_tolerance));
  return { points, stampS, tolerances };
};
