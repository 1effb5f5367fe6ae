import type { ObjectModel } from "../../../world/scenes/object-model.ts";
import type { Placement } from "../../../world/scenes/placement.ts";
import { isIn, isOn } from "../../goals.ts";
import type { Goal } from "../../judging/goal.ts";
import { takenAway, when } from "../../perturbations/happenings.ts";
import { isCarriedNear, isLifted, type Occasion, toolNears } from "../../perturbations/occasions.ts";
import type { Task } from "../../task.ts";
import { bowl, box, greenCube, laidOut, persistently, plate, redCube } from "./parts.ts";

/** On the table, and farther than any arm of this size reaches. */
const FAR: Placement = { x: 0.84, y: 0.48, yaw: 0 };

/** An errand that becomes impossible on the way, and what is wanted then. */
interface Errand {
  readonly id: string;
  readonly objects: readonly ObjectModel[];
  readonly instruction: string;
  readonly goal: Goal;
  readonly concerned: readonly string[];
  readonly out: { readonly object: string; readonly when: Occasion };
  /** Python that tries what is wanted first, and what to do where that is out of reach. */
  readonly wanted: string;
  readonly otherwise: string;
  readonly summary: string;
}

const unreachable = ({ id, objects, out, wanted, otherwise, summary, ...errand }: Errand): Task => ({
  id,
  category: "perturbed",
  level: 4,
  place: (seed) => ({
    scene: laidOut(objects, [], seed).scene,
    instruction: errand.instruction,
    goals: [errand.goal],
    concerned: errand.concerned,
    perturbations: [when(out.when, takenAway(out.object, FAR))],
    oracle: persistently(
      `try:
    print(${wanted})
except (Unreachable, LimitExceeded) as error:
    print(error)
    print(${otherwise})`,
      summary,
    ),
  }),
});

/** What is wanted is put out of the robot's reach; the instruction says what to do then. */
export const unreachableTasks: readonly Task[] = [
  unreachable({
    id: "unreachable-plate",
    objects: [redCube, plate, bowl],
    instruction:
      "Put the red cube on the blue plate. If you cannot reach the plate, put the red cube in the bowl instead.",
    goal: isIn("red_cube", "bowl"),
    concerned: ["red_cube", "blue_plate", "bowl"],
    out: { object: "blue_plate", when: isLifted("red_cube") },
    wanted: `bring("red_cube", place_on, "blue_plate")`,
    otherwise: `bring("red_cube", place_in, "bowl")`,
    summary: "The plate is out of reach: the red cube is in the bowl.",
  }),
  unreachable({
    id: "unreachable-cube",
    objects: [redCube, greenCube, box],
    instruction:
      "Put the red cube in the box. If you cannot reach the red cube, put the green cube in the box instead.",
    goal: isIn("green_cube", "box"),
    concerned: ["red_cube", "green_cube", "box"],
    out: { object: "red_cube", when: toolNears("red_cube") },
    wanted: `bring("red_cube", place_in, "box")`,
    otherwise: `bring("green_cube", place_in, "box")`,
    summary: "The red cube is out of reach: the green cube is in the box.",
  }),
  unreachable({
    id: "unreachable-at-the-last-moment",
    objects: [greenCube, bowl, plate],
    instruction:
      "Put the green cube in the bowl. If you cannot reach the bowl, put the green cube on the blue plate instead.",
    goal: isOn("green_cube", "blue_plate"),
    concerned: ["green_cube", "bowl", "blue_plate"],
    out: { object: "bowl", when: isCarriedNear("green_cube", "bowl", 0.18) },
    wanted: `bring("green_cube", place_in, "bowl")`,
    otherwise: `bring("green_cube", place_on, "blue_plate")`,
    summary: "The bowl is out of reach: the green cube is on the plate.",
  }),
];
