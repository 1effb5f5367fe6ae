import type { EvalJob, EvalPlanner } from "../protocol/index.ts";

/** What a sweep consists of: every task with every seed in every mode. */
export interface SweepPlan {
  readonly tasks: readonly string[];
  readonly seeds: readonly number[];
  readonly modes: readonly string[];
  readonly planner: EvalPlanner;
  /** Name of the model; the planner's where none is asked. */
  readonly model: string;
}

/** Tells an episode from every other of its sweep; also the name of its recording. */
export const jobKey = (task: string, seed: number, mode: string): string => `${task}_${mode}_seed-${seed}`;

/** The sweep's episodes, always in the same order: so that a part of a sweep is a part of every mode and seed. */
export const sweepJobs = ({ tasks, seeds, modes, planner, model }: SweepPlan): EvalJob[] =>
  tasks.flatMap((task) =>
    seeds.flatMap((seed) =>
      modes.map((mode) => ({ key: jobKey(task, seed, mode), task, seed, mode, planner, model })),
    ),
  );
