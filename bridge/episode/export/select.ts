import type { Event, EventOf } from "../../protocol/index.ts";

/**
 * What is kept of a set of episodes as training data, by the rules of CodeActInstruct (CodeAct, ICML 2024, section 3 and
 * its appendix): successes of more than two turns; those in which the model met an error and mended it stay, those in
 * which nothing that it wrote ever ran go. The first rule that drops an episode is the one that counts it.
 */
export const dropRules = [
  { rule: "no_model", text: "not planned by a model (a person's program)" },
  { rule: "cut_off", text: "cut off before the end" },
  { rule: "not_succeeded", text: "did not succeed" },
  { rule: "refuted", text: "said to be done, and judged not to be" },
  { rule: "few_turns", text: "two turns or fewer" },
  { rule: "all_failed", text: "every execution failed" },
] as const;

export type DropRule = (typeof dropRules)[number]["rule"];

export interface Verdict {
  /** Null for an episode that is kept. */
  readonly dropped: DropRule | null;
  /** Whether an execution failed and a later one did not. */
  readonly recovered: boolean;
}

const ofType = <T extends Event["type"]>(events: readonly Event[], type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type);

/** @param done what a judge of the benchmark found; null where there was none, and the agent's word counts */
export const judge = (events: readonly Event[], done: boolean | null = null): Verdict => {
  const byAgent = new Set(
    ofType(events, "action_start")
      .filter(({ by }) => by === "agent")
      .map(({ action }) => action),
  );
  const executions = ofType(events, "action_end").filter(({ action }) => byAgent.has(action));
  const firstError = executions.findIndex(({ ok }) => !ok);
  const recovered = firstError >= 0 && executions.slice(firstError).some(({ ok }) => ok);
  const turns = ofType(events, "reply").length;
  const end = ofType(events, "episode_end").at(-1);
  const dropped = ((): DropRule | null => {
    if (turns === 0) return "no_model";
    if (!end) return "cut_off";
    if (end.outcome !== "finished" && end.outcome !== "answered") return "not_succeeded";
    if (done === false) return "refuted";
    if (turns <= 2) return "few_turns";
    return executions.length > 0 && executions.every(({ ok }) => !ok) ? "all_failed" : null;
  })();
  return { dropped, recovered };
};
