import { type ActionModeName, type EvalPlanner, type TaskFacts, UserError } from "../../protocol/index.ts";
import { repliesOf, Unspeakable } from "./reply-text.ts";
import { scriptOf } from "./scripts.ts";

/**
 * Whether a planner that needs no model has words for these tasks in a mode: programs can only be said in code.
 *
 * @throws UserError naming the first task that cannot be said
 */
export const checkModes = (
  planner: EvalPlanner,
  modes: readonly ActionModeName[],
  tasks: readonly TaskFacts[],
  maxTurns: number | null,
): void => {
  if (planner === "model") return;
  for (const mode of modes) {
    if (mode === "code") continue;
    if (planner === "open-loop")
      throw new UserError(
        `--planner open-loop is a program, which mode ${mode} has no words for. Leave --mode out.`,
        2,
      );
    for (const facts of tasks) {
      const turns = maxTurns ?? facts.limits.turns;
      const why = unspeakable(() =>
        repliesOf(
          scriptOf(planner, { facts, turns, mode }, null),
          // Of calls, text is the one that can be written without the manual.
          mode === "code-flat" ? mode : "text",
          [],
        ),
      );
      if (why !== null)
        throw new UserError(
          `The ${planner} of task ${facts.id} cannot be said in mode ${mode}: ${why}. Give --mode code, or other --tasks.`,
          2,
        );
    }
  }
};

const unspeakable = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof Unspeakable) return error.message;
    throw error;
  }
};
