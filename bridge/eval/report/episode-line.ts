import { type EpisodeLine, type EvalResult, isFalseSuccess } from "../../protocol/index.ts";
import { oneLine } from "../../terminal/table.ts";
import { brokeDown, brokeInvariant, succeeded, wasPerturbed } from "./group-numbers.ts";

const LONGEST = 240;

const clipped = (text: string): string => {
  const line = oneLine(text.slice(0, 4 * LONGEST));
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line;
};

/** Why it broke down, else the first goal that was not met, else the first invariant that was broken. */
const whatFailed = ({ verdict, summary, outcome }: EvalResult): string => {
  if (verdict?.success) return "";
  if (!verdict || outcome === "error") return `error: ${summary || "no word of what it was"}`;
  const goal = verdict.goals.find(({ score }) => score < 1);
  if (goal) return `${goal.name}: ${goal.detail}`;
  const invariant = verdict.invariants.find(({ score }) => score < 1);
  return invariant ? `broken invariant ${invariant.name}: ${invariant.detail}` : "";
};

/** A plain name in the folder of episodes; whatever else a result says is not linked. */
const isPlainName = (name: string): boolean => /^[^/\\]+$/.test(name) && !name.startsWith(".");

export const episodeLine = (result: EvalResult, condition: number): EpisodeLine => {
  const { job, verdict, episode } = result;
  return {
    key: job.key,
    task: job.task,
    seed: job.seed,
    category: result.category,
    level: result.level,
    condition,
    outcome: result.outcome,
    success: succeeded(result),
    score: verdict?.score ?? null,
    broken: brokeDown(result),
    turns: result.turns,
    actions: result.actions,
    false_success: isFalseSuccess(result),
    unsafe: brokeInvariant(result) || result.refused > 0,
    perturbed: wasPerturbed(result),
    asked: result.questions > 0,
    erred: result.errors > 0,
    failed: clipped(whatFailed(result)),
    file: episode !== null && isPlainName(episode) ? episode : null,
  };
};
