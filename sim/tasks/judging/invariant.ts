import type { WorldView } from "./world-view.ts";

/** Something that must hold throughout; looked at every few milliseconds of the simulator's clock. */
export interface Invariant {
  /** In words: "nothing falls off the table". */
  readonly name: string;
  /** What is wrong now, in words; null when nothing is. Once wrong, it stays broken. */
  violation(world: WorldView): string | null;
}
