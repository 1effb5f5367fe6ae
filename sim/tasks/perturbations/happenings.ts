import { quatFromYaw, type Transform } from "../../world/math.ts";
import type { Placement } from "../../world/scenes/placement.ts";
import type { WorldView } from "../judging/world-view.ts";
import type { Occasion } from "./occasions.ts";
import type { Meddler, Perturbation } from "./perturbation.ts";

/** One thing that goes wrong. */
export interface Happening {
  /** "the red cube is moved" */
  readonly words: string;
  apply(world: WorldView, meddler: Meddler): void;
}

const words = (name: string): string => `the ${name.replaceAll("_", " ")}`;

/** An object as it stands upright at a place on the table, a hair above it. */
const standing = (world: WorldView, object: string, { x, y, yaw }: Placement): Transform => ({
  position: [x, y, world.size(object)[2] / 2 + 0.0002],
  orientation: quatFromYaw(yaw),
});

/** Somebody takes it and puts it down elsewhere on the table. */
export const moved = (object: string, to: Placement): Happening => ({
  words: `${words(object)} is moved`,
  apply: (world, meddler) => meddler.move(object, standing(world, object, to)),
});

/** Somebody takes it out of the robot's reach. */
export const takenAway = (object: string, to: Placement): Happening => ({
  ...moved(object, to),
  words: `${words(object)} is put out of reach`,
});

/** What the fingers hold falls out of them. */
export const slips = (object: string): Happening => ({
  words: `${words(object)} slips from the fingers`,
  apply: (_world, meddler) => meddler.slip(),
});

/** @param seconds of the simulator's clock */
export const notSeen = (object: string, seconds: number): Happening => ({
  words: `${words(object)} is not seen for ${seconds} s`,
  apply: (_world, meddler) => meddler.blind(object, seconds),
});

/** @param seconds of the simulator's clock */
export const seenLate = (object: string, seconds: number): Happening => ({
  words: `${words(object)} is told where it was for ${seconds} s`,
  apply: (_world, meddler) => meddler.freeze(object, seconds),
});

/** What happens, in this order, when the event comes the first time. */
export const when = (event: Occasion, ...happenings: readonly Happening[]): Perturbation => ({
  name: `${happenings.map((happening) => happening.words).join(" and ")} when ${event.words}`,
  due: event.hasCome,
  apply: (world, meddler) => {
    for (const happening of happenings) happening.apply(world, meddler);
  },
});
