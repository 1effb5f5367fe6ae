import type { Goal } from "../goals.ts";
import type { Command, Reference } from "../language/commands.ts";
import { listOf, nameInWords, type Resolver, Unresolved } from "../resolve.ts";
import {
  bottomOf,
  contentsOf,
  heldIn,
  isContainer,
  liesIn,
  restsOn,
  type Scene,
  type SeenObject,
  tableHeight,
  topOf,
} from "../scene.ts";
import { at, mustBeGraspable } from "./objects.ts";
import { freePlace, type Place } from "./places.ts";

/** What is in the hand, or was just spoken of, to a free place. */
export const putDownHeld = (resolver: Resolver): Goal[] => {
  const spoken = resolver.spoken();
  if (spoken.length > 0) return putDown(spoken, resolver);
  const held = heldIn(resolver.scene);
  if (held) return putDown([held], resolver);
  throw new Unresolved(
    resolver.scene.gripper.holding
      ? "The gripper holds something that I do not see."
      : "The gripper holds nothing that I could put down.",
  );
};

/** To free places of the table; refuses what stands there already. */
export const putDown = (objects: readonly SeenObject[], resolver: Resolver): Goal[] => {
  mustBeGraspable(objects);
  const { scene } = resolver;
  const held = heldIn(scene);
  const table = tableHeight(scene);
  const lifted = objects.filter(
    (object) =>
      object === held ||
      resolver.expected.has(object.name) ||
      bottomOf(object) > table + 0.005 ||
      contentsOfAny(scene, object),
  );
  if (lifted.length === 0)
    throw new Unresolved(
      `I am not holding ${listOf(objects)}: ${objects.length === 1 ? "it stands" : "they stand"} on the table already.`,
    );
  return spread(lifted, resolver);
};

/** Bare places of the table, one for each object, near where each is now. */
const spread = (objects: readonly SeenObject[], resolver: Resolver, passing = false): Goal[] => {
  const taken: Place[] = [];
  return objects.map((object) => {
    const place = freePlace(resolver.scene, object, [object.position[0], object.position[1]], taken);
    if (!place) throw new Unresolved(`I see no free place on the table for ${nameInWords(object)}.`);
    taken.push(place);
    return at(object, place, passing);
  });
};

const contentsOfAny = (scene: Scene, object: SeenObject): boolean =>
  scene.objects.some((other) => other !== object && contentsOf(scene, other).includes(object));

/** Out of a container, or off what it stands on. */
export const takeOut = (command: Extract<Command, { kind: "take_out" }>, resolver: Resolver): Goal[] => {
  const from = resolver.one(command.from);
  const inside = contentsOf(resolver.scene, from);
  const within = command.what.map(
    (what): Reference => ({ ...what, where: { relation: "on", target: command.from } }),
  );
  const objects = resolver.all(command.what.some((what) => what.all) ? within : command.what, {
    not: [from.name],
  });
  const there = objects.filter(
    (object) =>
      resolver.expected.get(object.name) === from.name ||
      inside.includes(object) ||
      restsOn(object, from) ||
      liesIn(object, from),
  );
  if (there.length === 0) throw new Unresolved(`${listOf(objects)} is not on or in ${nameInWords(from)}.`);
  return putDown(there, resolver);
};

/** Everything off, or out of, an object. */
export const clearGoals = (target: SeenObject, resolver: Resolver): Goal[] => {
  const inside = resolver.scene.objects.filter(
    (object) =>
      resolver.expected.get(object.name) === target.name ||
      contentsOf(resolver.scene, target).includes(object),
  );
  if (inside.length === 0)
    throw new Unresolved(
      `There is nothing ${isContainer(target) ? "in" : "on"} ${nameInWords(target)}: it is clear already.`,
    );
  return putDown(
    inside.toSorted((a, b) => topOf(b) - topOf(a)),
    resolver,
  );
};
