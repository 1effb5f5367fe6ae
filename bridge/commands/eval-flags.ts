import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { episodesFolder } from "../episode/episodes-folder.ts";
import type { EpisodeSettings } from "../eval/episode-settings.ts";
import type { SweepBudget } from "../eval/sweep-queue.ts";
import type { ActionModeName } from "../protocol/index.ts";
import { type EvalPlanner, SweepFacts, sweepFiles, UserError } from "../protocol/index.ts";
import { VERSION } from "../version.ts";
import { modelFromFlags, parsePrice } from "./session-options.ts";

/** Wall seconds of one action: as anywhere else; a script is known to end, and its result is not to depend on the machine. */
const MODEL_ACTION_S = 60;
const SCRIPT_ACTION_S = 900;

/** The flags of `eval`, as commander hands them over. */
export interface EvalFlags {
  planner?: Exclude<EvalPlanner, "model">;
  model?: string;
  baseUrl?: string;
  price?: string;
  mode: ActionModeName[];
  tasks?: string;
  seeds: number;
  seedList?: number[];
  jobs?: number;
  out?: string;
  json?: true;
  list?: true;
  report?: string;
  against?: string;
  episodes: boolean;
  memory?: string;
  maxTurns?: number;
  timeoutS?: number;
  episodeTimeoutS: number;
  modelTimeoutS: number;
  contextTokens?: number;
  budgetUsd?: number;
  budgetTokens?: number;
  retryErrors?: true;
  sandbox: EpisodeSettings["sandbox"];
}

/** What is to be run, of flags that were given. */
export interface EvalPlan {
  readonly facts: SweepFacts;
  readonly modes: readonly ActionModeName[];
  readonly out: string;
  readonly workers: number;
  readonly settings: EpisodeSettings;
  readonly budget: SweepBudget;
}

/** @throws UserError for flags that do not go together */
export const evalPlan = (flags: EvalFlags, tasks: readonly string[]): EvalPlan => {
  if (flags.planner !== undefined && flags.model !== undefined)
    throw new UserError(
      `--planner ${flags.planner} needs no model, so --model ${flags.model} has nothing to plan. Give one of them.`,
      2,
    );
  const model = flags.planner === undefined ? modelOf(flags) : null;
  const price = flags.price === undefined ? null : parsePrice(flags.price);
  if (flags.budgetUsd !== undefined && price === null)
    throw new UserError(
      "--budget-usd needs --price PROMPT,COMPLETION: what a million tokens read, and a million written, cost in US dollars.",
      2,
    );
  const seeds = flags.seedList ?? Array.from({ length: flags.seeds }, (_, at) => at + 1);
  const facts = SweepFacts.parse({
    version: VERSION,
    created: new Date().toISOString(),
    planner: flags.planner ?? "model",
    model: model?.name ?? flags.planner,
    modes: flags.mode,
    seeds,
    tasks,
    ...(flags.maxTurns === undefined ? {} : { max_turns: flags.maxTurns }),
    ...(flags.memory === undefined ? {} : { memory: true }),
  });
  const out = flags.out ?? newSweepFolder(facts);
  return {
    facts,
    modes: flags.mode,
    out,
    workers: flags.jobs ?? availableParallelism(),
    budget: { usd: flags.budgetUsd ?? null, tokens: flags.budgetTokens ?? null },
    settings: {
      episodes: flags.episodes ? join(out, sweepFiles.episodes) : null,
      model,
      price,
      model_timeout_s: flags.modelTimeoutS,
      context_tokens: flags.contextTokens ?? null,
      memory: flags.memory === undefined ? null : existingFolder(flags.memory),
      max_turns: flags.maxTurns ?? null,
      action_timeout_s: flags.timeoutS ?? (flags.planner === undefined ? MODEL_ACTION_S : SCRIPT_ACTION_S),
      episode_timeout_s: flags.episodeTimeoutS,
      sandbox: flags.sandbox,
    },
  };
};

const modelOf = (flags: EvalFlags): NonNullable<EpisodeSettings["model"]> => {
  const model = modelFromFlags(flags);
  if (model !== null) return model;
  throw new UserError(
    "Say what is to be measured: --model NAME with --base-url URL (any OpenAI-compatible server) or OPENAI_API_KEY; or, to see the benchmark itself at work, --planner oracle.",
    2,
  );
};

/** Nothing would be learnt from a folder that is not there, and nobody would notice. */
const existingFolder = (folder: string): string => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return resolve(folder);
  throw new UserError(
    `--memory ${folder} is no folder. Give one that \`run --memory\` or \`start\` has kept things in.`,
    2,
  );
};

/** Beside the episodes of `start`, by a name that sorts by time and says who planned. */
const newSweepFolder = ({ created, model }: SweepFacts): string => {
  const name = model
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .slice(0, 48);
  return join(episodesFolder(), "..", "eval", `${created.replaceAll(/[:.]/g, "-")}_${name}`);
};
