import { type DropRule, dropRules } from "../../episode/export/select.ts";
import type { EvalResult, TrainingCounts } from "../../protocol/index.ts";
import { succeeded } from "./group-numbers.ts";

/**
 * What `export --select` does with an episode (rules of episode/export/select.ts), told from its result. A finished one
 * has an action that ran, the one that said so; of one that was answered in words that is only sure where fewer things
 * failed than there were actions.
 */
const fateOf = (result: EvalResult): DropRule | "kept" | "unknown" | "no_file" => {
  const { outcome, turns, actions, errors, episode } = result;
  if (episode === null) return "no_file";
  if (turns === 0) return "no_model";
  if (outcome !== "finished" && outcome !== "answered") return "not_succeeded";
  if (!succeeded(result)) return "refuted";
  if (turns <= 2) return "few_turns";
  return outcome === "finished" || actions === 0 || errors < actions ? "kept" : "unknown";
};

export const trainingCounts = (results: readonly EvalResult[]): TrainingCounts => {
  const dropped: Record<string, number> = Object.fromEntries(dropRules.map(({ rule }) => [rule, 0]));
  let kept = 0;
  let unknown = 0;
  let no_file = 0;
  for (const result of results) {
    const fate = fateOf(result);
    if (fate === "unknown") unknown += 1;
    else if (fate === "no_file") no_file += 1;
    else if (fate === "kept") kept += 1;
    else dropped[fate] = (dropped[fate] ?? 0) + 1;
  }
  return { kept, dropped, unknown, no_file };
};
