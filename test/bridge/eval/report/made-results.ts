import type { EvalResult, SweepFacts, TaskCategory, Verdict } from "../../../../bridge/protocol/index.ts";

export const verdict = (success: boolean, changes: Partial<Verdict> = {}): Verdict => ({
  success,
  score: success ? 1 : 0.5,
  goals: [{ name: "red_cube on blue_plate", score: success ? 1 : 0.5, detail: "0.12 m from its place" }],
  invariants: [{ name: "nothing dropped", score: 1, detail: "held" }],
  unwanted_change: 0,
  perturbations: [],
  simulated_s: 20,
  ...changes,
});

interface Made {
  task: string;
  seed?: number;
  mode?: string;
  success?: boolean;
}

/** One result: said to be done after three turns, and done unless `success` says otherwise. */
export const made = (
  { task, seed = 1, mode = "code", success = true }: Made,
  changes: Partial<EvalResult> = {},
): EvalResult => {
  const key = `${task}--${seed}--${mode}`;
  return {
    job: { key, task, seed, mode, planner: "model", model: "made-model" },
    category: "atomic",
    level: 1,
    perturbed: false,
    should_ask: false,
    outcome: "finished",
    summary: "It is done.",
    verdict: verdict(success),
    turns: 3,
    actions: 4,
    primitive_calls: 12,
    prompt_tokens: 4000,
    completion_tokens: 400,
    cost: 0.01,
    questions: 0,
    errors: 0,
    refused: 0,
    simulated_s: 20,
    wall_s: 5,
    episode: `${key}.mcap`,
    ...changes,
  };
};

export const facts = (results: readonly EvalResult[], changes: Partial<SweepFacts> = {}): SweepFacts => ({
  version: "0.1.0",
  created: "2026-11-21T20:00:00.000Z",
  planner: "model",
  model: "made-model",
  modes: [...new Set(results.map(({ job }) => job.mode))],
  seeds: [...new Set(results.map(({ job }) => job.seed))],
  tasks: [...new Set(results.map(({ job }) => job.task))],
  ...changes,
});

const counts: Record<TaskCategory, number> = {
  atomic: 10,
  arrange: 14,
  geometry: 12,
  measure: 12,
  hidden: 10,
  perturbed: 18,
  ambiguous: 8,
  infeasible: 6,
  long_horizon: 6,
  household: 30,
  household_perturbed: 6,
};

/** The same numbers each time, in [0, 1), from a text. */
const chance = (text: string): number => {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};

/** A whole sweep as it might be: harder categories, modes that do differently well, one broken episode in 200. */
export const madeSweep = (modes: readonly string[], seeds: readonly number[]): EvalResult[] =>
  (Object.keys(counts) as TaskCategory[]).flatMap((category, hardness) =>
    Array.from({ length: counts[category] }, (_, i) => i).flatMap((i) =>
      modes.flatMap((mode, worse) =>
        seeds.map((seed): EvalResult => {
          const task = `${category.replaceAll("_", "-")}-${i + 1}`;
          const draw = (what: string): number => chance(`${what} ${task} ${seed} ${mode}`);
          const success = 0.6 * chance(task) + 0.4 * draw("success") < 0.95 - 0.03 * hardness - 0.09 * worse;
          const perturbed = category.endsWith("perturbed");
          const broke = draw("broke") > 0.995;
          const turns = 1 + Math.floor(draw("turns") * (4 + 3 * worse + hardness / 3));
          const unsafe = !success && draw("unsafe") > 0.8;
          return made(
            { task, seed, mode, success },
            {
              category,
              level: 1 + (hardness % 5),
              perturbed,
              should_ask: category === "ambiguous" && i < 5,
              questions: category === "ambiguous" && draw("ask") > 0.3 + i / 15 ? 1 : 0,
              outcome: broke ? "error" : success || draw("lie") > 0.5 ? "finished" : "turn_limit",
              summary: broke ? "the model's server did not answer: ECONNREFUSED" : "It is done.",
              verdict: broke
                ? null
                : verdict(success, {
                    perturbations: perturbed ? [{ name: "slip", at_s: draw("slip") > 0.1 ? 4.2 : null }] : [],
                    unwanted_change: unsafe ? 0.25 : 0,
                    invariants: [
                      {
                        name: "nothing dropped",
                        score: unsafe ? 0 : 1,
                        detail: unsafe ? "green_ball fell off the table at 12.3 s" : "held",
                      },
                    ],
                  }),
              turns,
              actions: turns + worse * Math.floor(draw("actions") * 4),
              primitive_calls: 5 * turns + Math.floor(draw("calls") * 20),
              prompt_tokens: 3000 * turns,
              completion_tokens: 200 * turns,
              cost: 0.004 * turns,
              errors: draw("errors") > 0.7 ? 1 : 0,
              refused: draw("refused") > 0.93 ? 2 : 0,
              simulated_s: 10 + 60 * draw("simulated"),
              wall_s: 3 + 9 * draw("wall"),
            },
          );
        }),
      ),
    ),
  );
