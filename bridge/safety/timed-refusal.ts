import { PrimitiveError } from "../protocol/index.ts";
import type { Trajectory } from "../robot/trajectory/types.ts";

/** A reason why a path may not be driven, that knows where on the path it is. */
export class PathRefusal extends PrimitiveError {
  readonly path: readonly (readonly number[])[];
  /** Joint positions at which it would happen, radians. */
  readonly at: readonly number[];

  constructor(reason: PrimitiveError, path: readonly (readonly number[])[], at: readonly number[]) {
    super(reason.code, reason.message);
    this.path = path;
    this.at = at;
  }
}

/**
 * The same reason with the time at which it would happen, where it is one of a path that can be timed; else the same.
 *
 * @param timing times a path as it would be driven
 */
export const timedRefusal = (
  reason: unknown,
  timing: (path: readonly (readonly number[])[]) => Trajectory,
): unknown => {
  if (!(reason instanceof PathRefusal)) return reason;
  let points: Trajectory["points"];
  try {
    ({ points } = timing(reason.path));
  } catch {
    return reason; // a path that cannot be timed has no time
  }
  let [time_s, least] = [0, Number.POSITIVE_INFINITY];
  for (const point of points) {
    const away = Math.max(
      ...point.positions.map((value, joint) => Math.abs(value - (reason.at[joint] ?? value))),
    );
    if (away >= least) continue;
    [time_s, least] = [point.time_s, away];
  }
  return new PrimitiveError(reason.code, `${time_s.toFixed(2)} s into the motion ${reason.message}`);
};
