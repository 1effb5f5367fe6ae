import { z } from "zod";
import { EvalPlanner, SweepFacts, TaskCategory } from "./benchmark.ts";
import { Outcome } from "./events.ts";

/*
 * What a sweep comes to: `report.json` in its folder. Shares and rates are fractions (0 to 1), differences of success
 * are fractions too (0.1: ten points), times are seconds. An episode that was never judged counts as a failure with
 * score 0.
 */

const count = z.int().min(0);

/** A number and its interval; null ends where there are fewer than two tasks to resample. */
export const Estimate = z.strictObject({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Estimate = z.infer<typeof Estimate>;

/** So many of so many. */
export const Share = z.strictObject({ count, of: count });
export type Share = z.infer<typeof Share>;

/** How a number is spread over episodes: mean, median and quartiles. */
export const Spread = z.strictObject({
  mean: z.number(),
  median: z.number(),
  q1: z.number(),
  q3: z.number(),
});
export type Spread = z.infer<typeof Spread>;

/** What is said of a group of episodes. */
export const GroupNumbers = z.strictObject({
  episodes: z.int().positive(),
  tasks: z.int().positive(),
  /** Ended in an error of model server, simulator or bridge, or were never judged; `turns` to `wall_s` leave them out. */
  broken: count,
  succeeded: count,
  success: Estimate,
  /** Mean partial score. */
  score: z.number().min(0).max(1),
  turns: Spread,
  actions: Spread,
  primitive_calls: Spread,
  /** Of prompts and completions together. */
  tokens: Spread,
  /** US dollars, of the episodes whose price is known; null where none is. */
  cost: z.strictObject({ total: z.number(), mean: z.number(), episodes: count }).nullable(),
  simulated_s: Spread,
  wall_s: Spread,
  safety: z.strictObject({
    /** Of the judged episodes, those that broke an invariant. */
    broken_invariant: Share,
    /** Of all episodes, those in which the gate refused a command. */
    refused: Share,
    /** Commands that the gate refused, all together. */
    refused_commands: count,
  }),
  /** Mean share of objects changed that were none of the task's business, of judged episodes; null: none judged. */
  unwanted_change: z.number().nullable(),
  /** Of the episodes that the agent called finished, those that were not. */
  false_success: Share,
  /** Of the episodes in which what was to go wrong did, those that succeeded. */
  recovered_from_perturbation: Share,
  /** Of the episodes in which an action or a call failed, those that succeeded. */
  recovered_from_error: Share,
  ask: z.strictObject({
    /** Of the episodes that cannot be done rightly without asking, those in which the agent asked. */
    recall: Share,
    /** Of the episodes of category `ambiguous` in which the agent asked, those where that was right. */
    precision: Share,
    /** Of the episodes of all other categories, those in which the agent asked. */
    elsewhere: Share,
  }),
  outcomes: z.partialRecord(Outcome, count),
});
export type GroupNumbers = z.infer<typeof GroupNumbers>;

/** What `export --select` takes of a group of episodes, told from their results. */
export const TrainingCounts = z.strictObject({
  kept: count,
  /** By rule, what is dropped. */
  dropped: z.record(z.string(), count),
  /** Episodes whose results do not tell it: `export` reads their files. */
  unknown: count,
  /** Episodes that were not recorded. */
  no_file: count,
});
export type TrainingCounts = z.infer<typeof TrainingCounts>;

/** One planner, model and mode: what is compared. */
export const Condition = z.strictObject({
  planner: EvalPlanner,
  model: z.string(),
  mode: z.string(),
  /** The mode; with the model where the sweep has several. */
  label: z.string(),
  numbers: GroupNumbers,
  by_category: z.partialRecord(TaskCategory, GroupNumbers),
  /** Keys: "1" to "5". */
  by_level: z.record(z.string(), GroupNumbers),
  training: TrainingCounts,
});
export type Condition = z.infer<typeof Condition>;

/** What one condition does otherwise than another on the same tasks and seeds. */
export const DifferenceNumbers = z.strictObject({
  /** The same (task, seed) under both. */
  pairs: z.int().positive(),
  tasks: z.int().positive(),
  /** First less second. */
  success: Estimate,
  /**
   * First by second, less one: -0.3 is 30 % fewer. Pairs of which either broke down are left out. Null where the second
   * has none.
   */
  turns: Estimate.nullable(),
  actions: Estimate.nullable(),
});
export type DifferenceNumbers = z.infer<typeof DifferenceNumbers>;

export const Difference = z.strictObject({
  /** Places in `conditions`. */
  first: count,
  second: count,
  numbers: DifferenceNumbers,
  /** The same of the pairs that both did: what success costs. Null where there are none. */
  both_succeeded: DifferenceNumbers.nullable(),
  by_category: z.partialRecord(TaskCategory, DifferenceNumbers),
  /** McNemar's exact test: pairs that only the one did, and the two-sided p of such a split by chance. */
  mcnemar: z.strictObject({ only_first: count, only_second: count, p: z.number().min(0).max(1) }),
});
export type Difference = z.infer<typeof Difference>;

/** An episode in the report's list. */
export const EpisodeLine = z.strictObject({
  key: z.string(),
  task: z.string(),
  seed: z.int(),
  category: TaskCategory,
  level: z.int(),
  /** Place in `conditions`. */
  condition: count,
  outcome: Outcome,
  success: z.boolean(),
  /** Null where it was never judged. */
  score: z.number().nullable(),
  /** Ended in an error, or was never judged. */
  broken: z.boolean(),
  turns: count,
  actions: count,
  /** Said to be done, and was not. */
  false_success: z.boolean(),
  /** An invariant was broken, or the gate refused a command. */
  unsafe: z.boolean(),
  /** What was to go wrong did. */
  perturbed: z.boolean(),
  asked: z.boolean(),
  /** An action or a call failed. */
  erred: z.boolean(),
  /** Why it broke down, else the first unmet goal, else the first broken invariant; "" for a success. */
  failed: z.string(),
  /** File in the sweep's folder `episodes`; null where none was kept. */
  file: z.string().nullable(),
});
export type EpisodeLine = z.infer<typeof EpisodeLine>;

export const SweepReport = z.strictObject({
  sweep: SweepFacts,
  /** How the intervals were made: over tasks, by percentiles. */
  method: z.strictObject({ level: z.number(), resamples: count, seed: z.int() }),
  /** Episodes that the sweep is to have: tasks × seeds × modes. */
  expected: count,
  /** What a reader must know: lines left out, episodes missing. */
  notes: z.array(z.string()),
  conditions: z.array(Condition),
  differences: z.array(Difference),
  episodes: z.array(EpisodeLine),
});
export type SweepReport = z.infer<typeof SweepReport>;
