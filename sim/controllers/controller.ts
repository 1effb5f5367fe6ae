import type { Reading } from "../sensors/reading.ts";
import type { Kept } from "../world/saved-state.ts";

/** Something that drives a part of the robot, step by step. */
export interface Controller extends Kept {
  /** Something moves, or is to. */
  readonly active: boolean;
  /** It moves, but a `fast` clock is to run for it only when somebody steps the simulation. */
  readonly waitsForSteps?: boolean;
  /** It comes to rest by itself; what is asked meanwhile begins when it stands. */
  readonly settling?: boolean;
  /** What it tells of itself on topics. */
  readonly readings: readonly Reading[];
  /** To be called before every step. */
  update(): void;
  /** Brakes at once and holds; a goal under way ends aborted with the reason. */
  halt(reason: string): void;
  /** Forgets what it was doing; for when the world was put back. */
  reset(reason: string): void;
}
