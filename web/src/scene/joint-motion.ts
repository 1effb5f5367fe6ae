import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";

/** Bounds of the time that a measured state takes to be drawn, milliseconds; about one sensor period in between. */
const MIN_STEP_MS = 16;
const MAX_STEP_MS = 120;
/** Less than this, in radians or metres, is sensor noise that nobody sees. */
const VISIBLE = 1e-5;

/** Mean time between arrivals, so that motion at any sensor rate is drawn without a halt between two readings. */
class Pace {
  #lastMs: number | null = null;
  #stepMs = 20;

  arrived(nowMs: number): number {
    if (this.#lastMs !== null) {
      const gap = Math.min(MAX_STEP_MS, Math.max(MIN_STEP_MS, nowMs - this.#lastMs));
      this.#stepMs += (gap - this.#stepMs) * 0.2;
    }
    this.#lastMs = nowMs;
    return this.#stepMs;
  }
}

/** Moves joints from what is drawn to what was measured within about one sensor period, at display rate. */
export class JointMotion {
  readonly #pace = new Pace();
  #from = new Map<string, number>();
  #to = new Map<string, number>();
  #drawn = new Map<string, number>();
  #startMs = 0;
  #stepMs = 20;

  /** Takes a measurement in; positions in radians or metres, by joint name. */
  accept(names: readonly string[], positions: readonly number[], nowMs: number): void {
    const drawn = this.at(nowMs);
    this.#stepMs = this.#pace.arrived(nowMs);
    this.#startMs = nowMs;
    this.#to = new Map(names.map((name, i) => [name, positions[i] ?? 0]));
    this.#from = new Map([...this.#to].map(([name, target]) => [name, drawn.get(name) ?? target]));
  }

  /** Joint positions to draw now. */
  at(nowMs: number): Map<string, number> {
    const share = Math.min(1, Math.max(0, (nowMs - this.#startMs) / this.#stepMs));
    return new Map(
      [...this.#to].map(([name, target]) => {
        const from = this.#from.get(name) ?? target;
        return [name, share === 1 ? target : from + (target - from) * share];
      }),
    );
  }

  /** As `at`, remembering that this is now on the screen. */
  draw(nowMs: number): Map<string, number> {
    this.#drawn = this.at(nowMs);
    return this.#drawn;
  }

  /** Whether what is on the screen differs visibly from the measurement. */
  get pending(): boolean {
    for (const [name, target] of this.#to)
      if (Math.abs((this.#drawn.get(name) ?? Number.POSITIVE_INFINITY) - target) > VISIBLE) return true;
    return false;
  }
}

/** A pose without its frame's name. */
export interface Placement {
  readonly position: Vec3;
  readonly orientation: Quat;
}

/** Farther than this between two readings, an object was put there rather than moved: it is drawn there at once. */
const JUMP_M = 0.25;

/** Whether nobody could see a difference between the two. */
export const samePlace = (one: Placement, other: Placement): boolean =>
  distance(one, other) < VISIBLE && alikeness(one, other) > 1 - 1e-8;

const distance = (one: Placement, other: Placement): number =>
  Math.hypot(...one.position.map((value, i) => value - (other.position[i] ?? 0)));
/** 1 when both are turned the same way. */
const alikeness = (one: Placement, other: Placement): number =>
  Math.abs(one.orientation.reduce((sum, value, i) => sum + value * (other.orientation[i] ?? 0), 0));

/** The share of the way by which a drawn pose goes towards the measured one in `elapsedMs`; 1 when it is there. */
export const approach = (drawn: Placement, measured: Placement, elapsedMs: number): number => {
  if (distance(drawn, measured) > JUMP_M || samePlace(drawn, measured)) return 1;
  return 1 - Math.exp(-elapsedMs / 25);
};
