import type { PathSpline } from "./path-spline.ts";

/** What a motion may do along a stretch; joint limits in rad/s and rad/s². */
export interface PathLimits {
  velocity: readonly number[];
  acceleration: readonly number[];
  /** Highest ds/dt at q where dq/ds is `slope`, beyond what the joints allow. */
  pathSpeed?: (q: readonly number[], slope: Float64Array) => number;
  /** Share of the limits that may be used at grid point k; below 1 where an earlier try broke them. */
  share?: Float64Array;
}

/** Speed along a stretch: at s = k * spacing it is speeds[k] (ds/dt); between, d²s/dt² is constant. */
export interface SpeedProfile {
  spacing: number;
  speeds: Float64Array;
}

const BISECTIONS = 44;

/** Path derivatives at the grid of a stretch, taken once and used by every profile on it. */
export class PathGrid {
  readonly count: number;
  readonly spacing: number;
  readonly #slopes: Float64Array[] = [];
  readonly #bends: Float64Array[] = [];
  readonly #topSpeeds: Float64Array;

  constructor(stretch: PathSpline, limits: PathLimits) {
    const dimensions = limits.velocity.length;
    this.count = Math.min(2000, Math.max(200, 4 * stretch.knots.length)) + 1;
    this.spacing = stretch.length / (this.count - 1);
    this.#topSpeeds = new Float64Array(this.count).fill(Number.POSITIVE_INFINITY);
    const q = new Float64Array(dimensions);
    for (let k = 0; k < this.count; k++) {
      const slope = new Float64Array(dimensions);
      const bend = new Float64Array(dimensions);
      stretch.sample(k * this.spacing, q, slope, bend);
      this.#slopes.push(slope);
      this.#bends.push(bend);
      let top = limits.pathSpeed?.([...q], slope) ?? Number.POSITIVE_INFINITY;
      for (const [joint, speed] of limits.velocity.entries())
        top = Math.min(top, speed / Math.abs(slope[joint] ?? 0));
      this.#topSpeeds[k] = top;
    }
  }

  /**
   * The fastest profile from rest to rest: reachability analysis (TOPP-RA, Pham and Pham 2018) over x = (ds/dt)², in
   * which joint acceleration q' u + q'' x is linear. The backward pass finds from which x the end can still be
   * reached, the forward pass takes the largest u = d²s/dt² that stays among those.
   */
  fastest({ acceleration, share }: PathLimits): SpeedProfile {
    const { count, spacing } = this;
    const highest = new Float64Array(count);
    for (let k = count - 2; k > 0; k--) {
      const ceiling = (this.#topSpeeds[k] ?? 0) * (share?.[k] ?? 1);
      highest[k] = this.#largestX(k, ceiling ** 2, highest[k + 1] ?? 0, acceleration, share?.[k] ?? 1);
    }
    const speeds = new Float64Array(count);
    let x = 0;
    for (let k = 0; k < count - 1; k++) {
      const [, most] = this.#pathAcceleration(k, x, acceleration, share?.[k] ?? 1);
      x = Math.max(0, Math.min(x + 2 * spacing * most, highest[k + 1] ?? 0));
      speeds[k + 1] = Math.sqrt(x);
    }
    return { spacing, speeds };
  }

  /** Least and greatest d²s/dt² that the joints allow at grid point k with (ds/dt)² = x; least > greatest: none. */
  #pathAcceleration(k: number, x: number, acceleration: readonly number[], share: number): [number, number] {
    const slope = this.#slopes[k];
    const bend = this.#bends[k];
    let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const [joint, limit] of acceleration.entries()) {
      const q1 = slope?.[joint] ?? 0;
      const used = (bend?.[joint] ?? 0) * x;
      const allowed = limit * share * share;
      if (Math.abs(q1) < 1e-9) {
        if (Math.abs(used) > allowed) return [1, -1];
        continue;
      }
      const [a, b] = [(-allowed - used) / q1, (allowed - used) / q1];
      least = Math.max(least, Math.min(a, b));
      most = Math.min(most, Math.max(a, b));
    }
    return [least, most];
  }

  /** The largest x at k from which some allowed acceleration leads to at most `next` at k + 1. */
  #largestX(
    k: number,
    ceiling: number,
    next: number,
    acceleration: readonly number[],
    share: number,
  ): number {
    const fits = (x: number): boolean => {
      const [least, most] = this.#pathAcceleration(k, x, acceleration, share);
      return least <= most && x + 2 * this.spacing * least <= next;
    };
    if (fits(ceiling)) return ceiling;
    let [low, high] = [0, ceiling];
    for (let i = 0; i < BISECTIONS; i++) {
      const middle = (low + high) / 2;
      if (fits(middle)) low = middle;
      else high = middle;
    }
    return low;
  }
}
