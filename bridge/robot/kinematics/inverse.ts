import { type Descent, type DescentOptions, descend } from "./damped-least-squares.ts";
import type { ToolKinematics } from "./tool-kinematics.ts";
import type { IkOptions, IkResult, JointLimit, Placement } from "./types.ts";

const DEFAULT_STARTS = 32;
const TOLERANCE = 1e-5;
/** A solution this near the seed (largest joint difference) is taken without looking for a nearer one. */
const NEAR_RAD = 1;
/** Further solutions that are looked for when the first is far from the seed. */
const MORE_WHEN_FAR = 6;
/** Solutions closer than this in every joint are one. */
const SAME_RAD = 0.02;
const FULL_TURN = 2 * Math.PI;
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/** The solver's view of an arm. */
export interface Solver {
  tool: ToolKinematics;
  names: readonly string[];
  limits: readonly JointLimit[];
  /** Joints that turn (not slide). */
  turning: readonly boolean[];
}

const farthest = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));

/** Whether two solutions are one posture, whole turns apart or not. */
const same = (a: readonly number[], b: readonly number[], { turning }: Solver): boolean =>
  a.every((value, i) => {
    const difference = value - (b[i] ?? 0);
    return (
      Math.abs(turning[i] ? difference - FULL_TURN * Math.round(difference / FULL_TURN) : difference) <
      SAME_RAD
    );
  });

/** Each turning joint at the equivalent angle nearest to the seed's within its limits. */
function wrapNear(q: readonly number[], seed: readonly number[], { limits, turning }: Solver): number[] {
  return q.map((value, i) => {
    const limit = limits[i];
    if (!limit || !turning[i]) return value;
    const { lower, upper } = limit;
    const near = value - FULL_TURN * Math.round((value - (seed[i] ?? 0)) / FULL_TURN);
    // Whole turns from the angle nearest to the seed into the range; where none leads there, as near to it as may be.
    const down = near - FULL_TURN * Math.max(0, Math.ceil((near - upper) / FULL_TURN - 1e-9));
    const inside = down + FULL_TURN * Math.max(0, Math.ceil((lower - down) / FULL_TURN - 1e-9));
    if (inside <= upper + 1e-8) return Math.min(Math.max(inside, lower), upper);
    return inside - upper < lower - (inside - FULL_TURN) ? inside : inside - FULL_TURN;
  });
}

/** Van der Corput's sequence: fills [0, 1) evenly, the same every time. */
function radicalInverse(index: number, base: number): number {
  let [result, fraction] = [0, 1 / base];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base), fraction /= base)
    result += (rest % base) * fraction;
  return result;
}

/** The seed, the seed with joints mirrored (elbow and wrist the other way), turned half round, then evenly spread ones. */
function* startsFrom(seed: readonly number[], { limits, turning }: Solver): Generator<number[]> {
  yield [...seed];
  const clamp = (q: number[]) =>
    q.map((v, i) => Math.min(Math.max(v, limits[i]?.lower ?? v), limits[i]?.upper ?? v));
  const changed = (change: (value: number, i: number) => number) => clamp(seed.map(change));
  const n = seed.length;
  for (let joint = 1; joint < n; joint++)
    if (turning[joint])
      yield changed((value, i) => (i === joint ? (Math.abs(value) > 0.1 ? -value : value + 0.8) : value));
  for (const joint of [0, n - 1, n - 3])
    if (turning[joint])
      yield changed((value, i) => (i === joint ? value + (value > 0 ? -Math.PI : Math.PI) : value));
  for (let index = 1; ; index++)
    yield limits.map(({ lower, upper }, i) => {
      const [low, high] = turning[i] ? [Math.max(lower, -Math.PI), Math.min(upper, Math.PI)] : [lower, upper];
      const middle = low < high ? [low, high] : [lower, upper];
      const [from = 0, to = 0] = middle;
      return from + (to - from) * radicalInverse(index, PRIMES[i % PRIMES.length] ?? 2);
    });
}

const descentOptions = (solver: Solver, options: IkOptions): DescentOptions => ({
  limits: solver.limits,
  turning: solver.turning,
  bounded: true,
  oriented: true,
  tolerance_m: options.tolerance_m ?? TOLERANCE,
  tolerance_rad: options.tolerance_rad ?? TOLERANCE,
});

