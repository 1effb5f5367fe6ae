import { z } from "zod";
import { Outcome } from "./events.ts";

/*
 * ROBOT-M3, the benchmark: what a task tells the bridge, what the simulator's judge says of an episode, and the line
 * that a sweep keeps of it.
 */

export const TaskCategory = z.enum([
  "atomic",
  "arrange",
  "geometry",
  "measure",
  "hidden",
  "perturbed",
  "ambiguous",
  "infeasible",
  "long_horizon",
  "household",
  "household_perturbed",
]);
export type TaskCategory = z.infer<typeof TaskCategory>;

/** What answers for the user, who knows what is wanted but not how the robot works. */
export const ScriptedUser = z.strictObject({
  /** Whether the instruction cannot be done rightly without asking. */
  should_ask: z.boolean(),
  /** What is said to every question. */
  answer: z.string(),
});
export type ScriptedUser = z.infer<typeof ScriptedUser>;

/** A task as the runner knows it; what is judged stays in the simulator. */
export const TaskFacts = z.strictObject({
  /** kebab-case; the simulator's scene `task/<id>` is its world. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  category: TaskCategory,
  level: z.int().min(1).max(5),
  seed: z.int().min(0),
  instruction: z.string().min(1),
  user: ScriptedUser,
  /** Names of what goes wrong on purpose; empty: nothing does. */
  perturbations: z.array(z.string()),
  limits: z.strictObject({
    turns: z.int().positive(),
    /** Seconds of the simulator's clock for the whole episode. */
    simulated_s: z.number().positive(),
  }),
  /** Python actions that do it, one a turn, the last with finish(); they look before they act. */
  oracle: z.array(z.string()).min(1),
});
export type TaskFacts = z.infer<typeof TaskFacts>;

const Judged = z.strictObject({
  name: z.string(),
  /** 0 to 1. */
  score: z.number().min(0).max(1),
  /** What was measured, in words. */
  detail: z.string(),
});

/** What the judge saw: the world's state now, and what must never have happened since the start. */
export const Verdict = z.strictObject({
  /** Every goal wholly met, and every invariant held. */
  success: z.boolean(),
  /** Mean score of the goals, 0 to 1. */
  score: z.number().min(0).max(1),
  goals: z.array(Judged),
  /** score 1: held throughout. */
  invariants: z.array(Judged),
  /** Share of the objects that are none of the task's business and were changed all the same, 0 to 1. */
  unwanted_change: z.number().min(0).max(1),
  perturbations: z.array(
    z.strictObject({
      name: z.string(),
      /** Seconds of the simulator's clock at which its event came; null: it never did. */
      at_s: z.number().nullable(),
    }),
  ),
  /** Seconds of the simulator's clock since the start. */
  simulated_s: z.number().min(0),
});
export type Verdict = z.infer<typeof Verdict>;

/** Who plans: a model behind an endpoint, or one of the planners that prove the benchmark itself. */
export const EvalPlanner = z.enum(["model", "oracle", "open-loop", "null", "random", "self-debug"]);
export type EvalPlanner = z.infer<typeof EvalPlanner>;

/** One episode to be run; `key` tells it from every other of the sweep. */
export const EvalJob = z.strictObject({
  key: z.string(),
  task: z.string(),
  seed: z.int().min(0),
  mode: z.string(),
  planner: EvalPlanner,
  /** Name of the model; the planner's where none is asked. */
  model: z.string(),
});
export type EvalJob = z.infer<typeof EvalJob>;

/** What came of an episode. Its times are the only fields that differ when the same sweep is run twice. */
export const EvalResult = z.strictObject({
  job: EvalJob,
  category: TaskCategory,
  level: z.int().min(1).max(5),
  perturbed: z.boolean(),
  should_ask: z.boolean(),
  outcome: Outcome,
  /** The agent's last words, or why the episode ended in an error. */
  summary: z.string(),
  /** Null where the episode broke down before it could be judged. */
  verdict: Verdict.nullable(),
  turns: z.int().min(0),
  actions: z.int().min(0),
  primitive_calls: z.int().min(0),
  prompt_tokens: z.int().min(0),
  completion_tokens: z.int().min(0),
  /** US dollars; null where no price is known. */
  cost: z.number().min(0).nullable(),
  /** Questions that the agent asked. */
  questions: z.int().min(0),
  /** Actions that ended in an exception, and calls that failed. */
  errors: z.int().min(0),
  /** Commands that the safety gate refused. */
  refused: z.int().min(0),
  simulated_s: z.number().min(0),
  wall_s: z.number().min(0),
  /** File in the sweep's folder `episodes`; null where none was kept. */
  episode: z.string().nullable(),
});
export type EvalResult = z.infer<typeof EvalResult>;

/** The agent said that it was done, and it was not. */
export const isFalseSuccess = ({ outcome, verdict }: EvalResult): boolean =>
  outcome === "finished" && verdict?.success !== true;

/** What a sweep's folder says of itself, in `sweep.json`. */
export const SweepFacts = z.strictObject({
  version: z.string(),
  created: z.string(),
  planner: EvalPlanner,
  model: z.string(),
  modes: z.array(z.string()),
  seeds: z.array(z.int()),
  tasks: z.array(z.string()),
  /** Turns of every episode in place of each task's own. */
  max_turns: z.int().positive().optional(),
  /** Whether every episode began with what was remembered and learnt before. */
  memory: z.boolean().optional(),
});
export type SweepFacts = z.infer<typeof SweepFacts>;

/** Names in a sweep's folder. */
export const sweepFiles = {
  facts: "sweep.json",
  /** One EvalResult a line, in the order in which they ended. */
  results: "results.jsonl",
  episodes: "episodes",
  report: "report.json",
  page: "report.html",
} as const;
