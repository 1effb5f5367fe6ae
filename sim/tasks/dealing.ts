import type { Vec3 } from "../../bridge/protocol/index.ts";
import { seededRandom } from "../world/random.ts";
import { makeObject, type ObjectModel } from "../world/scenes/object-model.ts";
import type { Placement } from "../world/scenes/placement.ts";
import type { Scene } from "../world/scenes/scene.ts";
import type { TaskObject } from "./layout.ts";

const saltOf = (word: string): number =>
  [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7);

/** One of several, by the seed: the next seed has the next one, so that no guess is right for all of them. */
export const dealt = <T>(choices: readonly [T, ...T[]], seed: number, word: string): T =>
  choices[(seed + saltOf(word)) % choices.length] ?? choices[0];

/** The same things in an order that the seed and a word decide. */
export const shuffled = <T>(items: readonly T[], seed: number, word: string): T[] => {
  const random = seededRandom(seed * 65_521 + saltOf(word));
  const keys = new Map(items.map((item, index) => [index, { item, key: random() }] as const));
  return [...keys.values()].toSorted((a, b) => a.key - b.key).map(({ item }) => item);
};

/** The scene with these further objects resting on flat tops: in their middle, or beside it by [dx, dy], metres. */
export const withResting = (
  scene: Scene,
  resting: readonly { model: ObjectModel; on: string; offset?: readonly [number, number] }[],
): Scene =>
  resting.reduce((there, { model, on, offset: [dx, dy] = [0, 0] }) => {
    const below = there.objects.find((placed) => placed.model.name === on);
    if (!below) throw new Error(`nothing is called ${on}`);
    const [x, y, z] = below.start.position;
    // A hair above it, so that it settles rather than starts inside.
    const height = z + below.model.size[2] / 2 + model.size[2] / 2 + 0.0002;
    const start = { position: [x + dx, y + dy, height] as Vec3, orientation: below.start.orientation };
    return { ...there, objects: [...there.objects, { model, start }] };
  }, scene);

/** A part of the table, width along x by depth along y, that nothing is strewn on. */
export const bareArea = (
  { x, y, yaw = 0 }: Pick<Placement, "x" | "y"> & Partial<Placement>,
  [width, depth]: readonly [number, number],
): TaskObject => ({
  model: { ...makeObject("white", "cube", "bare"), size: [width, depth, 0.01] },
  at: { x, y, yaw },
});

/** A thing's name as it is said: "red cube". */
export const said = ({ name }: Pick<ObjectModel, "name">): string => name.replaceAll("_", " ");

/** Several words as they are said: "a, b and c". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
