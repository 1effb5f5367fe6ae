import { seededRandom } from "../world/random.ts";
import type { ObjectModel } from "../world/scenes/object-model.ts";
import { type Placement, placeObjects } from "../world/scenes/placement.ts";
import type { Scene } from "../world/scenes/scene.ts";
import { OBJECT_GAP_M, standingAt, tableArea, tableWith } from "../world/scenes/table.ts";

/** Where an object of a task starts: at a place, or wherever the seed finds room for it. */
export interface TaskObject {
  readonly model: ObjectModel;
  readonly at?: Placement;
}

/**
 * The table with a task's objects on it, those without a place strewn by the seed, all well apart.
 *
 * @param gap between any two footprints, metres; for less than the usual 6 cm open fingers may not fit in between
 * @param reserved places that stay bare, given by what would stand there
 * @throws Error when there is no room for them
 */
export const tableOf = (
  objects: readonly TaskObject[],
  seed: number,
  gap = OBJECT_GAP_M,
  reserved: readonly TaskObject[] = [],
): Scene => {
  const standing = [...objects, ...reserved];
  const fixed = standing.flatMap(({ model, at }) => (at ? [[model, at] as const] : []));
  const free = objects.filter(({ at }) => !at).map(({ model }) => model);
  const found = placeObjects(free, tableArea, gap, seededRandom(seed), fixed);
  const places = new Map<ObjectModel, Placement>([
    ...fixed,
    ...free.map((model, index) => [model, found[index] ?? { x: 0, y: 0, yaw: 0 }] as const),
  ]);
  return tableWith(
    objects.map(({ model }) => standingAt(model, places.get(model) ?? { x: 0, y: 0, yaw: 0 })),
  );
};

/** One of several, chosen by the seed and a word, so that choices of one task do not go together. */
export const chosen = <T>(choices: readonly [T, ...T[]], seed: number, word: string): T => {
  const salt = [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7);
  const index = Math.floor(seededRandom(seed * 65_521 + salt)() * choices.length);
  return choices[index] ?? choices[0];
};
