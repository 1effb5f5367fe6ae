import type { Goal } from "../goals.ts";
import type { Command, Direction } from "../language/commands.ts";
import { listOf, type Resolver, Unresolved } from "../resolve.ts";
import { graspable, radiusOf, type SeenObject } from "../scene.ts";
import { gatherGoals, sortGoals, stackGoals, swapGoals } from "./arrangements.ts";
import { at, mustBeGraspable, mustBeNear } from "./objects.ts";
import { placeGoals } from "./placing.ts";
import { clearGoals, putDown, putDownHeld, takeOut } from "./putting-down.ts";
import { restoreGoals } from "./restoring.ts";

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
    case "restore":
      return restoreGoals(command, resolver);
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

const placeAtGoals = (command: CommandOf<"place_at">, resolver: Resolver): Goal[] => {
  const objects = resolver.all(command.what, { graspable: true });
  mustBeGraspable(objects);
  const [object] = objects;
  if (!object || objects.length > 1) throw new Unresolved("Only one thing can be put at one place.");
  mustBeNear([command.x, command.y]);
  return [at(object, [command.x, command.y])];
};

const shiftGoals = (command: CommandOf<"shift">, resolver: Resolver): Goal[] => {
  const [dx, dy] = directions[command.direction];
  const objects = resolver.all(command.what);
  return objects.map((object): Goal => {
    const [x, y] = [object.position[0] + dx * command.distance, object.position[1] + dy * command.distance];
    mustBeNear([x, y]);
    return {
      kind: "at",
      what: object.name,
      x,
      y,
      // Of a short way a smaller part may be missing.
      tolerance: Math.min(0.6 * command.distance, Math.max(0.012, Math.min(0.03, command.distance / 4))),
      push: command.push || radiusOf(object) * 2 > 0.1 || !graspable(object),
      passing: false,
    };
  });
};
