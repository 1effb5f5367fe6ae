import { makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import type { Placement } from "../../../world/scenes/placement.ts";
import type { Scene } from "../../../world/scenes/scene.ts";
import { isHeld, isIn, isOn } from "../../goals.ts";
import type { Perturbation } from "../../perturbations/perturbation.ts";
import { tableWithSpares } from "../../spare-places.ts";
import type { PlacedTask, Task } from "../../task.ts";

/* What the perturbed tasks share: easy errands on which something goes wrong on purpose. */

export const redCube = makeObject("red", "cube");
export const greenCube = makeObject("green", "cube");
export const blueCube = makeObject("blue", "cube");
export const cylinder = makeObject("yellow", "cylinder");
export const ball = makeObject("orange", "ball", "ball");
export const plate = makeObject("blue", "plate");
export const bowl = makeObject("white", "bowl", "bowl");
export const box = makeObject("brown", "box", "box");

export const said = (name: string): string => name.replaceAll("_", " ");

/** Bare places, in the order in which their objects were named. */
export type Spares = readonly [Placement, ...Placement[]];

/** A task's objects on the table, and bare places for some to be put to later. */
export const laidOut = (
  objects: readonly ObjectModel[],
  spares: readonly ObjectModel[],
  seed: number,
): { scene: Scene; spares: Spares } => {
  const laid = tableWithSpares(
    objects.map((model) => ({ model })),
    spares,
    seed,
  );
  const [first = { x: 0, y: 0, yaw: 0 }, ...others] = laid.spares;
  return { scene: laid.scene, spares: [first, ...others] };
};

/** Errands that look after each step, and start over from what they see. */
const persistent = `import math


def hold(name):
    """Picks an object up; looks for it anew as often as it takes."""
    for tries_left in range(6, -1, -1):
        try:
            return pick(name)
        except (NotFound, Stale, GraspFailed) as error:
            print(f"{type(error).__name__}: {error}")
            if not tries_left:
                raise
            wait(2)


def bring(name, put, target):
    """Puts an object on or in another; what got lost on the way is looked for, and tried again."""
    for tries_left in range(6, -1, -1):
        try:
            if not gripper.state().holding:
                pick(name)
            print(put(target))
            item, there = scene.find(name), scene.find(target)
            if math.dist(item.position[:2], there.position[:2]) < 0.05:
                return item
            print(f"{name} is at {item.position}, and {target} at {there.position}")
        except (NotFound, Stale, GraspFailed) as error:
            print(f"{type(error).__name__}: {error}")
            if not tries_left:
                raise
        wait(2)
    raise GraspFailed(f"{name} is not where it should be.")`;

/** An action that has these helpers at hand, and the last. */
export const persistently = (action: string, summary: string): string[] => [
  `${persistent}\n\n\n${action}`,
  `finish("${summary}")`,
];

/** What a perturbed task is made of beyond its errand. */
export interface Trouble {
  readonly id: string;
  readonly level: Task["level"];
  readonly objects: readonly ObjectModel[];
  /** A bare place is kept for each of these. */
  readonly spares?: readonly ObjectModel[];
  readonly perturbations: (spares: Spares) => readonly Perturbation[];
}

const perturbed = ({ id, level }: Trouble, place: (seed: number) => PlacedTask): Task => ({
  id,
  category: "perturbed",
  level,
  place,
});

/** Pick an object up and hold it. */
export const holding = (trouble: Trouble, name: string): Task =>
  perturbed(trouble, (seed) => {
    const { scene, spares } = laidOut(trouble.objects, trouble.spares ?? [], seed);
    return {
      scene,
      instruction: `Pick up the ${said(name)} and hold it up, clear of the table.`,
      goals: [isHeld(name)],
      concerned: [name],
      perturbations: trouble.perturbations(spares),
      oracle: persistently(`print(hold("${name}"))`, `I hold the ${said(name)} up.`),
    };
  });

/** Put an object on or in another. */
export const bringing = (trouble: Trouble, name: string, how: "on" | "in", target: string): Task =>
  perturbed(trouble, (seed) => {
    const { scene, spares } = laidOut(trouble.objects, trouble.spares ?? [], seed);
    return {
      scene,
      instruction: `Put the ${said(name)} ${how} the ${said(target)}.`,
      goals: [how === "on" ? isOn(name, target) : isIn(name, target)],
      concerned: [name, target],
      perturbations: trouble.perturbations(spares),
      oracle: persistently(
        `print(bring("${name}", place_${how}, "${target}"))`,
        `The ${said(name)} is ${how} the ${said(target)}.`,
      ),
    };
  });
