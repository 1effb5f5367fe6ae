import { type TaskFacts, UserError } from "../../bridge/protocol/index.ts";
import type { Scene } from "../world/scenes/scene.ts";
import { ambiguous } from "./categories/ambiguous.ts";
import { arrange } from "./categories/arrange.ts";
import { atomic } from "./categories/atomic.ts";
import { geometry } from "./categories/geometry.ts";
import { hidden } from "./categories/hidden/hidden.ts";
import { household } from "./categories/household/household.ts";
import { householdPerturbed } from "./categories/household/perturbed.ts";
import { infeasible } from "./categories/infeasible.ts";
import { longHorizon } from "./categories/long-horizon.ts";
import { measure } from "./categories/measure.ts";
import { perturbed } from "./categories/perturbed.ts";
import { type PlacedTask, type Task, turnsOf } from "./task.ts";

/** Every task, a list a category. */
const tasks: readonly Task[] = [
  ...atomic,
  ...arrange,
  ...geometry,
  ...measure,
  ...perturbed,
  ...hidden,
  ...household,
  ...householdPerturbed,
  ...ambiguous,
  ...infeasible,
  ...longHorizon,
];

const byId = new Map(tasks.map((task) => [task.id, task]));

/** Scenes of this prefix are worlds of tasks, with a judge in them. */
const PREFIX = "task/";
const NOBODY_NEEDED = "Do what you think is right; I have nothing to add.";

/** Ids of all tasks, in the order of the benchmark. */
export const taskIds: readonly string[] = tasks.map(({ id }) => id);

/** Name of the scene that is a task's world. */
export const taskScene = (id: string): string => `${PREFIX}${id}`;

/** Whether the name is that of a task's world. */
export const isTaskScene = (scene: string): boolean => scene.startsWith(PREFIX);

const found = (id: string): Task => {
  const task = byId.get(id);
  if (!task)
    throw new UserError(
      `there is no task "${id}"; valid are the ${byId.size} that \`codeact-ros eval --list\` prints.`,
      2,
    );
  return task;
};

/**
 * The task whose world this scene is, placed by the seed.
 *
 * @throws UserError when there is none of this name
 */
export const placedTask = (scene: string, seed: number): PlacedTask =>
  found(scene.slice(PREFIX.length)).place(seed);

/** World of a task. @throws UserError when there is none of this name */
export const sceneOfTask = (scene: string, seed: number): Scene => ({
  ...placedTask(scene, seed).scene,
  name: scene,
});

/**
 * What the runner needs to know of a task.
 *
 * @throws UserError when there is none of this id
 */
export const taskFacts = (id: string, seed: number): TaskFacts => {
  const { category, level, simulatedS, place } = found(id);
  const { instruction, perturbations, user, oracle } = place(seed);
  return {
    id,
    category,
    level,
    seed,
    instruction,
    user: user ?? { should_ask: false, answer: NOBODY_NEEDED },
    perturbations: (perturbations ?? []).map(({ name }) => name),
    limits: { turns: turnsOf(level), simulated_s: simulatedS ?? 300 },
    oracle: [...oracle],
  };
};
