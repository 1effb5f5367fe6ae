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
