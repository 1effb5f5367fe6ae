import type { WorldView } from "./world-view.ts";

/** How far a goal is met, and what was measured for it. */
export interface GoalScore {
  /** 0 to 1; 1 is met. */
  readonly score: number;
  readonly detail: string;
}

/** Something that must be so when the episode has ended. */
export interface Goal {
  /** In words: "the red cube is on the blue plate". */
  readonly name: string;
  measure(world: WorldView): GoalScore;
}
