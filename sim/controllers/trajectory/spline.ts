/** Desired motion of some joints at one moment; radians, rad/s, rad/s². */
export interface JointSample {
  readonly positions: readonly number[];
  readonly velocities: readonly number[];
  readonly accelerations: readonly number[];
}

/** A point of a trajectory. Velocities and accelerations may be missing: they decide the order of interpolation. */
export interface TrajectoryPoint {
  readonly timeS: number;
  readonly positions: readonly number[];
  readonly velocities: readonly number[] | null;
  readonly accelerations: readonly number[] | null;
}

type Coefficients = readonly [number, number, number, number, number, number];

/**
 * Polynomial between two points, for one joint: linear with positions only, cubic with velocities, quintic with
 * accelerations too; as ros2_control's joint trajectory controller does.
 */
const coefficients = (a: TrajectoryPoint, b: TrajectoryPoint, joint: number): Coefficients => {
  const t = b.timeS - a.timeS;
  const p0 = a.positions[joint] ?? 0;
  const p1 = b.positions[joint] ?? 0;
  if (t <= 0) return [p1, b.velocities?.[joint] ?? 0, 0, 0, 0, 0];
  const [v0, v1] = [a.velocities?.[joint], b.velocities?.[joint]];
  if (v0 === undefined || v1 === undefined) return [p0, (p1 - p0) / t, 0, 0, 0, 0];
  const [a0, a1] = [a.accelerations?.[joint], b.accelerations?.[joint]];
  const d = p1 - p0;
  if (a0 === undefined || a1 === undefined) {
    return [p0, v0, (3 * d - (2 * v0 + v1) * t) / t ** 2, (-2 * d + (v0 + v1) * t) / t ** 3, 0, 0];
  }
  return [
    p0,
    v0,
    a0 / 2,
    (20 * d - (8 * v1 + 12 * v0) * t - (3 * a0 - a1) * t ** 2) / (2 * t ** 3),
    (-30 * d + (14 * v1 + 16 * v0) * t + (3 * a0 - 2 * a1) * t ** 2) / (2 * t ** 4),
    (12 * d - 6 * (v1 + v0) * t + (a1 - a0) * t ** 2) / (2 * t ** 5),
  ];
};

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

/** Desired motion over time: from a start through the points, then standing at the last one. */
export class JointSpline {
  readonly #points: readonly TrajectoryPoint[];
  readonly #segments: readonly (readonly Coefficients[])[];
  #segment = 0;

  /** @param points at least one; the first is the start, times in seconds and rising */
  constructor(points: readonly TrajectoryPoint[]) {
    this.#points = points;
    this.#segments = points.slice(1).map((point, index) => {
      const from = points[index] as TrajectoryPoint;
      return point.positions.map((_, joint) => coefficients(from, point, joint));
    });
  }

  get durationS(): number {
    return this.#points.at(-1)?.timeS ?? 0;
  }

  /** Where the joints end. */
  get end(): readonly number[] {
    return this.#points.at(-1)?.positions ?? [];
  }

  /** Desired motion `timeS` seconds after the start; cheap when asked in rising order. */
  sample(timeS: number): JointSample {
    const count = this.end.length;
    if (timeS >= this.durationS)
      return { positions: this.end, velocities: zeros(count), accelerations: zeros(count) };
    if (timeS < (this.#points[this.#segment]?.timeS ?? 0)) this.#segment = 0;
    while (timeS >= (this.#points[this.#segment + 1]?.timeS ?? Number.POSITIVE_INFINITY)) this.#segment += 1;
    const t = Math.max(0, timeS - (this.#points[this.#segment]?.timeS ?? 0));
    const segment = this.#segments[this.#segment] ?? [];
    return {
      positions: segment.map(
        ([c0, c1, c2, c3, c4, c5]) => c0 + t * (c1 + t * (c2 + t * (c3 + t * (c4 + t * c5)))),
      ),
      velocities: segment.map(
        ([, c1, c2, c3, c4, c5]) => c1 + t * (2 * c2 + t * (3 * c3 + t * (4 * c4 + t * 5 * c5))),
      ),
      accelerations: segment.map(
        ([, , c2, c3, c4, c5]) => 2 * c2 + t * (6 * c3 + t * (12 * c4 + t * 20 * c5)),
      ),
    };
  }
}

/**
 * Brings moving joints to a stand along the direction they move in, all in the same time.
 *
 * @param deceleration of the fastest joint, rad/s²
 * @param limits where each joint has to stand at the latest
 */
export const stoppingSpline = (
  from: JointSample,
  deceleration: number,
  limits: readonly { readonly lower: number; readonly upper: number }[],
): JointSpline => {
  const fastest = Math.max(0, ...from.velocities.map(Math.abs));
  const durationS = fastest / deceleration;
  const still = zeros(from.positions.length);
  const end = from.positions.map((position, joint) => {
    const limit = limits[joint] ?? { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
    const stop = position + ((from.velocities[joint] ?? 0) * durationS) / 2;
    return Math.min(limit.upper, Math.max(limit.lower, stop));
  });
  const start = { timeS: 0, positions: from.positions, velocities: from.velocities, accelerations: null };
  return new JointSpline([
    start,
    { timeS: durationS, positions: end, velocities: still, accelerations: null },
  ]);
};
