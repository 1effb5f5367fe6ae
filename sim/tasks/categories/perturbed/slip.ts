import { slips, when } from "../../perturbations/happenings.ts";
import { isCarried, isLiftedTime } from "../../perturbations/occasions.ts";
import type { Task } from "../../task.ts";
import { ball, blueCube, bowl, bringing, greenCube, holding, plate, redCube } from "./parts.ts";

/** The fingers lose what they hold. */
export const slipTasks: readonly Task[] = [
  holding(
    {
      id: "slip-while-lifting",
      level: 2,
      objects: [redCube, greenCube, bowl],
      perturbations: () => [when(isLiftedTime("red_cube", 1), slips("red_cube"))],
    },
    "red_cube",
  ),
  holding(
    {
      id: "slip-twice",
      level: 3,
      objects: [blueCube, greenCube, plate],
      perturbations: () => [
        when(isLiftedTime("blue_cube", 1), slips("blue_cube")),
        when(isLiftedTime("blue_cube", 2), slips("blue_cube")),
      ],
    },
    "blue_cube",
  ),
  bringing(
    {
      id: "slip-on-the-way",
      level: 3,
      objects: [redCube, plate],
      perturbations: () => [when(isCarried("red_cube", 0.08), slips("red_cube"))],
    },
    "red_cube",
    "on",
    "blue_plate",
  ),
  bringing(
    {
      id: "slip-of-the-ball",
      level: 3,
      objects: [ball, bowl, redCube],
      perturbations: () => [when(isLiftedTime("ball", 1), slips("ball"))],
    },
    "ball",
    "in",
    "bowl",
  ),
];
