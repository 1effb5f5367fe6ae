import { UserError } from "../../../bridge/protocol/index.ts";
import { isTaskScene, sceneOfTask, taskIds, taskScene } from "../../tasks/tasks.ts";
import { kitchenScene } from "./kitchen.ts";
import { roomScene } from "./room.ts";
import type { Scene } from "./scene.ts";
import { tableScene, tableSevenScene } from "./table.ts";

const scenes: Readonly<Record<string, (seed: number) => Scene>> = {
  table: tableScene,
  table_seven: tableSevenScene,
  room: roomScene,
  kitchen: kitchenScene,
};

export const sceneNames: readonly string[] = Object.keys(scenes);

/** Whether there is such a scene; those of tasks are not among `sceneNames`. */
export const isScene = (name: string): boolean =>
  Object.hasOwn(scenes, name) || taskIds.some((id) => taskScene(id) === name);

/**
 * The named scene, placed by the seed; `task/<id>` is the world of a task of the benchmark.
 *
 * @throws UserError with the valid names
 */
export const makeScene = (name: string, seed: number): Scene => {
  if (isTaskScene(name)) return sceneOfTask(name, seed);
  const make = Object.hasOwn(scenes, name) ? scenes[name] : undefined;
  if (!make) {
    throw new UserError(
      `there is no scene "${name}"; valid scenes: ${sceneNames.join(", ")}. Pass one of them to --scene.`,
      2,
    );
  }
  return make(seed);
};

/**
 * Name of the profile that fits the robot of a scene.
 *
 * @throws UserError with the valid scenes
 */
export const sceneProfile = (name: string): string => makeScene(name, 1).profile;
