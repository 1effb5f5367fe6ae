import type { EpisodeSettings } from "../../../bridge/eval/episode-settings.ts";
import type { EvalWorld } from "../../../bridge/eval/eval-world.ts";
import type { EvalJob, EvalResult, SweepFacts, TaskFacts } from "../../../bridge/protocol/index.ts";

/** Facts of a task without a world. */
export const taskOf = (id: string, seed = 1): TaskFacts => ({
  id,
  category: id.startsWith("stack") ? "arrange" : "atomic",
  level: 1,
  seed,
  instruction: "Do it.",
  user: { should_ask: false, answer: "Yes." },
  perturbations: [],
  limits: { turns: 10, simulated_s: 300 },
  oracle: ['finish("Done.")'],
});

/** A benchmark of names only: nothing of it can be started. */
export const worldOf = (taskIds: readonly string[]): EvalWorld => ({
  taskIds,
  taskFacts: taskOf,
  startTask: () => Promise.reject(new Error("no world here")),
  manual: async () => [],
  openSession: () => Promise.reject(new Error("no session here")),
});

export const settingsOf = (episodes: string | null): EpisodeSettings => ({
  episodes,
  model: null,
  price: null,
  model_timeout_s: 60,
  context_tokens: null,
  memory: null,
  max_turns: null,
  action_timeout_s: 60,
  episode_timeout_s: 600,
  sandbox: "auto",
});

export const factsOf = (tasks: readonly string[], more: Partial<SweepFacts> = {}): SweepFacts => ({
  version: "0.1.0",
  created: "2026-11-21T21:00:00.000Z",
  planner: "oracle",
  model: "oracle",
  modes: ["code"],
  seeds: [1],
  tasks: [...tasks],
  ...more,
});

export const resultOf = (job: EvalJob, more: Partial<EvalResult> = {}): EvalResult => ({
  job,
  category: "atomic",
  level: 1,
  perturbed: false,
  should_ask: false,
  outcome: "finished",
  summary: "Done.",
  verdict: null,
  turns: 1,
  actions: 1,
  primitive_calls: 1,
  prompt_tokens: 100,
  completion_tokens: 10,
  cost: null,
  questions: 0,
  errors: 0,
  refused: 0,
  simulated_s: 1,
  wall_s: 1,
  episode: null,
  ...more,
});
