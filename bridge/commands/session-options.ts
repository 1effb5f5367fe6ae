import { parseLimits } from "../executor/limits.ts";
import type { SessionOptions } from "../main.ts";
import { type ApprovalMode, UserError } from "../protocol/index.ts";

/** The flags that start, run and exec share, as commander hands them over. */
export interface SessionFlags {
  robot: string;
  profile?: string;
  scene: string;
  seed: number;
  clock: "realtime" | "fast";
  mode: "code";
  model?: string;
  baseUrl?: string;
  modelTimeoutS: number;
  contextTokens?: number;
  maxTurns: number;
  timeoutS: number;
  sandbox: SessionOptions["sandbox"];
  limit: string[];
  approve?: ApprovalMode;
  approveTimeoutS?: number;
  onRecordingFailure: "go-on" | "stop";
}

/**
 * Where the model is, from flags and environment; null when the offline planner is to be used.
 *
 * @throws UserError when an endpoint is named without a model, or the base URL is none
 */
export const modelFromFlags = (flags: { model?: string; baseUrl?: string }): SessionOptions["model"] => {
  const baseUrl = flags.baseUrl ?? (process.env["OPENAI_BASE_URL"] || undefined);
  const apiKey = process.env["OPENAI_API_KEY"] || undefined;
  const name = flags.model ?? (process.env["CODEACT_MODEL"] || undefined);
  if (!baseUrl && !apiKey) {
    if (flags.model)
      throw new UserError(
        `--model ${flags.model} needs a server: set OPENAI_API_KEY, or --base-url of any OpenAI-compatible server. Leave --model out for the offline planner.`,
        2,
      );
    return null;
  }
  if (baseUrl && !/^https?:\/\/[^\s/]+/.test(baseUrl))
    throw new UserError(
      `--base-url ${baseUrl} is no http:// or https:// address, such as http://127.0.0.1:8000/v1.`,
      2,
    );
  if (!name)
    throw new UserError("No model is named for the endpoint: give --model NAME or set CODEACT_MODEL.", 2);
  return { name, ...(baseUrl ? { baseUrl } : {}), ...(apiKey ? { apiKey } : {}) };
};

/** @throws UserError for a robot that is neither sim nor a WebSocket address */
export const sessionOptions = (flags: SessionFlags): SessionOptions => {
  if (flags.robot !== "sim" && !/^wss?:\/\/[^\s/]+/.test(flags.robot))
    throw new UserError(
      `--robot ${flags.robot} is neither "sim" nor a ws:// address, such as ws://192.168.1.10:9090.`,
      2,
    );
  return {
    robot: flags.robot,
    profile: flags.profile,
    scene: flags.scene,
    seed: flags.seed,
    clock: flags.clock,
    mode: flags.mode,
    model: modelFromFlags(flags),
    modelTimeoutS: flags.modelTimeoutS,
    contextTokens: flags.contextTokens,
    maxTurns: flags.maxTurns,
    actionTimeoutS: flags.timeoutS,
    sandbox: flags.sandbox,
    limits: parseLimits(flags.limit),
    approve: flags.approve,
    approveTimeoutS: flags.approveTimeoutS,
    onRecordingFailure: flags.onRecordingFailure,
  };
};
