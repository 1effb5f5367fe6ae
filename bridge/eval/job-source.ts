import type { EvalJob, EvalResult } from "../protocol/index.ts";

/** Where a worker gets its episodes from, and where what came of them goes. */
export interface JobSource {
  /** The next episode to be run; null when there are no more. */
  next(): Promise<EvalJob | null>;
  done(result: EvalResult): Promise<void>;
}

/** Runs one job after the other until the source has no more. */
export const workThrough = async (
  source: JobSource,
  run: (job: EvalJob) => Promise<EvalResult>,
): Promise<void> => {
  for (let job = await source.next(); job !== null; job = await source.next())
    await source.done(await run(job));
};
