import { z } from "zod";
import { Price, SandboxLevel } from "../protocol/index.ts";

/** What all episodes of a sweep have in common; it goes to each worker once, over a channel that nobody else reads. */
export const EpisodeSettings = z.strictObject({
  /** Folder of the recordings; null: nothing is recorded. */
  episodes: z.string().nullable(),
  model: z
    .strictObject({ name: z.string(), baseUrl: z.string().optional(), apiKey: z.string().optional() })
    .nullable(),
  price: Price.nullable(),
  /** Longest silence of the model, seconds. */
  model_timeout_s: z.number().positive(),
  context_tokens: z.int().positive().nullable(),
  /** Folder of what was remembered and learnt before; every episode begins with it, and none adds to it. */
  memory: z.string().nullable(),
  /** In place of each task's own limit. */
  max_turns: z.int().positive().nullable(),
  /** Wall seconds of one action, and of one episode. */
  action_timeout_s: z.number().positive(),
  episode_timeout_s: z.number().positive(),
  sandbox: z.union([z.literal("auto"), SandboxLevel]),
});
export type EpisodeSettings = z.infer<typeof EpisodeSettings>;
