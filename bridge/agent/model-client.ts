import { setTimeout as delay } from "node:timers/promises";
import OpenAI from "openai";
import { Stream } from "openai/core/streaming";
import type { ChatCompletion, ChatCompletionChunk } from "openai/resources/chat/completions";
import { UserError } from "../protocol/index.ts";
import { CompletionBuilder } from "./completion-stream.ts";
import { fetchWithErrorBody } from "./error-body.ts";
import { patientDispatcher } from "./fetch-dispatcher.ts";
import {
  classifyFailure,
  type Endpoint,
  type ModelFailure,
  ModelSilence,
  oneLine,
  type Retry,
} from "./model-errors.ts";
import { ServerQuirks, type Wishes } from "./server-quirks.ts";

export interface ModelImage {
  readonly source: string;
  readonly png: Uint8Array;
}

export interface ModelMessage {
  role: "system" | "user" | "assistant";
  content: string;
  images?: readonly ModelImage[];
}

/** A function that a model may call, where its server has function calling. */
export interface NativeTool {
  /** Letters, digits, _ and -, as the API has it. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly parameters: Record<string, unknown>;
}

/** A native call as the model made it; what it calls may not exist, and the arguments may be no JSON. */
export interface NativeCall {
  readonly name: string;
  readonly arguments: string;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  /** Offered where the server takes them. */
  readonly tools?: readonly NativeTool[];
  /** The model stops before these; servers leave them out of the text. */
  readonly stop: readonly string[];
  readonly signal: AbortSignal;
  /** Told the words as they come. */
  readonly onDelta: (text: string) => void;
  /** Told of retries and of what the server does not take, a line each. */
  readonly onNotice?: (text: string) => void;
}

export interface ModelReply {
  readonly text: string;
  readonly toolCalls: readonly NativeCall[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  /** As the server said: stop, length, tool_calls, …; null when the stream broke off without one. */
  readonly finishReason: string | null;
}

export interface ModelClient {
  /**
   * Asks for one reply.
   *
   * @throws UserError with what to do, ContextOverflow, or an AbortError
   */
  complete(request: ModelRequest): Promise<ModelReply>;
}

export interface ModelClientOptions {
  /** Of any OpenAI-compatible server; OpenAI's own when missing. */
  readonly baseUrl?: string | undefined;
  readonly apiKey: string;
  readonly model: string;
  /** Longest silence of the model in seconds; a reply that keeps coming may take any time. */
  readonly timeoutS: number;
  readonly temperature?: number | undefined;
  readonly retry?: { readonly attempts: number; readonly firstDelayMs: number };
}

const LONGEST_DELAY_MS = 8_000;
const LONGEST_RETRY_AFTER_MS = 60_000;

/** @throws UserError for a base URL that is none, and for a key that cannot be sent */
export const createModelClient = (options: ModelClientOptions): ModelClient => new ChatCompletions(options);

class ChatCompletions implements ModelClient {
  readonly #client: OpenAI;
  readonly #endpoint: Endpoint;
  readonly #wishes: Wishes;
  readonly #key: string;
  readonly #retry: { readonly attempts: number; readonly firstDelayMs: number };
  readonly #quirks = new ServerQuirks();

  constructor(options: ModelClientOptions) {
    const baseUrl = (options.baseUrl ?? "https://api.openai.com/v1").replace(/\/+$/, "");
    if (!URL.canParse(baseUrl) || !/^https?:/i.test(baseUrl))
      throw new UserError(
        `The base URL ${baseUrl} is no http:// or https:// address, such as http://127.0.0.1:8000/v1.`,
        2,
      );
    this.#key = options.apiKey.trim();
    if (!/^[\x21-\x7e]*$/.test(this.#key))
      throw new UserError(
        "OPENAI_API_KEY holds spaces or characters that cannot be sent. Copy the key afresh.",
        2,
      );
    this.#endpoint = { baseUrl, model: options.model, timeoutS: options.timeoutS };
    this.#wishes = { model: options.model, temperature: options.temperature };
    this.#retry = options.retry ?? { attempts: 5, firstDelayMs: 500 };
    this.#client = new OpenAI({
      baseURL: baseUrl,
      apiKey: this.#key || "none",
      maxRetries: 0,
      logLevel: "off",
      // The silence timer below is the one that counts.
      timeout: Math.min(2 ** 31 - 1, options.timeoutS * 1000 + 60_000),
      fetchOptions: patientDispatcher(options.timeoutS),
      fetch: fetchWithErrorBody,
    });
  }

