import { distanceToPath } from "./path-distance.ts";
import type { Trajectory } from "./types.ts";

/** An arm whose fastest joint is slower than this stands, rad/s. */
const STANDING_RAD_S = 0.025;
/** Readings in a row that must say so. */
const READINGS = 3;
/** Seconds of the robot's clock, after the planned end, that an arm which stands short of its goal is waited for. */
const GRACE_S = 1;
/** An arm this far from the planned path goes elsewhere, rad. */
const ELSEWHERE_RAD = 0.5;
/** A clock that stands this long, wall seconds, is that of a simulator which has nothing left to do. */
const CLOCK_STANDS_S = 1;
/** An arm that still moves after this many planned durations, and the grace, does something else. */
const MOST_DURATIONS = 4;

export interface MeasuredArm {
  readonly positions: readonly number[];
  readonly velocities: readonly number[];
  readonly stamp_s: number;
}

export type TopicOutcome =
  | { readonly how: "succeeded" }
  | { readonly how: "standing" }
  | { readonly how: "aborted"; readonly words: string };

/**
 * Tells from measured states alone what became of a trajectory that was published, there being nobody to say: the robot
 * stands at its end after the planned time, stands short of it, or goes elsewhere.
 */
export class TopicMotion {
  readonly #trajectory: Trajectory;
  readonly #path: readonly (readonly number[])[];
  readonly #tolerance: number;
  readonly #started_s: number;
  #inARow = 0;
  #newest: { readonly stamp_s: number; readonly wall_s: number };
  #braking = false;

  /** @param start where the arm was when it was sent; `tolerance` in rad */
  constructor(trajectory: Trajectory, start: MeasuredArm, tolerance: number) {
    this.#trajectory = trajectory;
    this.#path = [start.positions, ...trajectory.points.map(({ positions }) => positions)];
    this.#started_s = start.stamp_s;
    this.#newest = { stamp_s: start.stamp_s, wall_s: performance.now() / 1000 };
    this.#tolerance = tolerance;
  }

  /** From now on it is to stand, wherever that is. */
  brake(): void {
    this.#braking = true;
    this.#inARow = 0;
  }

  /** What a newly measured state says; null while it says nothing yet. */
  take(arm: MeasuredArm): TopicOutcome | null {
    const speed = Math.max(...arm.velocities.map(Math.abs));
    this.#inARow = speed < STANDING_RAD_S ? this.#inARow + 1 : 0;
    const stands = this.#inARow >= READINGS;
    if (this.#braking) return stands ? { how: "standing" } : null;
    const planned_s = arm.stamp_s - this.#started_s - this.#trajectory.duration_s;
    const late_s = this.#clockStands(arm.stamp_s) ? Math.max(GRACE_S, planned_s) : planned_s;
    const { joint, short } = this.#short(arm.positions);
    if (late_s >= 0 && stands && short <= this.#tolerance) return { how: "succeeded" };
    const away = distanceToPath(arm.positions, this.#path);
    if (away > ELSEWHERE_RAD)
      return aborted(
        `the arm is ${away.toFixed(2)} rad away from the path that was sent; something else moves it`,
      );
    if (late_s < GRACE_S) return null;
    const where = `${joint} is ${short.toFixed(3)} rad short of its goal`;
    if (stands)
      return aborted(
        this.#moved(arm.positions)
          ? `the arm stands ${late_s.toFixed(1)} s after the planned end, and ${where}`
          : `the arm did not move, ${where}: is a controller listening to the trajectory topic, and active?`,
      );
    if (late_s > (MOST_DURATIONS - 1) * this.#trajectory.duration_s + GRACE_S)
      return aborted(`the arm still moves ${late_s.toFixed(1)} s after the planned end, and ${where}`);
    return null;
  }

  /** Positions and velocities that were planned for a moment, for when nothing is measured. */
  planned(elapsed_s: number): { positions: readonly number[]; velocities: readonly number[] } {
    const { points } = this.#trajectory;
    const next = points.findIndex(({ time_s }) => time_s >= elapsed_s);
    const end = points.at(-1);
    if (next === -1 || !end) return { positions: end?.positions ?? this.#path[0] ?? [], velocities: [] };
    const to = points[next] ?? end;
    const from = points[next - 1] ?? { time_s: 0, positions: this.#path[0] ?? to.positions };
    const share = to.time_s > from.time_s ? (elapsed_s - from.time_s) / (to.time_s - from.time_s) : 1;
    const positions = to.positions.map((value, j) => {
      const before = from.positions[j] ?? value;
      return before + share * (value - before);
    });
    return { positions, velocities: to.velocities };
  }

  #clockStands(stamp_s: number): boolean {
    const wall_s = performance.now() / 1000;
    if (stamp_s > this.#newest.stamp_s) this.#newest = { stamp_s, wall_s };
    return wall_s - this.#newest.wall_s > CLOCK_STANDS_S;
  }

  #short(positions: readonly number[]): { joint: string; short: number } {
    const goal = this.#path.at(-1) ?? [];
    const off = positions.map((value, joint) => Math.abs(value - (goal[joint] ?? value)));
    const short = Math.max(...off);
    return { joint: this.#trajectory.jointNames[off.indexOf(short)] ?? "a joint", short };
  }

  #moved(positions: readonly number[]): boolean {
    return positions.some(
      (value, joint) => Math.abs(value - (this.#path[0]?.[joint] ?? value)) > this.#tolerance,
    );
  }
}

const aborted = (words: string): TopicOutcome => ({ how: "aborted", words });
