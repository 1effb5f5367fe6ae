import { PrimitiveError } from "../../protocol/index.ts";
import type { ArmModel } from "../kinematics/arm-model.ts";
import { type PathSpline, smoothStretches } from "./path-spline.ts";
import { smoothTimeLaw, type TimeLaw } from "./smooth-time.ts";
import { PathGrid, type PathLimits } from "./speed-profile.ts";
import { demand, toolSpeedPerPathSpeed } from "./trajectory-demand.ts";
import type { Trajectory, TrajectoryPoint } from "./types.ts";

export type { Trajectory, TrajectoryPoint } from "./types.ts";

export interface TrajectoryOptions {
  /** Longest time between samples, seconds. Default 0.02. */
  period_s?: number;
  /** The tool moves no faster than this. */
  toolSpeed?: { model: ArmModel; max_m_s: number };
}

const PERIOD_S = 0.02;
/** Accelerations ramp over this time: two samples at the default period. */
const RAMP_S = 0.04;
const FEWEST_SAMPLES = 8;
/** A motion of more samples than this takes the memory and the time in which a stop could not be heard. */
const MOST_SAMPLES = 15_000;
/** Tries at lowering the speed just where a limit was broken, before the whole is slowed. */
const LOCAL_TRIES = 5;
/** Limits are aimed at from a little below, so that rounding breaks none. */
const HEADROOM = 0.9998;

function check(
  jointNames: readonly string[],
  path: readonly (readonly number[])[],
  limits: PathLimits,
  max_m_s: number,
): void {
  const n = jointNames.length;
  const wrong = (what: string): PrimitiveError => new PrimitiveError("InvalidArgument", what);
  if (path.length === 0) throw wrong("the path has no point. Give at least one.");
  const bad = path.findIndex((point) => point.length !== n || !point.every(Number.isFinite));
  if (bad >= 0)
    throw wrong(
      `path point ${bad}, [${path[bad]?.join(", ")}], should be ${n} finite numbers, for ${jointNames.join(", ")}.`,
    );
  for (const [what, values] of [
    ["velocity", limits.velocity],
    ["acceleration", limits.acceleration],
  ] as const)
    if (values.length !== n || !values.every((value) => value > 0 && Number.isFinite(value)))
      throw wrong(`${what} limits [${values.join(", ")}] should be ${n} finite numbers above 0.`);
  if (!(max_m_s > 0)) throw wrong(`tool speed limit ${max_m_s} m/s should be above 0.`);
}

/**
 * Times a joint path: starts and ends at rest, keeps to the path (smoothly between close points; at corners it stops)
 * and to the limits (rad/s, rad/s², m/s at the tool) at the samples and, interpolated cubically, between them.
 * Accelerations are continuous. Near time-optimal: the time-optimal profile of each stretch (see PathGrid.fastest),
 * rounded over 40 ms. A path that stays at one point gives one sample and duration 0.
 *
 * @throws PrimitiveError InvalidArgument; LimitExceeded when it would take more than 15,000 samples, 300 s by default
 */
export function timeParametrise(
  jointNames: readonly string[],
  path: readonly (readonly number[])[],
  limits: { velocity: readonly number[]; acceleration: readonly number[] },
  options: TrajectoryOptions = {},
): Trajectory {
  const { toolSpeed, period_s = PERIOD_S } = options;
  check(jointNames, path, limits, toolSpeed?.max_m_s ?? 1);
  const first = [...(path[0] ?? [])];
  const rest = () => first.map(() => 0);
  const points: TrajectoryPoint[] = [
    { time_s: 0, positions: first, velocities: rest(), accelerations: rest() },
  ];
  let begin = 0;
  for (const stretch of smoothStretches(path)) {
    const left_s = MOST_SAMPLES * period_s - begin;
    const timed = timeStretch(stretch, limits, { period_s, left_s, before_s: begin }, toolSpeed);
    for (const point of timed.slice(1)) points.push({ ...point, time_s: begin + point.time_s });
    begin += timed[timed.length - 1]?.time_s ?? 0;
  }
  const end = points[points.length - 1];
  if (end && points.length > 1) end.positions = [...(path[path.length - 1] ?? [])];
  return { jointNames, points, duration_s: begin };
}

