import { parseLimits } from "../executor/limits.ts";
import type { SessionOptions } from "../main.ts";
import { memoryFolder } from "../memory/memory-folder.ts";
import { type ActionModeName, type ApprovalMode, type Price, UserError } from "../protocol/index.ts";

/** The flags that start, run and exec share, as commander hands them over. */
export interface SessionFlags {
  robot: string;
  profile?: string;
  scene: string;
  seed: number;
  clock: "realtime" | "fast";
  mode?: ActionModeName;
  model?: string;
  baseUrl?: string;
  price?: string;
  modelTimeoutS: number;
  contextTokens?: number;
  maxTurns: number;
  timeoutS: number;
  sandbox: SessionOptions["sandbox"];
  limit: string[];
  approve?: ApprovalMode;
  approveTimeoutS?: number;
  memory?: string;
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

/**
 * Reads "2.5,10": US dollars for a million tokens that the model reads, and for a million that it writes.
 *
 * @throws UserError for anything else
 */
export const parsePrice = (text: string): Price => {
  const [prompt, completion, ...more] = text.split(",").map((part) => part.trim());
  const isNumber = (part: string | undefined): part is string => /^\d{1,7}(\.\d{1,9})?$/.test(part ?? "");
  if (!isNumber(prompt) || !isNumber(completion) || more.length > 0)
    throw new UserError(
      `--price ${text} is not two numbers with a comma between: US dollars for a million tokens read, and for a million written, such as --price 2.5,10.`,
      2,
    );
  return { prompt: Number(prompt), completion: Number(completion) };
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
    mode: flags.mode ?? "code",
    model: modelFromFlags(flags),
    price: flags.price === undefined ? null : parsePrice(flags.price),
    modelTimeoutS: flags.modelTimeoutS,
    contextTokens: flags.contextTokens,
    maxTurns: flags.maxTurns,
    actionTimeoutS: flags.timeoutS,
    sandbox: flags.sandbox,
    limits: parseLimits(flags.limit),
    approve: flags.approve,
    approveTimeoutS: flags.approveTimeoutS,
    memory: flags.memory === "none" ? null : (flags.memory ?? memoryFolder()),
    onRecordingFailure: flags.onRecordingFailure,
  };
};
