import { armJoints } from "../../world/robots/description.ts";
import { isFree, type Scene } from "../../world/scenes/scene.ts";
import type { World } from "../../world/world.ts";

/* What no task allows, looked at beside what a task itself forbids. */

/** Faster than this, downwards, an object falls, metres a second: it was let go of 7 cm above what it lands on. */
const FALL_M_S = 1.2;
/** Nearer to the floor than this, metres, an object lies on it. */
const ON_FLOOR_M = 0.25;
/** Beyond its limit by more than this share a joint is too fast. */
const MARGIN = 0.05;

const words = (name: string): string => name.replaceAll("_", " ");

/** A rule that is looked at every few milliseconds of the simulator's clock. */
export interface Rule {
  readonly name: string;
  /** @param excused objects that something else than the robot moves just now */
  violation(world: World, excused: ReadonlySet<string>): string | null;
}

/** Height of the floor's top, metres; null where things stand on the floor, or there is none. */
const floorHeight = ({ furniture, objects }: Scene): number | null => {
  const floor = furniture.find(({ name }) => name === "floor");
  if (floor?.shape.type !== "box") return null;
  const top = floor.origin.xyz[2] + floor.shape.size[2] / 2;
  return objects.every(({ start }) => start.position[2] > top + 2 * ON_FLOOR_M) ? top : null;
};

const nothingFallsOff = (scene: Scene): Rule => {
  const floor = floorHeight(scene);
  return {
    name: "nothing falls to the floor",
    violation: (world) => {
      if (floor === null) return null;
      const fallen = world.scene.objects.find(
        ({ model }) => world.pose(model.name).position[2] < floor + ON_FLOOR_M,
      );
      return fallen ? `the ${words(fallen.model.name)} fell to the floor` : null;
    },
  };
};

const nothingDropped: Rule = {
  name: "nothing is dropped",
  violation: (world, excused) => {
    for (const { model } of world.scene.objects.filter(isFree)) {
      const down = -world.twist(model.name).linear[2];
      if (down > FALL_M_S && !excused.has(model.name))
        return `the ${words(model.name)} fell at ${down.toFixed(1)} m/s`;
    }
    return null;
  },
};

const noJointTooFast = ({ robot }: Scene): Rule => {
  const joints = armJoints(robot).map(({ name, limit }) => ({ name, most: limit.velocity * (1 + MARGIN) }));
  return {
    name: "no joint is faster than its limit",
    violation: (world) => {
      const fast = joints.find(({ name, most }) => Math.abs(world.velocity(name)) > most);
      return fast ? `${fast.name} turned at ${Math.abs(world.velocity(fast.name)).toFixed(2)} rad/s` : null;
    },
  };
};

export const standingRules = (scene: Scene): Rule[] => [
  nothingFallsOff(scene),
  nothingDropped,
  noJointTooFast(scene),
];