function timeStretch(
  stretch: PathSpline,
  limits: { velocity: readonly number[]; acceleration: readonly number[] },
  { period_s, left_s, before_s }: { period_s: number; left_s: number; before_s: number },
  toolSpeed: TrajectoryOptions["toolSpeed"],
): TrajectoryPoint[] {
  const pathLimits: PathLimits = {
    velocity: limits.velocity.map((value) => value * HEADROOM),
    acceleration: limits.acceleration.map((value) => value * HEADROOM),
  };
  if (toolSpeed)
    pathLimits.pathSpeed = (q, slope) =>
      (HEADROOM * toolSpeed.max_m_s) / toolSpeedPerPathSpeed(toolSpeed.model, q, slope);
  const grid = new PathGrid(stretch, pathLimits);
  const share = new Float64Array(grid.count).fill(1);
  let best: { points: TrajectoryPoint[]; slowing: number; duration_s: number } | null = null;
  for (let attempt = 0; attempt < LOCAL_TRIES; attempt++) {
    const law = smoothTimeLaw(grid.fastest({ ...pathLimits, share }), RAMP_S);
    if (!(law.duration_s <= left_s)) throw tooLong(before_s + law.duration_s, before_s + left_s);
    const { points, progress } = sampled(stretch, law, period_s, limits.velocity.length);
    const demands = demand(points, limits, toolSpeed);
    const slowing = demands.reduce((most, value) => Math.max(most, value), 1);
    const duration_s = law.duration_s * slowing;
    if (!best || duration_s < best.duration_s) best = { points, slowing, duration_s };
    if (slowing === 1) break;
    lower(share, demands, progress, grid.spacing);
  }
  return slowed(best?.points ?? [], best?.slowing ?? 1);
}

const tooLong = (duration_s: number, most_s: number): PrimitiveError =>
  new PrimitiveError(
    "LimitExceeded",
    `the motion would take ${Number(duration_s.toPrecision(3))} s or more at this speed, above the limit of ${most_s} s. Pass a higher speed, or move in parts.`,
  );

/** Lowers the share of the limits around the intervals that asked for more than all of them. */
function lower(
  share: Float64Array,
  demands: readonly number[],
  progress: readonly number[],
  spacing: number,
): void {
  const before = share.slice();
  for (const [interval, value] of demands.entries()) {
    if (value <= 1) continue;
    const from = Math.floor((progress[Math.max(0, interval - 1)] ?? 0) / spacing) - 1;
    const to = Math.ceil((progress[Math.min(progress.length - 1, interval + 2)] ?? 0) / spacing) + 1;
    for (let k = Math.max(0, from); k <= Math.min(share.length - 1, to); k++)
      share[k] = Math.min(share[k] ?? 1, (before[k] ?? 1) / (value * 1.002));
  }
}

/** The same motion, `factor` times slower. */
const slowed = (points: readonly TrajectoryPoint[], factor: number): TrajectoryPoint[] =>
  points.map(({ time_s, positions, velocities, accelerations }) => ({
    time_s: time_s * factor,
    positions,
    velocities: velocities.map((value) => value / factor),
    accelerations: accelerations.map((value) => value / factor ** 2),
  }));

function sampled(
  stretch: PathSpline,
  law: TimeLaw,
  period_s: number,
  n: number,
): { points: TrajectoryPoint[]; progress: number[] } {
  const intervals = Math.max(FEWEST_SAMPLES, Math.ceil(law.duration_s / period_s - 1e-9));
  const [q, slope, bend] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const points: TrajectoryPoint[] = [];
  const progress: number[] = [];
  for (let k = 0; k <= intervals; k++) {
    const time_s = (law.duration_s * k) / intervals;
    const atEnd = k === intervals;
    const { s, speed, acceleration } = atEnd
      ? { s: stretch.length, speed: 0, acceleration: 0 }
      : law.at(time_s);
    stretch.sample(s, q, slope, bend);
    points.push({
      time_s,
      positions: [...q],
      velocities: [...slope].map((value) => value * speed),
      accelerations: [...slope].map((value, i) => value * acceleration + (bend[i] ?? 0) * speed * speed),
    });
    progress.push(s);
  }
  return { points, progress };
}
