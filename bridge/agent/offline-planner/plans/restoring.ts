import type { Goal } from "../goals.ts";
import type { Command } from "../language/commands.ts";
import { nameInWords, type Resolver, Unresolved } from "../resolve.ts";
import {
  distance,
  find,
  heldIn,
  isContainer,
  liesIn,
  restsOn,
  type Scene,
  type SeenObject,
} from "../scene.ts";
import { at, mustBeGraspable } from "./objects.ts";

/** Nearer than this it counts as where it was, metres. */
const SAME_PLACE_M = 0.02;

/** Back to where an earlier instruction found it: on or in the same thing, else at the same place. */
export const restoreGoals = (command: Extract<Command, { kind: "restore" }>, resolver: Resolver): Goal[] => {
  const objects = resolver.all(command.what, { graspable: true });
  mustBeGraspable(objects);
  return objects.map((object) => placeBefore(object, resolver));
};

const placeBefore = (object: SeenObject, { past, scene }: Resolver): Goal => {
  for (const earlier of past) {
    const before = find(earlier, object.name);
    if (!before || heldIn(earlier)?.name === object.name) continue;
    const moved =
      heldIn(scene)?.name === object.name ||
      distance(before.position, object.position) > SAME_PLACE_M ||
      Math.abs(before.position[2] - object.position[2]) > SAME_PLACE_M;
    if (moved) return asBefore(before, earlier);
  }
  throw new Unresolved(
    `I do not know where ${nameInWords(object)} was before: I have not seen it anywhere else since we began.`,
  );
};

const asBefore = (before: SeenObject, earlier: Scene): Goal => {
  const under = earlier.objects.find(
    (other) =>
      other.name !== before.name && (restsOn(before, other) || (isContainer(other) && liesIn(before, other))),
  );
  if (!under) return at(before, [before.position[0], before.position[1]]);
  return {
    kind: isContainer(under) ? "in" : "on",
    what: before.name,
    target: under.name,
    spot: null,
    passing: false,
  };
};
