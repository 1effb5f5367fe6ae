import { ActionModeName, type EvalJob, type TaskFacts } from "../../protocol/index.ts";
import type { SessionOptions } from "../../session-options.ts";
import type { EpisodeSettings } from "../episode-settings.ts";
import type { EvalWorld } from "../eval-world.ts";
import { inTaskSession } from "../task-session.ts";
import { MotionCalls } from "./open-loop.ts";
import { repliesOf } from "./reply-text.ts";
import { AT_AN_END, type ScriptedPlanner, scriptOf } from "./scripts.ts";
import { startScriptedPlanner } from "./server.ts";

/** Where the planner of an episode is asked. */
export interface Endpoint {
  readonly model: NonNullable<SessionOptions["model"]>;
  readonly contextTokens: number | undefined;
  readonly showImages: boolean;
  close(): Promise<void>;
}

interface Planned {
  readonly job: EvalJob;
  readonly facts: TaskFacts;
  readonly turns: number;
}

/** A script reads nothing, so that nothing of the conversation needs to be condensed. */
const SCRIPT_CONTEXT_TOKENS = 10_000_000;

/** The model's endpoint, or one that is started for a planner that needs no model. */
export const startEndpoint = async (
  world: EvalWorld,
  settings: EpisodeSettings,
  { job, facts, turns }: Planned,
  signal: AbortSignal,
): Promise<Endpoint> => {
  if (job.planner === "model") {
    if (settings.model === null) throw new Error(`no endpoint is known for the model ${job.model}`);
    return {
      model: settings.model,
      contextTokens: settings.context_tokens ?? undefined,
      showImages: true,
      close: async () => {},
    };
  }
  const blind =
    job.planner === "open-loop" ? await blindProgram(world, settings, { facts, turns }, signal) : null;
  const mode = ActionModeName.parse(job.mode);
  return startScripted(world, job.planner, scriptOf(job.planner, { facts, turns, mode }, blind), mode);
};

const startScripted = async (
  world: EvalWorld,
  planner: ScriptedPlanner,
  script: readonly string[],
  mode: ActionModeName,
): Promise<Endpoint> => {
  const manual = mode.startsWith("json") ? await world.manual() : [];
  const [afterwards = ""] = repliesOf([AT_AN_END], mode, manual);
  const server = await startScriptedPlanner(planner, repliesOf(script, mode, manual), afterwards);
  return {
    model: { name: server.model, baseUrl: server.baseUrl, apiKey: "none" },
    contextTokens: SCRIPT_CONTEXT_TOKENS,
    showImages: false,
    close: () => server.close(),
  };
};

/** What the oracle does where nothing goes wrong, as a program that never looks. */
const blindProgram = async (
  world: EvalWorld,
  settings: EpisodeSettings,
  { facts, turns }: Omit<Planned, "job">,
  signal: AbortSignal,
): Promise<string> => {
  const endpoint = await startScripted(world, "oracle", facts.oracle, "code");
  const calls = new MotionCalls();
  try {
    const subject = { facts, mode: "code", turns, endpoint, perturbed: false };
    await inTaskSession(world, settings, subject, async (session) => {
      session.events.subscribe(calls.add);
      await session.instruct(facts.instruction, null, signal);
    });
  } finally {
    await endpoint.close();
  }
  return calls.program();
};
