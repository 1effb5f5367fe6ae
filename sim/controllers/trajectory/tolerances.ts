import { z } from "zod";

export const JointTolerance = z.object({
  name: z.string(),
  position: z.number().default(0),
  velocity: z.number().default(0),
  acceleration: z.number().default(0),
});

/** Bounds for one joint, rad and rad/s; infinite where none is wanted. */
export interface Bounds {
  readonly position: number;
  readonly velocity: number;
}

/** What a goal tolerates, in the controller's joint order. */
export interface GoalTolerances {
  readonly path: readonly Bounds[];
  readonly goal: readonly Bounds[];
  readonly goalTimeS: number;
}

/** A blocked arm is noticed well before its servos push with all their might. */
const DEFAULT_PATH: Bounds = { position: 0.1, velocity: Number.POSITIVE_INFINITY };
/** At the end a joint is in place and stands. */
const DEFAULT_GOAL: Bounds = { position: 0.005, velocity: 0.02 };
const DEFAULT_GOAL_TIME_S = 1;

/** As control_msgs/msg/JointTolerance says: 0 is the default, a negative number is no bound. */
const bound = (asked: number | undefined, fallback: number): number =>
  asked === undefined || asked === 0 ? fallback : asked < 0 ? Number.POSITIVE_INFINITY : asked;

/** Tolerances of a goal; those it does not name are the controller's own. */
export const readTolerances = (
  names: readonly string[],
  path: readonly z.infer<typeof JointTolerance>[],
  goal: readonly z.infer<typeof JointTolerance>[],
  goalTimeS: number,
): GoalTolerances => {
  const read = (asked: readonly z.infer<typeof JointTolerance>[], fallback: Bounds): Bounds[] =>
    names.map((name) => {
      const tolerance = asked.find((candidate) => candidate.name === name);
      return {
        position: bound(tolerance?.position, fallback.position),
        velocity: bound(tolerance?.velocity, fallback.velocity),
      };
    });
  return {
    path: read(path, DEFAULT_PATH),
    goal: read(goal, DEFAULT_GOAL),
    goalTimeS: bound(goalTimeS, DEFAULT_GOAL_TIME_S),
  };
};

/** The first joint that is out of bounds, or -1. */
export const outOfBounds = (
  bounds: readonly Bounds[],
  positionErrors: readonly number[],
  velocityErrors: readonly number[],
): number =>
  bounds.findIndex(
    ({ position, velocity }, joint) =>
      Math.abs(positionErrors[joint] ?? 0) > position || Math.abs(velocityErrors[joint] ?? 0) > velocity,
  );
