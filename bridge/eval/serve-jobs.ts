import type { EvalJob } from "../protocol/index.ts";
import type { EpisodeSettings } from "./episode-settings.ts";
import type { EvalWorld } from "./eval-world.ts";
import { runEpisode } from "./run-episode.ts";
import { type FromWorker, ToWorker } from "./worker-wire.ts";

/**
 * The worker's side: runs what its parent process sends, one at a time. When the parent is gone, for whatever reason,
 * the episode that runs is ended, and the process with it.
 */
export const serveJobs = (world: EvalWorld): void => {
  const orphaned = new AbortController();
  let settings: EpisodeSettings | null = null;
  let running: Promise<void> = Promise.resolve();
  const run = async (job: EvalJob): Promise<void> => {
    if (settings === null) throw new Error("a job came before the settings");
    const result = await runEpisode(world, settings, job, orphaned.signal);
    const answer: FromWorker = { t: "result", result };
    if (process.connected) process.send?.(answer);
  };
  process.on("message", (message) => {
    const told = ToWorker.parse(message);
    if (told.t === "settings") settings = told.settings;
    else running = run(told.job);
  });
  // Ctrl-C goes to every process at the terminal; the parent is the one that decides what it means.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => {
    orphaned.abort("the sweep was stopped");
    void running.finally(() => process.exit(0));
  });
};
