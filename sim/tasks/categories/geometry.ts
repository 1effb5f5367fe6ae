import type { Task } from "../task.ts";
import { patterns } from "./geometry/patterns.ts";
import { relations } from "./geometry/relations.ts";
import { turns } from "./geometry/turns.ts";

/** Lines, circles, mirror images, places changed: where things stand, to the centimetre. */
export const geometry: readonly Task[] = [...patterns, ...relations, ...turns];
