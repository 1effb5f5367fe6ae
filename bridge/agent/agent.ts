import { randomUUID } from "node:crypto";
import type { Executor } from "../executor/types.ts";
import {
  type ApprovalAnswer,
  type ApprovalRequest,
  type Emit,
  type Event,
  type Outcome,
  UserError,
} from "../protocol/index.ts";
import { announcement, correctionOf } from "./correction.ts";
import { History } from "./history.ts";
import type { ModelClient, ModelReply } from "./model-client.ts";
import { ContextOverflow } from "./model-errors.ts";
import { codeMode } from "./modes/code.ts";
import type { ActionMode, ParsedReply } from "./modes/mode.ts";
import { correctionText, observationText } from "./observation.ts";
import { pastConversation } from "./past-conversation.ts";
import { StuckDetector } from "./stuck.ts";
import { textTokens } from "./tokens.ts";

/** Whoever watches and can be asked. */
export interface Person {
  /** @returns null when nobody can answer */
  ask(question: string, options: readonly string[] | null, signal: AbortSignal): Promise<string | null>;
  /** Decides about code, or a motion, of the agent. @returns null when nobody can answer */
  approve(
    request: ApprovalRequest,
    signal: AbortSignal,
  ): Promise<(ApprovalAnswer & { readonly by: string }) | null>;
}

/** Asked before an action runs: what runs in its place, or why nothing does, and whether nobody could be asked. */
export type ReviewAction = (
  code: string,
  action: { readonly turn: number },
  signal: AbortSignal,
) => Promise<{ readonly run: string } | { readonly rejected: string; readonly nobody: boolean }>;

export interface AgentOptions {
  readonly executor: Executor;
  readonly model: ModelClient;
  readonly emit: Emit;
  /** How it acts; by Python when not given. */
  readonly mode?: ActionMode;
  readonly systemPrompt: string;
  /** Taken instead where the model's window turns out too small for the other. */
  readonly compactSystemPrompt?: string;
  readonly person: Person;
  /** Without it every action runs as the model wrote it. */
  readonly review?: ReviewAction;
  /** Replies of the model in one episode. */
  readonly maxTurns?: number;
  /** Wall seconds of one action. */
  readonly actionTimeoutS?: number;
  /** The model's context window; where it is not known, what a server says when it overflows counts. */
  readonly contextTokens?: number;
  /** Tokens of one episode, prompts and replies together; null for no limit. */
  readonly tokenBudget?: number | null;
  /** Whether the model is sent the pictures of an observation. */
  readonly showImages?: boolean;
}

export interface EpisodeResult {
  readonly outcome: Outcome;
  readonly turns: number;
  readonly actions: number;
  readonly primitive_calls: number;
  readonly summary: string;
}

interface Episode {
  readonly signal: AbortSignal;
  readonly stuck: StuckDetector;
  readonly lastTurn: number;
  /** What a person wrote to be run in the first turn, in place of a reply of the model. */
  given: string | null;
  turn: number;
  actions: number;
  primitiveCalls: number;
  tokens: number;
  announced: boolean;
}

type Ending = Pick<EpisodeResult, "outcome" | "summary">;

const DEFAULT_CONTEXT_TOKENS = 32_768;

/**
 * The turn loop between model, user and environment (CodeAct, ICML 2024): a reply with code goes to the executor and
 * comes back as an observation; a reply in words goes to the user and ends the episode. The conversation, like the
 * interpreter, lives on over episodes.
 */