/** Descends from each start in turn; yields every outcome, wrapped towards the seed. */
function* outcomes(
  solver: Solver,
  target: Placement,
  seed: readonly number[],
  starts: number,
  how: DescentOptions,
): Generator<Descent> {
  let left = starts;
  for (const start of startsFrom(seed, solver)) {
    if (left-- <= 0) return;
    const found = descend(solver.tool, target, start, how);
    yield { ...found, q: wrapNear(found.q, seed, solver) };
  }
}

const cost = ({ error_m, error_rad }: Descent): number => error_m + error_rad;

/** The solution nearest to the seed of those that the starts lead to; see ArmModel.inverse. */
export function solveNearest(solver: Solver, target: Placement, options: IkOptions): IkResult {
  const { seed, starts = DEFAULT_STARTS } = options;
  const how = descentOptions(solver, options);
  let nearest: Descent | null = null;
  let closest: Descent | null = null;
  let more = MORE_WHEN_FAR;
  for (const found of outcomes(solver, target, seed, starts, how)) {
    if (!closest || cost(found) < cost(closest)) closest = found;
    if (!found.converged) continue;
    if (!nearest || distance(found.q, seed) < distance(nearest.q, seed)) nearest = found;
    if (farthest(nearest.q, seed) <= NEAR_RAD || more-- === 0) break;
  }
  const { q, error_m, error_rad } = nearest ??
    closest ?? { q: [...seed], error_m: Number.NaN, error_rad: Number.NaN };
  if (nearest) return { ok: true, q, error_m, error_rad, reason: "" };
  return { ok: false, q, error_m, error_rad, reason: whyNot(solver, target, options, how, closest) };
}

/** Distinct solutions, nearest to the seed first; see ArmModel.inverseAll. */
export function solveAll(solver: Solver, target: Placement, options: IkOptions): number[][] {
  const { seed, starts = 2 * DEFAULT_STARTS } = options;
  const solutions: number[][] = [];
  for (const { q, converged } of outcomes(solver, target, seed, starts, descentOptions(solver, options)))
    if (converged && !solutions.some((known) => same(known, q, solver))) solutions.push(q);
  return solutions.sort((a, b) => distance(a, seed) - distance(b, seed));
}

/** Tells apart, in words with numbers, a point too far, a joint's limit, and a turn that the wrist cannot make. */
function whyNot(
  solver: Solver,
  target: Placement,
  options: IkOptions,
  how: DescentOptions,
  closest: Descent | null,
): string {
  const { seed } = options;
  const starts = Math.min(options.starts ?? DEFAULT_STARTS, 12);
  const best = (settings: Partial<DescentOptions>): Descent | null => {
    let least: Descent | null = null;
    for (const found of outcomes(solver, target, seed, starts, { ...how, ...settings })) {
      if (settings.bounded === false) {
        if (found.converged) return found;
      } else if (!least || found.error_m < least.error_m) least = found;
      if (least && least.error_m <= how.tolerance_m) return least;
    }
    return least;
  };
  const where = `[${target.position.map((value) => value.toFixed(3)).join(", ")}]`;
  const free = best({ bounded: false });
  const broken = free ? beyondLimit(solver, free.q) : "";
  if (broken) return `joint limit: ${where} would need ${broken}`;
  const near = best({ oriented: false });
  if (near && near.error_m > Math.max(how.tolerance_m, 1e-4)) {
    const unbounded = best({ oriented: false, bounded: false });
    const limit = unbounded ? beyondLimit(solver, unbounded.q) : "";
    if (limit) return `joint limit: ${where} would need ${limit}`;
    solver.tool.place(near.q);
    const there = [...solver.tool.position].map((value) => value.toFixed(3)).join(", ");
    return `out of reach: ${where} is ${near.error_m.toFixed(3)} m beyond the closest the tool gets, [${there}], with any orientation`;
  }
  const off = closest
    ? `; the closest posture found is ${(closest.error_m * 1000).toFixed(1)} mm and ${closest.error_rad.toFixed(3)} rad off`
    : "";
  return `no solution: ${where} can be reached, but not with this orientation${off}`;
}

/** The joint that is furthest beyond its limits, in words; empty when none is. */
function beyondLimit({ names, limits }: Solver, q: readonly number[]): string {
  let words = "";
  let most = 1e-6;
  for (const [i, value] of q.entries()) {
    const { lower = 0, upper = 0 } = limits[i] ?? {};
    const beyond = Math.max(lower - value, value - upper);
    if (beyond <= most) continue;
    most = beyond;
    words = `${names[i]} at ${value.toFixed(3)}, which goes from ${lower.toFixed(3)} to ${upper.toFixed(3)}`;
  }
  return words;
}
