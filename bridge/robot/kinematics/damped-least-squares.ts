import type { Quat } from "../../protocol/index.ts";
import { conjugate, multiply, rotationVector } from "./rotation.ts";
import type { ToolKinematics } from "./tool-kinematics.ts";
import type { JointLimit, Placement } from "./types.ts";

export interface Descent {
  q: number[];
  error_m: number;
  error_rad: number;
  converged: boolean;
}

export interface DescentOptions {
  limits: readonly JointLimit[];
  /** Joints that turn (not slide). */
  turning: readonly boolean[];
  /** False: joint ranges are ignored. */
  bounded: boolean;
  /** False: the tool may be turned any way. */
  oriented: boolean;
  tolerance_m: number;
  tolerance_rad: number;
}

const MOST_STEPS = 80;
const LARGEST_STEP_RAD = 0.6;
/** Steps without the error shrinking by a tenth, after which a start is given up. */
const PATIENCE = 14;
const FULL_TURN = 2 * Math.PI;

/** A joint that can go all the way round needs no bound on the way: some equivalent angle is always within its range. */
const turnsFully = ({ lower, upper }: JointLimit): boolean => upper - lower >= FULL_TURN - 1e-9;

/** Solves A x = b in place for symmetric positive definite A (n×n, row-major), by Cholesky. */
function solve(a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] ?? 0) * (a[j * n + k] ?? 0);
      a[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-18)) : sum / (a[j * n + j] ?? 1);
    }
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (a[i * n + k] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (a[i * n + i] ?? 1);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] ?? 0;
    for (let k = i + 1; k < n; k++) sum -= (a[k * n + i] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (a[i * n + i] ?? 1);
  }
}

/** The error of the pose last evaluated: position, then rotation vector, base frame. Returns its two lengths. */
function poseError(tool: ToolKinematics, target: Placement, error: Float64Array): [number, number] {
  for (let axis = 0; axis < 3; axis++)
    error[axis] = (target.position[axis] ?? 0) - (tool.position[axis] ?? 0);
  const now = [...tool.orientation] as Quat;
  const turn = rotationVector(multiply(target.orientation, conjugate(now)));
  error.set(turn, 3);
  return [Math.hypot(error[0] ?? 0, error[1] ?? 0, error[2] ?? 0), Math.hypot(...turn)];
}

/**
 * Walks from `start` to the pose by Levenberg-Marquardt with the damping of Sugihara (2011, "Solvability-unconcerned
 * inverse kinematics"): proportional to the error, hence steady near singularities and beyond reach, and quadratic
 * at the end. Joints at a limit are held while the step would push them further. Angles of joints that turn fully
 * are not wrapped here.
 */
export function descend(
  tool: ToolKinematics,
  target: Placement,
  start: readonly number[],
  options: DescentOptions,
): Descent {
  const { limits, turning, bounded, oriented, tolerance_m, tolerance_rad } = options;
  const n = limits.length;
  const rows = oriented ? 6 : 3;
  const bounds = limits.map((limit, i) => (bounded && !(turning[i] && turnsFully(limit)) ? limit : null));
  const q = start.map((value, i) =>
    Math.min(Math.max(value, bounds[i]?.lower ?? -1e9), bounds[i]?.upper ?? 1e9),
  );
  const error = new Float64Array(6);
  const gradient = new Float64Array(n);
  const normal = new Float64Array(n * n);
  const best: Descent = {
    q: [...q],
    error_m: Number.POSITIVE_INFINITY,
    error_rad: Number.POSITIVE_INFINITY,
    converged: false,
  };
  let bestCost = Number.POSITIVE_INFINITY;
  let mark = Number.POSITIVE_INFINITY;
  let patience = PATIENCE;
  for (let step = 0; step < MOST_STEPS; step++) {
    tool.evaluate(q);
    const [error_m, error_rad] = poseError(tool, target, error);
    const cost = error_m ** 2 + (oriented ? error_rad ** 2 : 0);
    if (cost < bestCost) {
      const converged = error_m <= tolerance_m && (!oriented || error_rad <= tolerance_rad);
      // One step beyond convergence is cheap, and takes a quadratic method to the end of the digits.
      const polished = best.converged;
      bestCost = cost;
      Object.assign(best, { q: [...q], error_m, error_rad, converged });
      if (polished || cost < 1e-24) return best;
    } else if (best.converged) return best;
    if (cost < mark * 0.8) [mark, patience] = [cost, PATIENCE];
    else if (--patience === 0) return best;

    const jacobian = tool.jacobian;
    const damping = 0.5 * cost + 1e-10;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += (jacobian[row * n + i] ?? 0) * (error[row] ?? 0);
      gradient[i] = sum;
      for (let j = 0; j <= i; j++) {
        let product = i === j ? damping : 0;
        for (let row = 0; row < rows; row++)
          product += (jacobian[row * n + i] ?? 0) * (jacobian[row * n + j] ?? 0);
        normal[i * n + j] = product;
        normal[j * n + i] = product;
      }
    }
    for (let i = 0; i < n; i++) {
      const bound = bounds[i];
      const push = gradient[i] ?? 0;
      const held = bound && ((q[i] === bound.lower && push < 0) || (q[i] === bound.upper && push > 0));
      if (!held) continue;
      for (let j = 0; j < n; j++) normal[i * n + j] = normal[j * n + i] = i === j ? 1 : 0;
      gradient[i] = 0;
    }
    solve(normal, gradient, n);
    const longest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = longest > LARGEST_STEP_RAD ? LARGEST_STEP_RAD / longest : 1;
    for (let i = 0; i < n; i++) {
      const next = (q[i] ?? 0) + scale * (gradient[i] ?? 0);
      const bound = bounds[i];
      q[i] = bound ? Math.min(Math.max(next, bound.lower), bound.upper) : next;
    }
  }
  return best;
}
