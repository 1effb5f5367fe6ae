import { moved, when } from "../../perturbations/happenings.ts";
import { isCarriedNear, isLeft, isLifted, toolNears } from "../../perturbations/occasions.ts";
import type { Task } from "../../task.ts";
import { blueCube, bowl, box, bringing, greenCube, holding, plate, redCube } from "./parts.ts";

/** Somebody moves what the robot is about to take, to use, or has just put down. */
export const movedTasks: readonly Task[] = [
  holding(
    {
      id: "moved-before-the-grasp",
      level: 2,
      objects: [redCube, blueCube, bowl],
      spares: [redCube],
      perturbations: ([there]) => [when(toolNears("red_cube"), moved("red_cube", there))],
    },
    "red_cube",
  ),
  bringing(
    {
      id: "moved-plate",
      level: 2,
      objects: [redCube, plate, greenCube],
      spares: [plate],
      perturbations: ([there]) => [when(isLifted("red_cube"), moved("blue_plate", there))],
    },
    "red_cube",
    "on",
    "blue_plate",
  ),
  bringing(
    {
      id: "moved-twice",
      level: 4,
      objects: [redCube, bowl],
      spares: [redCube, redCube],
      perturbations: ([first, second]) => [
        when(toolNears("red_cube"), moved("red_cube", first)),
        when(toolNears("red_cube"), moved("red_cube", second ?? first)),
      ],
    },
    "red_cube",
    "in",
    "bowl",
  ),
  bringing(
    {
      id: "moved-from-under",
      level: 3,
      objects: [redCube, greenCube, box],
      spares: [greenCube],
      perturbations: ([there]) => [
        when(isCarriedNear("red_cube", "green_cube", 0.16), moved("green_cube", there)),
      ],
    },
    "red_cube",
    "on",
    "green_cube",
  ),
  bringing(
    {
      id: "moved-after-placing",
      level: 3,
      objects: [redCube, plate, blueCube],
      spares: [redCube],
      perturbations: ([there]) => [when(isLeft("red_cube"), moved("red_cube", there))],
    },
    "red_cube",
    "on",
    "blue_plate",
  ),
];
