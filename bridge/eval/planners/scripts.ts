import type { ActionModeName, EvalPlanner, TaskFacts } from "../../protocol/index.ts";
import { randomActions } from "./random.ts";
import { plainCalls } from "./reply-text.ts";

/** A planner that needs no model. */
export type ScriptedPlanner = Exclude<EvalPlanner, "model">;

/** What a scripted planner does when it has nothing left to do and the task has not ended. */
export const AT_AN_END = 'give_up(reason="My script is at its end, and it did not finish.")';

/**
 * The actions of a planner that needs no model, one a turn.
 *
 * @param turns that the episode may take
 * @param blind program of the open-loop planner
 */
export const scriptOf = (
  planner: ScriptedPlanner,
  {
    facts,
    turns,
    mode,
  }: { readonly facts: TaskFacts; readonly turns: number; readonly mode: ActionModeName },
  blind: string | null,
): readonly string[] => {
  if (planner === "null") return ['finish(summary="Nothing was done.")'];
  if (planner === "random") return randomActions(facts, turns);
  if (planner === "open-loop") return [blind ?? AT_AN_END];
  return planner === "oracle" ? facts.oracle : selfDebugActions(facts.oracle, turns, mode);
};

/** First an action that raises, as a model's first try may; then the oracle's. */
const selfDebugActions = (
  oracle: readonly string[],
  turns: number,
  mode: ActionModeName,
): readonly string[] => {
  // A call alone can name no variable: there it is a thing that is not to be seen.
  const wrong = mode.startsWith("code") ? "target = scene.find(the_object)" : 'scene.find(name="the_object")';
  const needed = mode === "json" || mode === "text" ? oracle.flatMap(plainCalls).length : oracle.length;
  // Where the oracle takes all turns, its last two actions become one.
  if (needed + 1 <= turns) return [wrong, ...oracle];
  return [wrong, ...oracle.slice(0, -2), oracle.slice(-2).join("\n")];
};
