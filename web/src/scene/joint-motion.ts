import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";

/** Less than this, in radians or metres, is sensor noise that nobody sees. */
const VISIBLE = 1e-5;
/** What is drawn follows what is measured with this time constant, about one sensor period. */
const FOLLOW_MS = 25;

/** The share of the way to the measured state by which a picture drawn `elapsedMs` after the last one goes on. */
const followed = (elapsedMs: number): number => 1 - Math.exp(-elapsedMs / FOLLOW_MS);

/**
 * Moves joints from what is drawn towards what was measured, at display rate. By the same share as objects move, so
 * that what the gripper carries stays in it, also after a picture that took long.
 */
export class JointMotion {
  #measured = new Map<string, number>();
  #drawn = new Map<string, number>();

  /** Takes a measurement in; positions in radians or metres, by joint name. */
  accept(names: readonly string[], positions: readonly number[]): void {
    this.#measured = new Map(names.map((name, i) => [name, positions[i] ?? 0]));
  }

  /** Joint positions to draw `elapsedMs` after the last picture; a joint never drawn is where it was measured. */
  advance(elapsedMs: number): Map<string, number> {
    const share = followed(elapsedMs);
    this.#drawn = new Map(
      [...this.#measured].map(([name, measured]) => {
        const drawn = this.#drawn.get(name) ?? measured;
        return [name, Math.abs(measured - drawn) < VISIBLE ? measured : drawn + (measured - drawn) * share];
      }),
    );
    return this.#drawn;
  }

  /** Whether what is on the screen differs visibly from the measurement. */
  get pending(): boolean {
    for (const [name, measured] of this.#measured)
      if (Math.abs((this.#drawn.get(name) ?? Number.POSITIVE_INFINITY) - measured) > VISIBLE) return true;
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
  return followed(elapsedMs);
};