  async complete(request: ModelRequest): Promise<ModelReply> {
    for (let attempt = 1; ; ) {
      throwIfAborted(request.signal);
      try {
        return await this.#once(request);
      } catch (error) {
        throwIfAborted(request.signal);
        const failure = classifyFailure(error, this.#endpoint);
        if (this.#learned(failure, request)) continue;
        const again = retryOf(failure);
        if (!again) throw this.#withoutKey(await this.#finalError(failure, request.signal));
        const waitMs = again.afterMs ?? backOffMs(this.#retry.firstDelayMs, attempt);
        const what = this.#redacted(again.what);
        const { baseUrl } = this.#endpoint;
        if (attempt >= this.#retry.attempts)
          throw new UserError(
            `The model server at ${baseUrl} ${what}, ${attempt} times in a row. Try again later, or use another --model or --base-url.`,
          );
        if (waitMs > LONGEST_RETRY_AFTER_MS)
          throw new UserError(
            `The model server at ${baseUrl} ${what}, and asks to wait ${Math.ceil(waitMs / 1000)} s. Try again after that.`,
          );
        request.onNotice?.(
          `The model server ${what}. Trying again in ${(waitMs / 1000).toFixed(1)} s (${attempt} of ${this.#retry.attempts - 1}).`,
        );
        attempt += 1;
        await delay(waitMs, undefined, { signal: request.signal });
      }
    }
  }

  async #once(request: ModelRequest): Promise<ModelReply> {
    const attempt = new AbortController();
    const abort = (): void => attempt.abort();
    request.signal.addEventListener("abort", abort, { once: true });
    let silent = false;
    const silence = setTimeout(() => {
      silent = true;
      attempt.abort();
    }, this.#endpoint.timeoutS * 1000);
    try {
      const builder = new CompletionBuilder(request.onDelta);
      await this.#receive(builder, request, attempt, () => silence.refresh());
      // A stream that is aborted ends without an error.
      if (silent) throw new ModelSilence();
      throwIfAborted(request.signal);
      return builder.reply();
    } catch (error) {
      throw silent ? new ModelSilence() : error;
    } finally {
      clearTimeout(silence);
      request.signal.removeEventListener("abort", abort);
      attempt.abort();
    }
  }

  async #receive(
    builder: CompletionBuilder,
    request: ModelRequest,
    attempt: AbortController,
    alive: () => void,
  ): Promise<void> {
    const response = await this.#client.chat.completions
      .create(this.#quirks.body(request, this.#wishes), { signal: attempt.signal })
      .asResponse();
    const type = response.headers.get("content-type") ?? "";
    if (/json|html/i.test(type)) {
      builder.addWhole(this.#wholeCompletion(await response.text()));
      return;
    }
    const chunks = Stream.fromSSEResponse<ChatCompletionChunk>(response, attempt, this.#client);
    for await (const chunk of chunks) if (builder.add(chunk)) alive();
    if (builder.chunks === 0 && !attempt.signal.aborted) throw this.#unreadable("an empty stream");
  }

  #wholeCompletion(body: string): ChatCompletion {
    let parsed: (Partial<ChatCompletion> & { error?: unknown }) | null = null;
    try {
      parsed = JSON.parse(body);
    } catch {
      throw this.#unreadable(oneLine(body));
    }
    if (!Array.isArray(parsed?.choices) || !parsed.choices[0]?.message) throw this.#unreadable(oneLine(body));
    return parsed as ChatCompletion;
  }

  #unreadable(what: string): UserError {
    return new UserError(
      `${this.#endpoint.baseUrl} answered with ${this.#redacted(what)} instead of a chat completion. Correct --base-url; for most servers it ends in /v1.`,
    );
  }

  #learned(failure: ModelFailure, request: ModelRequest): boolean {
    if (failure.kind !== "refused") return false;
    const lost = this.#quirks.learn(failure.message, request, this.#wishes);
    if (lost !== null) request.onNotice?.(lost);
    return lost !== null;
  }

  async #finalError(failure: ModelFailure, signal: AbortSignal): Promise<Error> {
    if (failure.kind === "missing") return this.#explainMissing(failure.message, signal);
    if (failure.kind === "retry") return new UserError(failure.what);
    return failure.error;
  }

  /** Whether the path or the model is wrong shows when the server is asked for its models. */
  async #explainMissing(message: string, signal: AbortSignal): Promise<UserError> {
    const { baseUrl, model } = this.#endpoint;
    try {
      const page = await this.#client.models.list({ signal, timeout: 5_000 });
      const names = page.data.map((each) => each.id);
      if (names.length > 0 && !names.includes(model))
        return new UserError(
          `The server at ${baseUrl} has no model ${model}. It has: ${oneLine(names.join(", "))}. Give one with --model.`,
        );
    } catch {
      throwIfAborted(signal);
    }
    if (/\bmodel\b/i.test(message))
      return new UserError(
        `The server at ${baseUrl} has no model ${model} (${message}). Give another with --model.`,
      );
    return new UserError(
      `There is no chat completions endpoint under ${baseUrl} (404: ${message}). Correct --base-url; for most servers it ends in /v1.`,
    );
  }

  #redacted(text: string): string {
    return this.#key.length > 7 ? text.replaceAll(this.#key, "[key]") : text;
  }

  #withoutKey(error: Error): Error {
    error.message = this.#redacted(error.message);
    return error;
  }
}

const retryOf = (failure: ModelFailure): Retry | null =>
  failure.kind === "retry" ? failure : failure.kind === "refused" ? failure.retry : null;

/** A signal's own reason may be any value; callers get an error. */
const throwIfAborted = (signal: AbortSignal): void => {
  if (signal.aborted) throw new DOMException("The request to the model was aborted.", "AbortError");
};

const backOffMs = (first: number, attempt: number): number =>
  Math.min(LONGEST_DELAY_MS, first * 2 ** (attempt - 1)) * (0.75 + Math.random() * 0.5);
