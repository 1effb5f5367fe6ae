import type { Transform } from "../../world/math.ts";
import type { WorldView } from "../judging/world-view.ts";

/** What a perturbation can do to the world and to what the robot senses of it. */
export interface Meddler {
  /** Puts an object somewhere, to rest, in the scene's frame. */
  move(object: string, to: Transform): void;
  /** Makes the fingers lose what they hold. */
  slip(): void;
  /** The detector (and /tf) does not see this object for so many seconds of the simulator's clock. */
  blind(object: string, seconds: number): void;
  /** The detector goes on telling of this object where it was, with the old stamp, for so many seconds. */
  freeze(object: string, seconds: number): void;
  /** Somebody opens or shuts an appliance's door; what runs is switched off first. */
  setOpen(appliance: string, open: boolean): void;
  /** An appliance goes out. */
  switchOff(appliance: string): void;
}

/** Something that goes wrong on purpose, once, when its event comes: never by the wall clock, so every agent meets it. */
export interface Perturbation {
  /** In words: "the red cube is moved when the tool comes near it". */
  readonly name: string;
  /** Looked at every few milliseconds of the simulator's clock; true: it comes now. */
  due(world: WorldView): boolean;
  apply(world: WorldView, meddler: Meddler): void;
}
