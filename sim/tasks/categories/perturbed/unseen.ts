import { moved, notSeen, seenLate, when } from "../../perturbations/happenings.ts";
import { armMoves, isCarriedNear, isLifted } from "../../perturbations/occasions.ts";
import type { Task } from "../../task.ts";
import {
  ball,
  blueCube,
  bowl,
  box,
  bringing,
  cylinder,
  greenCube,
  holding,
  plate,
  redCube,
} from "./parts.ts";

/** For so long the detector fails, seconds of the simulator's clock: longer than a grasp takes. */
const FAILS_S = 8;

/** The detector loses an object while somebody moves it. */
export const dropoutTasks: readonly Task[] = [
  holding(
    {
      id: "dropout-of-the-cube",
      level: 3,
      objects: [redCube, greenCube, bowl],
      spares: [redCube],
      perturbations: ([there]) => [when(armMoves, notSeen("red_cube", FAILS_S), moved("red_cube", there))],
    },
    "red_cube",
  ),
  bringing(
    {
      id: "dropout-of-the-plate",
      level: 3,
      objects: [blueCube, plate, ball],
      spares: [plate],
      perturbations: ([there]) => [
        when(isLifted("blue_cube"), notSeen("blue_plate", FAILS_S), moved("blue_plate", there)),
      ],
    },
    "blue_cube",
    "on",
    "blue_plate",
  ),
  bringing(
    {
      id: "dropout-of-the-bowl",
      level: 4,
      objects: [redCube, bowl],
      spares: [bowl],
      perturbations: ([there]) => [
        when(isCarriedNear("red_cube", "bowl", 0.18), notSeen("bowl", FAILS_S), moved("bowl", there)),
      ],
    },
    "red_cube",
    "in",
    "bowl",
  ),
];

/** The detector goes on telling where an object was while somebody moves it. */
export const staleTasks: readonly Task[] = [
  holding(
    {
      id: "stale-sight-of-the-cylinder",
      level: 3,
      objects: [cylinder, greenCube, box],
      spares: [cylinder],
      perturbations: ([there]) => [
        when(armMoves, seenLate("yellow_cylinder", FAILS_S), moved("yellow_cylinder", there)),
      ],
    },
    "yellow_cylinder",
  ),
  bringing(
    {
      id: "stale-sight-of-the-plate",
      level: 3,
      objects: [redCube, plate, greenCube],
      spares: [plate],
      perturbations: ([there]) => [
        when(isLifted("red_cube"), seenLate("blue_plate", FAILS_S), moved("blue_plate", there)),
      ],
    },
    "red_cube",
    "on",
    "blue_plate",
  ),
  bringing(
    {
      id: "stale-sight-of-the-box",
      level: 4,
      objects: [greenCube, box],
      spares: [box],
      perturbations: ([there]) => [
        when(isCarriedNear("green_cube", "box", 0.18), seenLate("box", FAILS_S), moved("box", there)),
      ],
    },
    "green_cube",
    "in",
    "box",
  ),
];
