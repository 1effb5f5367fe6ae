import type { Goal, Side } from "../goals.ts";
import type { Command, Direction, Reference, Relation } from "../language/commands.ts";
import { listOf, nameInWords, type Resolver, Unresolved } from "../resolve.ts";
import {
  bottomOf,
  contentsOf,
  graspable,
  heightOf,
  heldIn,
  isContainer,
  liesIn,
  restsOn,
  type Scene,
  type SeenObject,
  radiusOf,
  topOf,
} from "../scene.ts";
import { freePlace, type Place, slots } from "./places.ts";
import { gatherGoals, sortGoals, stackGoals, swapGoals } from "./arrangements.ts";

type CommandOf<Kind extends Command["kind"]> = Extract<Command, { kind: Kind }>;
const directions: Readonly<Record<Direction, readonly [number, number, number]>> = {
  left: [0, 1, 0],
  right: [0, -1, 0],
  away: [1, 0, 0],
  toward: [-1, 0, 0],
  up: [0, 0, 1],
  down: [0, 0, -1],
};

/**
 * What must be true of the scene when a command is done, in the order of doing.
 *
 * @throws Unresolved when it cannot be done with what is seen, Ambiguous when the person must choose
 */
export const goalsOf = (command: Command, resolver: Resolver): Goal[] => {
  switch (command.kind) {
    case "pick":
      return [holding(resolver.all(command.what, { graspable: true }))];
    case "lift":
      return liftGoals(command, resolver);
    case "place":
      return placeGoals(command, resolver);
    case "place_at":
      return placeAtGoals(command, resolver);
    case "put_down":
      return command.what.every((reference) => reference.pronoun)
        ? putDownHeld(resolver)
        : putDown(resolver.all(command.what, { graspable: true }), resolver);
    case "take_out":
      return takeOut(command, resolver);
    case "shift":
      return shiftGoals(command, resolver);
    case "stack":
      return stackGoals(command, resolver);
    case "sort":
      return sortGoals(command, resolver);
    case "gather":
      return gatherGoals(resolver.all(command.what));
    case "swap":
      return swapGoals(command, resolver);
    case "clear":
      return clearGoals(resolver.one(command.target), resolver);
    case "above":
      return [{ kind: "above", target: resolver.one(command.target).name, passing: false }];
    case "home":
      return [{ kind: "home", passing: false }];
    case "gripper":
      return [{ kind: "gripper", open: command.open, width: command.width, passing: false }];
    case "tool":
      return [toolGoal(resolver.scene.tool, directions[command.direction], command.distance)];
    case "tool_at":
      return [
        {
          kind: "tool",
          x: command.x,
          y: command.y,
          z: command.z ?? Math.max(resolver.scene.tool[2], 0.15),
          passing: false,
        },
      ];
  }
};

/** Refuses what the gripper cannot take, before anything moves. */
export const mustBeGraspable = (objects: readonly SeenObject[]): void => {
  const wide = objects.filter((object) => !graspable(object));
  if (wide.length > 0)
    throw new Unresolved(
      `I cannot pick up ${listOf(wide)}: ${wide.length === 1 ? "it is" : "they are"} wider than my gripper opens. I can push ${wide.length === 1 ? "it" : "them"}.`,
    );
};

const holding = (objects: readonly SeenObject[]): Goal => {
  const [object, ...more] = objects;
  if (!object) throw new Unresolved("There is nothing to pick up.");
  if (more.length > 0)
    throw new Unresolved(
      `I have one gripper and cannot hold ${listOf(objects)} at once. Tell me where to put them.`,
    );
  mustBeGraspable([object]);
  return { kind: "holding", what: object.name, z: null, passing: false };
};

const liftGoals = (command: CommandOf<"lift">, resolver: Resolver): Goal[] => {
  const [object, ...more] = resolver.all(command.what, { graspable: true });
  if (!object || more.length > 0) throw new Unresolved("I can lift one thing at a time.");
  return [{ ...holding([object]), z: object.position[2] + command.distance } as Goal];
};

const toolGoal = (
  from: readonly [number, number, number],
  [dx, dy, dz]: readonly [number, number, number],
  length: number,
): Goal => ({
  kind: "tool",
  x: from[0] + dx * length,
  y: from[1] + dy * length,
  z: from[2] + dz * length,
  passing: false,
});

const sides: Partial<Readonly<Record<Relation, Side>>> = {
  beside: "any",
  left_of: "left",
  right_of: "right",
  behind: "behind",
  front_of: "front",
};

const placeGoals = (command: CommandOf<"place">, resolver: Resolver): Goal[] => {
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

const betweenGoals = (command: CommandOf<"place">, resolver: Resolver): Goal[] => {
  const ends = resolver.all(command.target);
  const [a, b] = ends;
  if (!a || !b || ends.length !== 2) throw new Unresolved("Name the two things to put it between.");
  const objects = resolver.all(command.what, { graspable: true });
  mustBeGraspable(objects);
  const [object] = objects;
  if (!object || objects.length > 1) throw new Unresolved("Only one thing can be put between two.");
  return [at(object, [(a.position[0] + b.position[0]) / 2, (a.position[1] + b.position[1]) / 2])];
};

export const at = (object: SeenObject, [x, y]: Place, passing = false): Goal => ({
  kind: "at",
  what: object.name,
  x,
  y,
  push: false,
  tolerance: 0.02,
  passing,
});

const placeAtGoals = (command: CommandOf<"place_at">, resolver: Resolver): Goal[] => {
  const objects = resolver.all(command.what, { graspable: true });
  mustBeGraspable(objects);
  const [object] = objects;
  if (!object || objects.length > 1) throw new Unresolved("Only one thing can be put at one place.");
  if (Math.hypot(command.x, command.y) > 1.2)
    throw new Unresolved(
      `(${command.x}, ${command.y}) m is out of my reach. Give a place in metres from the base, e.g. at (0.45, -0.2).`,
    );
  return [at(object, [command.x, command.y])];
};

const putDownHeld = (resolver: Resolver): Goal[] => {
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

const putDown = (objects: readonly SeenObject[], resolver: Resolver): Goal[] => {
  mustBeGraspable(objects);
  const { scene } = resolver;
  const held = heldIn(scene);
  // What stands lowest stands on the table.
  const table = Math.min(...scene.objects.map(bottomOf));
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
export const spread = (objects: readonly SeenObject[], resolver: Resolver, passing = false): Goal[] => {
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

const takeOut = (command: CommandOf<"take_out">, resolver: Resolver): Goal[] => {
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

const clearGoals = (target: SeenObject, resolver: Resolver): Goal[] => {
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

const shiftGoals = (command: CommandOf<"shift">, resolver: Resolver): Goal[] => {
  const [dx, dy] = directions[command.direction];
  const objects = resolver.all(command.what);
  return objects.map(
    (object): Goal => ({
      kind: "at",
      what: object.name,
      x: object.position[0] + dx * command.distance,
      y: object.position[1] + dy * command.distance,
      // Of a short way a smaller part may be missing.
      tolerance: Math.min(0.6 * command.distance, Math.max(0.012, Math.min(0.03, command.distance / 4))),
      push: command.push || radiusOf(object) * 2 > 0.1 || !graspable(object),
      passing: false,
    }),
  );
};
