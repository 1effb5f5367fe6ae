import type { Task } from "../../task.ts";
import { occlusions } from "./cups.ts";
import { drawers } from "./drawers.ts";

/** Ten tasks with things that are not seen at first: five with a drawer, five with cups. */
export const hidden: readonly Task[] = [...drawers, ...occlusions];
