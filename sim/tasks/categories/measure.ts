import type { Task } from "../task.ts";
import { lengths } from "./measure/lengths.ts";
import { weights } from "./measure/weights.ts";

/** What has to be found out by a sensor before it can be done: weights, widths, distances. */
export const measure: readonly Task[] = [...weights, ...lengths];
