import { join } from "node:path";
import { type EvalJob, type EvalResult, type SweepFacts, sweepFiles } from "../protocol/index.ts";
import type { EpisodeSettings } from "./episode-settings.ts";
import type { EvalWorld } from "./eval-world.ts";
import { workThrough } from "./job-source.ts";
import { sweepJobs } from "./jobs.ts";
import { ResultsFile } from "./results-file.ts";
import { failedResult } from "./run-episode.ts";
import { prepareSweepFolder, withSweepLock } from "./sweep-folder.ts";
import { type SweepBudget, SweepQueue } from "./sweep-queue.ts";
import { Worker } from "./worker.ts";

export interface SweepOptions {
  readonly out: string;
  readonly facts: SweepFacts;
  readonly settings: EpisodeSettings;
  /** Processes that run episodes side by side. */
  readonly workers: number;
  /** The JavaScript file that a worker runs. */
  readonly program: URL;
  readonly budget: SweepBudget;
  /** Runs those again that ended in an error. */
  readonly retryErrors: boolean;
  readonly signal: AbortSignal;
  /** Told how many episodes there are, and what came of those that were run before. */
  readonly onStart: (episodes: number, before: readonly EvalResult[]) => void;
  readonly onResult: (result: EvalResult) => void;
}

export interface SweepEnd {
  /** Of all episodes that were run, those before among them. */
  readonly results: readonly EvalResult[];
  /** Episodes that were not run, and why; "" when none is left. */
  readonly left: number;
  readonly why: string;
}

/**
 * Runs the episodes of a sweep that its folder has no result of, in processes of their own. Each result is on the disk
 * before it is told of; a worker that dies costs its episode one more try.
 *
 * @throws UserError when the folder cannot be used
 */
export const runSweep = async (world: EvalWorld, options: SweepOptions): Promise<SweepEnd> => {
  const { out, facts } = options;
  await prepareSweepFolder(out, facts);
  return withSweepLock(out, async () => {
    const { file, results } = await ResultsFile.open(
      join(out, sweepFiles.results),
      ({ outcome }) => !(options.retryErrors && outcome === "error"),
    );
    try {
      return await rest(world, options, file, [...results]);
    } finally {
      await file.close();
    }
  });
};

const rest = async (
  world: EvalWorld,
  { facts, settings, workers, program, budget, signal, onStart, onResult }: SweepOptions,
  file: ResultsFile,
  results: EvalResult[],
): Promise<SweepEnd> => {
  const all = sweepJobs(facts);
  const done = new Set(results.map(({ job }) => job.key));
  const jobs = all.filter(({ key }) => !done.has(key));
  const queue = new SweepQueue({
    jobs,
    before: results,
    budget,
    keep: async (result) => {
      await file.append(result);
      results.push(result);
      onResult(result);
    },
  });
  onStart(all.length, [...results]);
  const slots = Array.from(
    { length: Math.min(workers, jobs.length) },
    () => new Slot(world, () => new Worker(program, settings)),
  );
  const stop = (): void => {
    queue.stop();
    for (const slot of slots) slot.stop();
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.all(
      slots.map((slot) =>
        workThrough(queue, (job) => slot.run(job)).catch((error: Error) => {
          if (!(error instanceof SweepStopped)) throw error;
        }),
      ),
    );
  } finally {
    signal.removeEventListener("abort", stop);
    queue.stop();
    await Promise.all(slots.map((slot) => slot.close()));
  }
  const left = all.length - results.length;
  const why = left === 0 ? "" : signal.aborted ? "stopped" : (queue.overBudget ?? "");
  return { results, left, why };
};

/** The episode has no result, and needs none: the sweep was stopped. */
class SweepStopped extends Error {}

/** A worker, and another one in its place when it died. */
class Slot {
  readonly #world: EvalWorld;
  readonly #start: () => Worker;
  #worker: Worker | null = null;
  #stopped = false;

  constructor(world: EvalWorld, start: () => Worker) {
    this.#world = world;
    this.#start = start;
  }

  /** @throws SweepStopped */
  async run(job: EvalJob): Promise<EvalResult> {
    let why = "";
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      this.#mustGoOn();
      this.#worker ??= this.#start();
      try {
        const result = await this.#worker.run(job);
        this.#mustGoOn();
        return result;
      } catch (error) {
        this.#mustGoOn();
        why = (error as Error).message;
        await this.#worker?.close();
        this.#worker = null;
      }
    }
    return failedResult(job, this.#world.taskFacts(job.task, job.seed), `It was tried twice: ${why}.`);
  }

  #mustGoOn(): void {
    if (this.#stopped) throw new SweepStopped();
  }

  stop(): void {
    this.#stopped = true;
    void this.#worker?.close();
  }

  async close(): Promise<void> {
    await this.#worker?.close();
  }
}
