import type { Goal } from "../goals.ts";
import { listOf, Unresolved } from "../resolve.ts";
import { graspable, type SeenObject } from "../scene.ts";
import type { Place } from "./places.ts";

/** Refuses what the gripper cannot take, before anything moves. */
export const mustBeGraspable = (objects: readonly SeenObject[]): void => {
  const wide = objects.filter((object) => !graspable(object));
  if (wide.length > 0)
    throw new Unresolved(
      `I cannot pick up ${listOf(wide)}: ${wide.length === 1 ? "it is" : "they are"} wider than my gripper opens. I can push ${wide.length === 1 ? "it" : "them"}.`,
    );
};

/** No arm of this size gets farther from its base, metres. */
const FARTHEST_M = 1.2;

/** Refuses a place that is far out of reach, before anything moves; what is nearer the robot itself judges. */
export const mustBeNear = ([x, y]: Place): void => {
  if (Math.hypot(x, y) > FARTHEST_M)
    throw new Unresolved(
      `(${x.toFixed(2)}, ${y.toFixed(2)}) m is out of my reach. Give a place in metres from the base, e.g. at (0.45, -0.2).`,
    );
};

/** To be set down at a place of the table. */
export const at = (object: SeenObject, [x, y]: Place, passing = false): Goal => ({
  kind: "at",
  what: object.name,
  x,
  y,
  push: false,
  tolerance: 0.02,
  passing,
});