export class Agent {
  readonly #options: AgentOptions;
  readonly #mode: ActionMode;
  readonly #maxTurns: number;
  readonly #actionTimeoutS: number;
  readonly #history: History;
  #running = false;
  #unanswered: string | null = null;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#mode = options.mode ?? codeMode;
    this.#maxTurns = options.maxTurns ?? 10;
    this.#actionTimeoutS = options.actionTimeoutS ?? 60;
    this.#history = new History({
      systemPrompt: options.systemPrompt,
      ...(options.compactSystemPrompt === undefined
        ? {}
        : { compactSystemPrompt: options.compactSystemPrompt }),
      toolTokens: textTokens(this.#mode.tools.length > 0 ? JSON.stringify(this.#mode.tools) : ""),
      contextTokens: options.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    });
  }

  /** What the model is told before all else. */
  get systemPrompt(): string {
    return this.#history.system;
  }

  /** Forgets the conversation. */
  reset(): void {
    this.#history.clear();
  }

  /** Takes up the conversation of recorded events in place of its own. */
  takeUp(events: readonly Event[]): void {
    this.#history.clear();
    for (const said of pastConversation(events)) {
      if (said.kind === "instruction") this.#history.addInstruction(said.text);
      else if (said.kind === "reply") this.#history.addReply(said.text);
      else this.#history.addObservation(said.text, this.#options.showImages ? said.images : []);
    }
  }

  /**
   * Asks the person on behalf of the running program (the primitive user.ask). Without an answer the episode ends as
   * needs_user after the action.
   */
  async ask(
    question: string,
    options: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    const question_id = randomUUID();
    this.#options.emit({
      type: "question",
      question_id,
      text: question,
      options: options === null ? null : [...options],
    });
    const answer = await this.#options.person.ask(question, options, signal);
    this.#options.emit({ type: "answer", question_id, text: answer });
    if (answer === null) this.#unanswered = question;
    return answer;
  }

  /**
   * Carries out one instruction. Never rejects for what the model, the program or the network do: that is the outcome.
   *
   * @param instruction null: the one that the conversation has
   * @param options `firstTurn`: counted from there; `code`: what a person wrote for that turn, in place of the model
   * @throws UserError when an episode is running already
   */
  async runEpisode(
    instruction: string | null,
    options: {
      readonly signal?: AbortSignal;
      readonly firstTurn?: number;
      readonly code?: string | null;
    } = {},
  ): Promise<EpisodeResult> {
    if (this.#running)
      throw new UserError("The agent is busy with another task. Wait for its end, or stop it first.");
    this.#running = true;
    const before = (options.firstTurn ?? 1) - 1;
    const episode: Episode = {
      signal: options.signal ?? new AbortController().signal,
      stuck: new StuckDetector(),
      lastTurn: before + this.#maxTurns,
      given: options.code ?? null,
      turn: before,
      actions: 0,
      primitiveCalls: 0,
      tokens: 0,
      announced: false,
    };
    try {
      if (instruction !== null) {
        this.#options.emit({ type: "user_message", text: instruction });
        this.#history.addInstruction(instruction);
      }
      const ending = await this.#untilEnd(episode);
      if (ending.outcome === "stopped") this.#history.addObservation(`[${ending.summary}]`);
      return {
        ...ending,
        turns: episode.turn,
        actions: episode.actions,
        primitive_calls: episode.primitiveCalls,
      };
    } finally {
      this.#running = false;
    }
  }

  async #untilEnd(episode: Episode): Promise<Ending> {
    try {
      while (episode.turn < episode.lastTurn) {
        if (episode.signal.aborted) return stopped(episode.signal);
        episode.turn += 1;
        const ending = await this.#turn(episode);
        if (ending) return ending;
      }
      return {
        outcome: "turn_limit",
        summary: `The limit of ${this.#maxTurns} turns was reached before the task was done.`,
      };
    } catch (error) {
      if (episode.signal.aborted) return stopped(episode.signal);
      const summary = (error as Error).message;
      this.#options.emit({ type: "notice", level: "error", text: summary });
      return { outcome: "error", summary };
    }
  }

  async #turn(episode: Episode): Promise<Ending | null> {
    const { turn } = episode;
    const { emit } = this.#options;
    emit({ type: "turn_start", turn, turns_left: episode.lastTurn - turn });
    const { given } = episode;
    if (given !== null) return this.#actGiven(given, episode);
    const reply = await this.#complete(episode);
    const parsed = this.#mode.parse(reply);
    emit({
      type: "reply",
      turn,
      text: this.#mode.written(reply),
      thought: parsed.thought,
      code: parsed.code,
    });
    if (reply.usage) emit({ type: "usage", turn, ...reply.usage });
    this.#history.addReply(parsed.kept);
    if (episode.signal.aborted) return stopped(episode.signal);
    const correction = this.#correctionOf(parsed, reply, episode);
    const ending =
      correction !== null
        ? this.#correct(correction, episode)
        : parsed.code !== null
          ? await this.#act(parsed.code, parsed.otherBlocks, episode)
          : ({ outcome: "answered", summary: parsed.answer ?? "" } as const);
    return ending ?? this.#overBudget(episode);
  }

  /** A turn whose action a person wrote; the conversation has it as the model's own. */
  async #actGiven(code: string, episode: Episode): Promise<Ending | null> {
    episode.given = null;
    const text = this.#mode.asReply(code);
    this.#options.emit({ type: "reply", turn: episode.turn, text, thought: "", code });
    this.#history.addReply(text);
    return this.#execute(code, { code, by: "person", otherBlocks: 0 }, episode);
  }

  /** Asks the model, planning with a smaller window as often as the server says that the prompt is too long. */
  async #complete(episode: Episode): Promise<ModelReply> {
    const { emit, model } = this.#options;
    for (;;) {
      const messages = this.#history.messages();
      if (!messages)
        throw new UserError(
          `The model's context window (${this.#history.window} tokens) is too small for the prompt. Start with --context-tokens ${this.#history.window} for the compact prompt, or use a model with a larger window.`,
        );
      try {
        const reply = await model.complete({
          messages,
          ...(this.#history.compact ? {} : { tools: this.#mode.tools }),
          stop: this.#mode.stop,
          signal: episode.signal,
          onDelta: (text) => emit({ type: "reply_delta", turn: episode.turn, text }),
          onNotice: (text) => emit({ type: "notice", level: "warning", text }),
        });
        if (reply.usage) this.#history.measured(reply.usage.prompt_tokens);
        episode.tokens += reply.usage
          ? reply.usage.prompt_tokens + reply.usage.completion_tokens
          : messages.reduce((sum, message) => sum + textTokens(message.content), textTokens(reply.text));
        return reply;
      } catch (error) {
        if (!(error instanceof ContextOverflow)) throw error;
        this.#history.overflowed(error.windowTokens);
        emit({
          type: "notice",
          level: "warning",
          text: `The prompt was too long for the model; the conversation is condensed to ${this.#history.window} tokens.`,
        });
      }
    }
  }

  #correctionOf(parsed: ParsedReply, reply: ModelReply, episode: Episode): string | null {
    const wrong = correctionOf(parsed, reply.finishReason, this.#mode);
    if (wrong !== null) return wrong;
    // Who announces again means it as an answer.
    const announced = episode.announced ? null : announcement(parsed, this.#mode);
    episode.announced = announced !== null;
    return announced;
  }

  #correct(correction: string, episode: Episode): Ending | null {
    const text = correctionText(correction, episode.lastTurn - episode.turn);
    this.#observed(text, episode);
    const verdict = episode.stuck.silent();
    return verdict ? { outcome: "gave_up", summary: verdict.note } : null;
  }

  async #act(written: string, otherBlocks: number, episode: Episode): Promise<Ending | null> {
    const { turn, signal } = episode;
    const reviewed = (await this.#options.review?.(written, { turn }, signal)) ?? { run: written };
    if (signal.aborted) return stopped(signal);
    if ("rejected" in reviewed) return this.#notRun(written, reviewed, episode);
    return this.#execute(reviewed.run, { code: written, by: "agent", otherBlocks }, episode);
  }

  /** Runs code and observes what comes of it; `written` is what the model believes to have written. */
  async #execute(
    code: string,
    written: { readonly code: string; readonly by: "agent" | "person"; readonly otherBlocks: number },
    episode: Episode,
  ): Promise<Ending | null> {
    this.#unanswered = null;
    const result = await this.#options.executor.execute(code, {
      turn: episode.turn,
      by: written.by,
      timeoutS: this.#actionTimeoutS,
      signal: episode.signal,
    });
    episode.actions += 1;
    episode.primitiveCalls += result.calls;
    const seen = [result.output, result.value, result.error?.message, ...result.receipts].join("\n");
    const verdict = episode.stuck.acted(code, seen);
    const showImages = this.#options.showImages === true;
    const text = observationText(result, {
      turnsLeft: episode.lastTurn - episode.turn,
      othersNotRun: written.otherBlocks > 0 ? this.#mode.othersNotRun(written.otherBlocks) : "",
      imagesShown: showImages,
      actionTimeoutS: this.#actionTimeoutS,
      editedCode: code === written.code ? null : code,
      note: verdict?.note ?? "",
    });
    this.#observed(text, episode, showImages ? result.images : []);
    if (episode.signal.aborted) return stopped(episode.signal);
    if (this.#unanswered !== null) return { outcome: "needs_user", summary: this.#unanswered };
    if (result.ended)
      return { outcome: result.ended.by === "finish" ? "finished" : "gave_up", summary: result.ended.text };
    return verdict?.ends ? { outcome: "gave_up", summary: verdict.note } : null;
  }

  /** An action that a person did not approve: the model is told why, and has used a turn. */
  #notRun(
    code: string,
    { rejected, nobody }: { readonly rejected: string; readonly nobody: boolean },
    episode: Episode,
  ): Ending | null {
    const verdict = episode.stuck.acted(code, rejected);
    const next = "Change what was objected to, or ask with user.ask().";
    const text = [rejected, next, verdict?.note ?? ""].filter((part) => part !== "").join(" ");
    this.#observed(correctionText(text, episode.lastTurn - episode.turn), episode);
    if (nobody) return { outcome: "needs_user", summary: rejected };
    return verdict?.ends ? { outcome: "gave_up", summary: verdict.note } : null;
  }

  #observed(text: string, episode: Episode, images: Parameters<History["addObservation"]>[1] = []): void {
    this.#options.emit({ type: "observation", turn: episode.turn, text });
    this.#history.addObservation(text, images);
  }

  #overBudget(episode: Episode): Ending | null {
    const budget = this.#options.tokenBudget ?? null;
    if (budget === null || episode.tokens < budget) return null;
    return {
      outcome: "turn_limit",
      summary: `The budget of ${budget} tokens was used up (${episode.tokens}) before the task was done.`,
    };
  }
}

const stopped = (signal: AbortSignal): Ending => {
  const by = typeof signal.reason === "string" ? ` (${signal.reason})` : "";
  return { outcome: "stopped", summary: `The task was stopped${by}.` };
};
