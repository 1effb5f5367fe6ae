import type { Task } from "../task.ts";
import { counting } from "./arrange/count.ts";
import { sorting } from "./arrange/sort.ts";
import { stacking } from "./arrange/stack.ts";

/** Sort, stack, count. */
export const arrange: readonly Task[] = [...sorting, ...stacking, ...counting];
