import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { EpisodeEnd } from "../episode/record-task.ts";
import { type EvalJob, type EvalResult, type TaskFacts, type Verdict } from "../protocol/index.ts";
import type { Session } from "../session.ts";
import { EpisodeCounts } from "./episode-counts.ts";
import type { EpisodeSettings } from "./episode-settings.ts";
import type { EvalWorld } from "./eval-world.ts";
import { startEndpoint } from "./planners/endpoint.ts";
import { whenOvertime } from "./simulated-time.ts";
import { inTaskSession } from "./task-session.ts";

/**
 * Runs one episode in a world of its own: whatever goes wrong with it becomes a result with the outcome `error`.
 *
 * @param signal ends it before its time
 */
export const runEpisode = async (
  world: EvalWorld,
  settings: EpisodeSettings,
  job: EvalJob,
  signal: AbortSignal,
): Promise<EvalResult> => {
  const started = performance.now();
  const facts = world.taskFacts(job.task, job.seed);
  const counts = new EpisodeCounts();
  const wall = (): number => (performance.now() - started) / 1000;
  try {
    const { end, verdict } = await judged(world, settings, { job, facts, counts }, signal);
    return {
      ...factsOf(job, facts),
      ...counts.counts(settings.price),
      outcome: end.outcome,
      summary: end.summary,
      verdict,
      turns: end.turns,
      actions: end.actions,
      primitive_calls: end.primitive_calls,
      simulated_s: verdict.simulated_s,
      wall_s: wall(),
      episode: end.episode && basename(end.episode),
    };
  } catch (error) {
    return {
      ...failedResult(job, facts, (error as Error).message),
      ...counts.counts(settings.price),
      wall_s: wall(),
    };
  }
};

/** What there is to say of an episode that broke down before it could be judged. */
export const failedResult = (job: EvalJob, facts: TaskFacts, why: string): EvalResult => ({
  ...factsOf(job, facts),
  outcome: "error",
  summary: why,
  verdict: null,
  turns: 0,
  actions: 0,
  primitive_calls: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  cost: null,
  questions: 0,
  errors: 0,
  refused: 0,
  simulated_s: 0,
  wall_s: 0,
  episode: null,
});

const factsOf = (job: EvalJob, { category, level, perturbations, user }: TaskFacts) => ({
  job,
  category,
  level,
  perturbed: perturbations.length > 0,
  should_ask: user.should_ask,
});

const judged = async (
  world: EvalWorld,
  settings: EpisodeSettings,
  { job, facts, counts }: { job: EvalJob; facts: TaskFacts; counts: EpisodeCounts },
  signal: AbortSignal,
): Promise<{ end: EpisodeEnd; verdict: Verdict }> => {
  const turns = settings.max_turns ?? facts.limits.turns;
  const endpoint = await startEndpoint(world, settings, { job, facts, turns }, signal);
  try {
    const subject = { facts, mode: job.mode, turns, endpoint, perturbed: true };
    return await inTaskSession(world, settings, subject, async (session, task) => {
      const unsubscribe = session.events.subscribe(counts.add);
      const end = await instructed(session, settings, job, facts, signal);
      unsubscribe();
      // Before anything is closed: closing may move what was left to move.
      return { end, verdict: await task.verdict() };
    });
  } finally {
    await endpoint.close();
  }
};

const instructed = async (
  session: Session,
  settings: EpisodeSettings,
  job: EvalJob,
  { instruction, limits }: TaskFacts,
  signal: AbortSignal,
): Promise<EpisodeEnd> => {
  const file = settings.episodes === null ? null : join(settings.episodes, `${job.key}.mcap`);
  // What a worker that died left of it.
  if (file !== null) await rm(file, { force: true });
  const overtime = new AbortController();
  const unsubscribe = session.events.subscribe(
    whenOvertime(limits.simulated_s, () => overtime.abort(`its ${limits.simulated_s} simulated s are over`)),
  );
  const wall = setTimeout(
    () => overtime.abort(`its ${settings.episode_timeout_s} s of wall time are over`),
    settings.episode_timeout_s * 1000,
  );
  try {
    return await session.instruct(instruction, file, AbortSignal.any([signal, overtime.signal]));
  } finally {
    clearTimeout(wall);
    unsubscribe();
  }
};
