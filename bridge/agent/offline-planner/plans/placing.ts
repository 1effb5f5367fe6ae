import type { Goal, Side } from "../goals.ts";
import type { Command, Relation } from "../language/commands.ts";
import { nameInWords, type Resolver, Unresolved } from "../resolve.ts";
import { contentsOf, distance, heightOf, isContainer, radiusOf, type SeenObject } from "../scene.ts";
import { at, mustBeGraspable } from "./objects.ts";
import { type Place, slots } from "./places.ts";

type Placing = Extract<Command, { kind: "place" }>;

const sides: Partial<Readonly<Record<Relation, Side>>> = {
  beside: "any",
  left_of: "left",
  right_of: "right",
  behind: "behind",
  front_of: "front",
};

/** On, in, beside or between things. */
export const placeGoals = (command: Placing, resolver: Resolver): Goal[] => {
  const { relation } = command;
  if (relation === "under") throw new Unresolved("I cannot put things under others: I work from above.");
  if (relation === "between") return betweenGoals(command, resolver);
  const [reference, second] = command.target;
  if (!reference || second) throw new Unresolved("Name one thing to put it on, in or beside.");
  const target = resolver.one(reference);
  const objects = resolver.all(command.what, {
    graspable: true,
    ...(command.what.some((what) => what.all) ? { not: [target.name] } : {}),
  });
  if (objects.some((object) => object.name === target.name))
    throw new Unresolved(`${nameInWords(target)} cannot be put on or beside itself.`);
  mustBeGraspable(objects);
  const side = sides[relation];
  if (side)
    return objects.map(
      (object): Goal => ({ kind: "beside", what: object.name, target: target.name, side, passing: false }),
    );
  return into(objects, target, relation, resolver);
};

/** On plates and blocks, in bowls and boxes, whichever preposition was said; never in what has no inside. */
const into = (
  objects: readonly SeenObject[],
  target: SeenObject,
  relation: Relation,
  resolver: Resolver,
): Goal[] => {
  if (!isContainer(target)) {
    if (relation === "in" && target.shape !== "plate")
      throw new Unresolved(
        `${nameInWords(target)} is not a container: nothing can be put into it. I could put things on it.`,
      );
    if (target.shape === "ball")
      throw new Unresolved(`Nothing stays on ${nameInWords(target)}: it is round.`);
    if (target.shape !== "plate" && objects.length > 1) {
      const tower = [target, ...objects];
      return objects.map(
        (object, index): Goal => ({
          kind: "on",
          what: object.name,
          target: tower[index]?.name ?? target.name,
          spot: null,
          passing: false,
        }),
      );
    }
  }
  const kind = isContainer(target) ? "in" : "on";
  const there = contentsOf(resolver.scene, target).filter((inside) => !objects.includes(inside));
  if (target.shape === "box" || target.shape === "bowl" || target.shape === "plate") {
    const places = [...slots(target, objects.length + there.length)];
    for (const inside of there)
      places.splice(
        nearestIndex(places, [
          inside.position[0] - target.position[0],
          inside.position[1] - target.position[1],
        ]),
        1,
      );
    // Tall things last, that they are not in the way of the fingers.
    return objects
      .toSorted((a, b) => heightOf(a) - heightOf(b))
      .map(
        (object, index): Goal => ({
          kind,
          what: object.name,
          target: target.name,
          spot:
            objects.length + there.length === 1 ? null : ([...(places[index] ?? [0, 0])] as [number, number]),
          passing: false,
        }),
      );
  }
  return objects.map(
    (object): Goal => ({ kind, what: object.name, target: target.name, spot: null, passing: false }),
  );
};

const nearestIndex = (places: readonly Place[], to: readonly number[]): number => {
  const distances = places.map(([x, y]) => Math.hypot(x - (to[0] ?? 0), y - (to[1] ?? 0)));
  return distances.indexOf(Math.min(...distances));
};

const betweenGoals = (command: Placing, resolver: Resolver): Goal[] => {
  const ends = resolver.all(command.target);
  const [a, b] = ends;
  if (!a || !b || ends.length !== 2) throw new Unresolved("Name the two things to put it between.");
  const objects = resolver.all(command.what, { graspable: true });
  mustBeGraspable(objects);
  const [object] = objects;
  if (!object || objects.length > 1) throw new Unresolved("Only one thing can be put between two.");
  if (ends.includes(object))
    throw new Unresolved(`${nameInWords(object)} cannot be put between itself and another.`);
  const room = distance(a.position, b.position) - radiusOf(a) - radiusOf(b) - 2 * radiusOf(object);
  if (room < 0.01)
    throw new Unresolved(
      `There is no room for ${nameInWords(object)} between ${nameInWords(a)} and ${nameInWords(b)}: they stand too close together.`,
    );
  return [at(object, [(a.position[0] + b.position[0]) / 2, (a.position[1] + b.position[1]) / 2])];
};
