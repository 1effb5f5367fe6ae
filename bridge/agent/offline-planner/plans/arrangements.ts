import type { Goal } from "../goals.ts";
import type { Command } from "../language/commands.ts";
import { listOf, nameInWords, type Resolver, Unresolved } from "../resolve.ts";
import { graspable, radiusOf, type SeenObject } from "../scene.ts";
import { at, mustBeGraspable } from "./objects.ts";
import { freePlace, freeRow } from "./places.ts";

/** A tower in the named order, or with the named ends where the order is free. */
export const stackGoals = (command: Extract<Command, { kind: "stack" }>, resolver: Resolver): Goal[] => {
  const set = resolver.all(command.order);
  const known = (reference: typeof command.bottom): SeenObject | null => {
    if (!reference) return null;
    const among = resolver.fitting(reference).filter((object) => set.includes(object));
    if (among.length !== 1) throw new Unresolved(`"${reference.text}" is not one of ${listOf(set)}.`);
    return among[0] ?? null;
  };
  const [bottom, top] = [known(command.bottom), known(command.top)];
  if (bottom !== null && bottom === top)
    throw new Unresolved(`${nameInWords(bottom)} cannot be at the bottom and on top.`);
  const named = command.order.every((reference) => !reference.all);
  const middle = set.filter((object) => object !== bottom && object !== top);
  // In a free order the widest and flattest things go below, the ball last: nothing stands on it.
  const free = named ? middle : middle.toSorted((a, b) => rank(a) - rank(b) || radiusOf(b) - radiusOf(a));
  const tower = [...(bottom ? [bottom] : []), ...free, ...(top ? [top] : [])];
  if (tower.length < 2) throw new Unresolved(`A stack needs two things at least; I found ${listOf(tower)}.`);
  const round = tower.slice(0, -1).find((object) => object.shape === "ball");
  if (round) throw new Unresolved(`Nothing stays on ${nameInWords(round)}: it is round.`);
  mustBeGraspable(tower.slice(1));
  return tower.slice(1).map(
    (object, index): Goal => ({
      kind: "on",
      what: object.name,
      target: tower[index]?.name ?? "",
      spot: null,
      passing: false,
    }),
  );
};

const rank = (object: SeenObject): number =>
  ["plate", "box", "bowl", "cube", "cylinder", "ball"].indexOf(object.shape);

/** Things of one colour or shape come to stand beside each other. */
export const sortGoals = (command: Extract<Command, { kind: "sort" }>, resolver: Resolver): Goal[] => {
  const groups = new Map<string, SeenObject[]>();
  for (const object of resolver.all(command.what))
    groups.set(object[command.by], [...(groups.get(object[command.by]) ?? []), object]);
  const wanted = [...groups.values()].flatMap((group) => (group.length > 1 ? gatherGoals(group) : []));
  return wanted.length > 0 ? wanted : rowGoals([...groups.values()].flat(), command.by, resolver);
};

const ORDER = {
  color: ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "white", "gray", "black"],
  shape: ["cube", "cylinder", "ball", "plate", "bowl", "box"],
};

/** Things that are all different come to stand in a row, from left to right in the order of the rainbow or of ours. */
const rowGoals = (objects: readonly SeenObject[], by: "color" | "shape", resolver: Resolver): Goal[] => {
  const movable = objects.filter(graspable);
  if (movable.length < 2)
    throw new Unresolved(
      `No two of these have the same ${by}, and fewer than two can be moved: there is nothing to sort.`,
    );
  const place = (object: SeenObject): number => (ORDER[by].indexOf(object[by]) + 100) % 100;
  const row = movable.toSorted((a, b) => place(a) - place(b));
  const spots = freeRow(resolver.scene, row);
  if (!spots) throw new Unresolved(`I see no free place on the table for a row of ${listOf(row)}.`);
  resolver.notes.push(`Each ${by} is there once, so I line them up from left to right: ${listOf(row)}.`);
  return row.map((object, index) => at(object, spots[index] ?? [0, 0]));
};

/** All come to stand beside one of them: one that cannot be picked up, or the first. */
export const gatherGoals = (group: readonly SeenObject[]): Goal[] => {
  const wide = group.filter((object) => !graspable(object));
  mustBeGraspable(wide.slice(1));
  const anchor = wide[0] ?? group[0];
  if (!anchor || group.length < 2)
    throw new Unresolved(`I need two things at least; I found ${listOf(group)}.`);
  return group
    .filter((object) => object !== anchor)
    .map(
      (object): Goal => ({
        kind: "beside",
        what: object.name,
        target: anchor.name,
        side: "any",
        passing: false,
      }),
    );
};

/** Each goes to where the other was, the first by way of a free place. */
export const swapGoals = (command: Extract<Command, { kind: "swap" }>, resolver: Resolver): Goal[] => {
  const [a, b] = [resolver.one(command.a, { graspable: true }), resolver.one(command.b, { graspable: true })];
  if (a === b) throw new Unresolved(`${nameInWords(a)} cannot change places with itself.`);
  mustBeGraspable([a, b]);
  const aside = freePlace(
    resolver.scene,
    a,
    [a.position[0], a.position[1]],
    [
      [a.position[0], a.position[1]],
      [b.position[0], b.position[1]],
    ],
  );
  if (!aside) throw new Unresolved("I see no free place on the table to put one of them aside.");
  return [at(a, aside, true), at(b, [a.position[0], a.position[1]]), at(a, [b.position[0], b.position[1]])];
};
