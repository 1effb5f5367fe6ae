import type { Stamp } from "../../bridge/protocol/index.ts";
import type { Transform } from "../world/math.ts";
import { hiddenObjects } from "../world/visibility.ts";
import type { World } from "../world/world.ts";
import { stampOf } from "./messages.ts";

/** Where an object was seen, and when. */
export interface Sighting {
  readonly pose: Transform;
  readonly stamp: Stamp;
}

interface Fault {
  readonly untilS: number;
  /** What is told all the while; null: nothing is. */
  readonly told: Sighting | null;
}

/** Tells what has become of a thing: hot, open. */
export interface Conditions {
  states(name: string): ReadonlySet<string>;
}

/** The detector's eye: it sees every object that is not hidden as it is, but for what goes wrong on purpose. */
export class Detector {
  readonly #world: World;
  readonly #conditions: Conditions;
  #hidden: { readonly revision: number; readonly names: ReadonlySet<string> } | null = null;
  readonly #faults = new Map<string, Fault>();

  constructor(world: World, conditions: Conditions) {
    this.#world = world;
    this.#conditions = conditions;
  }

  /** What can be seen of an object's condition, in words. */
  states(object: string): string[] {
    return [...this.#conditions.states(object)].sort();
  }

  /** Whether it is in or under something that cannot be looked into now. */
  isHidden(object: string): boolean {
    const { revision } = this.#world;
    if (this.#hidden?.revision !== revision) this.#hidden = { revision, names: hiddenObjects(this.#world) };
    return this.#hidden.names.has(object);
  }

  /** What is told of an object now; null when it is not seen. */
  sighting(object: string): Sighting | null {
    const fault = this.#faults.get(object);
    if (fault && this.#world.timeS < fault.untilS) return fault.told;
    return this.#seen(object);
  }

  /** Does not see the object for so many seconds of the simulator's clock. */
  blind(object: string, seconds: number): void {
    this.#faults.set(object, { untilS: this.#world.timeS + seconds, told: null });
  }

  /** Goes on telling, for so many seconds of the simulator's clock, where the object is now, with the stamp of now. */
  freeze(object: string, seconds: number): void {
    this.#faults.set(object, { untilS: this.#world.timeS + seconds, told: this.#seen(object) });
  }

  /** Sees everything again. */
  reset(): void {
    this.#faults.clear();
  }

  #seen(object: string): Sighting | null {
    if (this.isHidden(object)) return null;
    return { pose: this.#world.pose(object), stamp: stampOf(this.#world.timeNs) };
  }
}
