import { z } from "zod";
import { EvalJob, EvalResult } from "../protocol/index.ts";
import { EpisodeSettings } from "./episode-settings.ts";

/** What a sweep tells its workers: once what all episodes have in common, then a job at a time. */
export const ToWorker = z.discriminatedUnion("t", [
  z.strictObject({ t: z.literal("settings"), settings: EpisodeSettings }),
  z.strictObject({ t: z.literal("job"), job: EvalJob }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

/** What came of the job. */
export const FromWorker = z.strictObject({ t: z.literal("result"), result: EvalResult });
export type FromWorker = z.infer<typeof FromWorker>;
