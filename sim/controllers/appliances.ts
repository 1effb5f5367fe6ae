import { z } from "zod";
import { isOpen, openingPart } from "../world/openings.ts";
import type { Kept } from "../world/saved-state.ts";
import { articulationOf, isFree } from "../world/scenes/scene.ts";
import { TIMESTEP_S } from "../world/scenes/scene-mjcf.ts";
import { isInZone } from "../world/visibility.ts";
import type { World } from "../world/world.ts";

/** std_srvs/srv/SetBool's answer. */
export interface Switched {
  readonly success: boolean;
  readonly message: string;
}

/** Steps between two looks at what is where: 50 ms. */
const LOOK_STEPS = 25;
/** A door is looked at in so many places on its way for what it would hit. */
const WAY_POINTS = 6;
/** Touching no deeper than this nothing is in a door's way, metres. */
const TOUCH_M = 0.002;

const Saved = z.strictObject({
  on: z.array(z.string()),
  states: z.array(z.tuple([z.string(), z.array(z.string())])),
  worked: z.array(z.tuple([z.string(), z.number()])),
});

const words = (name: string): string => name.replaceAll("_", " ");
const done = (message: string): Switched => ({ success: true, message });
const refused = (message: string): Switched => ({ success: false, message });

/** What stands around the robot and does something: doors that open, and what it makes of the things put into it. */
export class Appliances implements Kept {
  readonly #world: World;
  readonly #on = new Set<string>();
  readonly #states = new Map<string, Set<string>>();
  /** Steps that an appliance has worked on an object, by the names of both. */
  readonly #worked = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** What has become of an object, such as hot; of an appliance, whether it is open and on. */
  states(name: string): ReadonlySet<string> {
    const states = new Set(this.#states.get(name));
    if (openingPart(this.#world, name) !== null) states.add(isOpen(this.#world, name) ? "open" : "closed");
    if (this.#find(name)?.switched) states.add(this.#on.has(name) ? "on" : "off");
    return states;
  }

  /** Opens or shuts an appliance's door; refused while it runs, and where something is in the way. */
  setOpen(appliance: string, open: boolean): Switched {
    const door = this.#find(appliance)?.door;
    if (door === undefined) return refused(`the ${words(appliance)} has no door`);
    const word = open ? "open" : "closed";
    if (isOpen(this.#world, door) === open) return done(`the ${words(appliance)} is ${word} already`);
    if (this.#on.has(appliance))
      return refused(
        `the ${words(appliance)} is running; switch it off first, with /${appliance}/set_on false`,
      );
    const inTheWay = this.#inTheWay(door, open);
    if (inTheWay !== null)
      return refused(
        `the ${words(appliance)} cannot be ${open ? "opened" : "closed"}: the ${words(inTheWay)} is in the way of its door. Move that first.`,
      );
    this.#world.setOpening(door, open ? this.#wayOf(door) : 0);
    return done(`the ${words(appliance)} is ${word}`);
  }

  /** Switches an appliance; one with a door runs only while it is shut. */
  setOn(appliance: string, on: boolean): Switched {
    const { switched, door } = this.#find(appliance) ?? {};
    if (!switched) return refused(`the ${words(appliance)} has no switch`);
    if (on && door !== undefined && isOpen(this.#world, door))
      return refused(`the ${words(appliance)} is open; close it first, with /${appliance}/set_open false`);
    if (on) this.#on.add(appliance);
    else this.#on.delete(appliance);
    return done(`the ${words(appliance)} is ${on ? "on" : "off"}`);
  }

  /** To be called after every step: what is where it works becomes what it makes of it. */
  afterStep(): void {
    if (this.#world.steps % LOOK_STEPS !== 0) return;
    for (const { name, effect, door, switched } of this.#world.scene.appliances ?? []) {
      if (!effect) continue;
      const works = (!switched || this.#on.has(name)) && !(door && isOpen(this.#world, door));
      for (const placed of this.#world.scene.objects) {
        if (!isFree(placed)) continue;
        const object = placed.model.name;
        const key = `${name} ${object}`;
        if (!works || !isInZone(this.#world, object, effect.zone)) {
          this.#worked.delete(key);
          continue;
        }
        const worked = (this.#worked.get(key) ?? 0) + LOOK_STEPS;
        this.#worked.set(key, worked);
        if (worked * TIMESTEP_S >= effect.afterS) this.#become(object, effect.state, effect.ends);
      }
    }
  }

  /** All off, and things as they were at the start. */
  reset(): void {
    for (const kept of [this.#on, this.#states, this.#worked]) kept.clear();
  }

  save(): unknown {
    const saved: z.infer<typeof Saved> = {
      on: [...this.#on],
      states: [...this.#states].map(([object, states]) => [object, [...states]]),
      worked: [...this.#worked],
    };
    return saved;
  }

  check(saved: unknown): string | null {
    return Saved.safeParse(saved).success
      ? null
      : "it is what is on, the states of things, and how long each was worked on";
  }

  restore(saved: unknown): void {
    const { on, states, worked } = Saved.parse(saved);
    this.reset();
    for (const name of on) this.#on.add(name);
    for (const [object, of] of states) this.#states.set(object, new Set(of));
    for (const [key, steps] of worked) this.#worked.set(key, steps);
  }

  #find(name: string) {
    return this.#world.scene.appliances?.find((appliance) => appliance.name === name);
  }

  #become(object: string, state: string, ends: string | undefined): void {
    const states = this.#states.get(object) ?? new Set<string>();
    this.#states.set(object, states.add(state));
    if (ends !== undefined) states.delete(ends);
  }

  #wayOf(door: string): number {
    const placed = this.#world.scene.objects.find(({ model }) => model.name === door);
    return (placed && articulationOf(placed)?.opens) ?? 0;
  }

  /** What the door would meet on its way; null for nothing. */
  #inTheWay(door: string, open: boolean): string | null {
    const way = this.#wayOf(door);
    for (let point = 1; point <= WAY_POINTS; point++) {
      const share = point / WAY_POINTS;
      const trial = { part: door, opening: way * (open ? share : 1 - share) };
      for (const { bodies, points } of this.#world.contacts(trial)) {
        if (!bodies.includes(door) || points.every(({ depth }) => depth < TOUCH_M)) continue;
        return bodies.find((body) => body !== door) ?? null;
      }
    }
    return null;
  }
}
