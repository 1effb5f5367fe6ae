import type { Task } from "../task.ts";
import { building } from "./long-horizon/building.ts";
import { tidying } from "./long-horizon/tidying.ts";

/** A dozen steps and more, each of which depends on how the ones before went. */
export const longHorizon: readonly Task[] = [...tidying, ...building];
