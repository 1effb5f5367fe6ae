import type { Task } from "../task.ts";
import { movedTasks } from "./perturbed/moved.ts";
import { slipTasks } from "./perturbed/slip.ts";
import { unreachableTasks } from "./perturbed/unreachable.ts";
import { dropoutTasks, staleTasks } from "./perturbed/unseen.ts";

/** Easy errands on which something goes wrong on purpose: only who looks again gets them done. */
export const perturbed: readonly Task[] = [
  ...movedTasks,
  ...slipTasks,
  ...unreachableTasks,
  ...dropoutTasks,
  ...staleTasks,
];
