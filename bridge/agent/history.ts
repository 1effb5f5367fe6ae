import { clip } from "./clip.ts";
import type { ModelImage, ModelMessage } from "./model-client.ts";
import { messageTokens, textTokens } from "./tokens.ts";

interface Entry {
  readonly kind: "instruction" | "reply" | "observation";
  text: string;
  images: readonly ModelImage[];
}

export interface HistoryOptions {
  readonly systemPrompt: string;
  /** Taken instead where the window is too small for the other. */
  readonly compactSystemPrompt?: string;
  /** Tokens of the native tools that go with the whole system prompt. */
  readonly toolTokens?: number;
  /** The model's context window, in tokens. */
  readonly contextTokens: number;
}

/** Of the window, what the system prompt may take before the compact one is used. */
const SYSTEM_SHARE = 0.5;
/** Condensing goes down to this share of the budget, so that the start of the prompt stays the same for some turns. */
const CONDENSE_TO = 0.8;
const OLD_OBSERVATION = 300;
const SMALLEST = 160;
const IMAGES_SHOWN = 4;

/**
 * The conversation with the model, kept within its context window. The system prompt and the running instruction stay
 * whole; old observations are shortened first, then old turns are dropped with a note; pictures go with the latest
 * message only.
 */
export class History {
  readonly #options: HistoryOptions;
  #entries: Entry[] = [];
  #dropped = 0;
  #window: number;
  /** Measured over guessed tokens; above 1 for tokenizers that are worse than the guess. */
  #factor = 1;
  #guessed = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#window = options.contextTokens;
  }

  get window(): number {
    return this.#window;
  }

  addInstruction(text: string): void {
    this.#entries.push({ kind: "instruction", text, images: [] });
  }

  addReply(text: string): void {
    this.#entries.push({ kind: "reply", text: text.trim() === "" ? "(empty reply)" : text, images: [] });
  }

  addObservation(text: string, images: readonly ModelImage[] = []): void {
    for (const entry of this.#entries) entry.images = [];
    this.#entries.push({ kind: "observation", text, images: images.slice(-IMAGES_SHOWN) });
  }

  /** Forgets the conversation; what was learnt about the window stays. */
  clear(): void {
    this.#entries = [];
    this.#dropped = 0;
  }

  /** Learns from the server's count of the last prompt how far the guess was off. */
  measured(promptTokens: number): void {
    if (this.#guessed > 0)
      this.#factor = Math.min(3, Math.max(1, this.#factor, promptTokens / this.#guessed));
  }

  /** The server said that the prompt was too long: plan with the window it named, or with half of the one before. */
  overflowed(windowTokens: number | null): void {
    const half = Math.floor(this.#window / 2);
    this.#window = windowTokens !== null && windowTokens < this.#window ? windowTokens : half;
  }

  /** Tokens left free for the reply. */
  get replyTokens(): number {
    return Math.min(4096, Math.max(256, Math.floor(this.#window * 0.2)));
  }

  /** The messages of the next request, roles alternating, or null when not even the least of them fit the window. */
  messages(): ModelMessage[] | null {
    const budget = (this.#window - this.replyTokens) / this.#factor;
    if (this.#tokens(this.#compose()) > budget) this.#condense(budget);
    const messages = this.#compose();
    this.#guessed = this.#tokens(messages);
    return this.#guessed <= budget ? messages : null;
  }

  /** The system prompt that fits the window. */
  get system(): string {
    const { systemPrompt, compactSystemPrompt } = this.#options;
    return this.compact ? (compactSystemPrompt ?? systemPrompt) : systemPrompt;
  }

  /** Whether the window has no room for the whole system prompt; native tools are left out then, too. */
  get compact(): boolean {
    const { systemPrompt, toolTokens = 0 } = this.#options;
    return (textTokens(systemPrompt) + toolTokens) * this.#factor > this.#window * SYSTEM_SHARE;
  }

  #tokens(messages: readonly ModelMessage[]): number {
    const tools = this.compact ? 0 : (this.#options.toolTokens ?? 0);
    return messages.reduce((sum, message) => sum + messageTokens(message), tools);
  }

  #compose(): ModelMessage[] {
    const messages: ModelMessage[] = [{ role: "system", content: this.system }];
    for (const entry of this.#entries) {
      const role = entry.kind === "reply" ? "assistant" : "user";
      const last = messages.at(-1);
      // Many chat templates refuse two messages of one role in a row.
      if (last?.role === role) {
        last.content += `\n\n${entry.text}`;
        if (entry.images.length > 0) last.images = entry.images;
      } else
        messages.push({
          role,
          content: entry.text,
          ...(entry.images.length > 0 ? { images: entry.images } : {}),
        });
    }
    if (this.#dropped > 0) {
      const note = `[${this.#dropped} earlier messages are left out here to fit the context window.]`;
      const first = messages[1];
      if (first?.role === "user") first.content += `\n\n${note}`;
      else messages.splice(1, 0, { role: "user", content: note });
    }
    return messages;
  }

  #condense(budget: number): void {
    const over = (limit: number) => (): boolean => this.#tokens(this.#compose()) > limit;
    this.#shortenOld(over(budget * CONDENSE_TO));
    this.#dropOld(over(budget * CONDENSE_TO));
    // What is left is the running instruction and the latest turn: cut only as far as they must be.
    if (over(budget)()) this.#dropImages();
    this.#cut((entry) => entry.kind !== "instruction", over(budget));
    this.#cut(() => true, over(budget));
  }

  #cut(which: (entry: Entry) => boolean, over: () => boolean): void {
    for (let keep = 2000; keep >= SMALLEST && over(); keep = Math.floor(keep * 0.7))
      for (const entry of this.#entries) if (which(entry)) entry.text = clip(entry.text, keep, keep);
  }

  #shortenOld(over: () => boolean): void {
    const recent = this.#entries.slice(-4);
    for (const entry of this.#entries) {
      if (entry.kind !== "observation" || recent.includes(entry)) continue;
      if (!over()) return;
      entry.text = clip(entry.text, OLD_OBSERVATION, OLD_OBSERVATION);
    }
  }

  /** Drops the oldest turns, and earlier instructions with them; the running instruction and the latest turn stay. */
  #dropOld(over: () => boolean): void {
    const running = this.#entries.findLastIndex((entry) => entry.kind === "instruction");
    const instruction = this.#entries[running];
    while (over()) {
      const kept = new Set([instruction, ...this.#entries.slice(-2)]);
      const at = this.#entries.findIndex((entry) => !kept.has(entry));
      if (at < 0) return;
      const answered = this.#entries[at + 1];
      const count = answered?.kind === "observation" && !kept.has(answered) ? 2 : 1;
      this.#entries.splice(at, count);
      this.#dropped += count;
    }
  }

  #dropImages(): void {
    for (const entry of this.#entries) {
      if (entry.images.length === 0) continue;
      entry.images = [];
      entry.text += "\n[The pictures did not fit the context window.]";
    }
  }
}
