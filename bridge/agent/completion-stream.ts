import type { ChatCompletion, ChatCompletionChunk } from "openai/resources/chat/completions";
import type { ModelReply } from "./model-client.ts";

interface PartialCall {
  name: string;
  arguments: string;
}

/** Puts the chunks of a streamed completion together; reasoning that a server sends apart stands in <think> tags. */
export class CompletionBuilder {
  readonly #onDelta: (text: string) => void;
  readonly #calls = new Map<number, PartialCall>();
  #text = "";
  #reasoning = false;
  #finishReason: string | null = null;
  #usage: ModelReply["usage"] = null;
  #chunks = 0;

  constructor(onDelta: (text: string) => void) {
    this.#onDelta = onDelta;
  }

  get chunks(): number {
    return this.#chunks;
  }

  /** @returns whether the chunk carried anything; empty ones are no sign of life of the model */
  add(chunk: ChatCompletionChunk): boolean {
    if (chunk === null || typeof chunk !== "object") return false;
    this.#chunks += 1;
    const usage = this.#readUsage(chunk.usage);
    const choice = chunk.choices?.[0];
    if (!choice) return usage;
    const delta = choice.delta as
      | (typeof choice.delta & { reasoning_content?: unknown; reasoning?: unknown })
      | undefined;
    const thought = delta?.reasoning_content ?? delta?.reasoning;
    if (typeof thought === "string" && thought !== "") {
      if (!this.#reasoning) this.#say("<think>");
      this.#reasoning = true;
      this.#say(thought);
    }
    const calls = delta?.tool_calls ?? [];
    const spoke = typeof delta?.content === "string" && delta.content !== "";
    if (spoke || calls.length > 0 || choice.finish_reason) this.#endReasoning();
    if (spoke) this.#say(delta?.content ?? "");
    for (const [position, call] of calls.entries()) {
      const index = call.index ?? position;
      const partial = this.#calls.get(index) ?? { name: "", arguments: "" };
      partial.name += call.function?.name ?? "";
      partial.arguments += call.function?.arguments ?? "";
      this.#calls.set(index, partial);
    }
    if (choice.finish_reason) this.#finishReason = choice.finish_reason;
    return spoke || thought !== undefined || calls.length > 0 || Boolean(choice.finish_reason) || usage;
  }

  /** A server that does not stream sends the whole completion at once. */
  addWhole(completion: ChatCompletion): void {
    for (const choice of completion.choices.slice(0, 1))
      this.add({
        ...completion,
        object: "chat.completion.chunk",
        usage: completion.usage ?? null,
        choices: [
          {
            index: 0,
            finish_reason: choice.finish_reason ?? "stop",
            delta: {
              ...choice.message,
              tool_calls: choice.message.tool_calls?.flatMap((call, index) =>
                call.type === "function" ? [{ ...call, index }] : [],
              ),
            } as ChatCompletionChunk.Choice.Delta,
          },
        ],
      });
  }

  reply(): ModelReply {
    this.#endReasoning();
    return {
      text: this.#text,
      toolCalls: [...this.#calls.values()],
      usage: this.#usage,
      finishReason: this.#finishReason,
    };
  }

  #readUsage(usage: ChatCompletionChunk["usage"]): boolean {
    if (!usage || typeof usage.prompt_tokens !== "number") return false;
    this.#usage = { prompt_tokens: usage.prompt_tokens, completion_tokens: usage.completion_tokens ?? 0 };
    return true;
  }

  #endReasoning(): void {
    if (this.#reasoning) this.#say("</think>\n");
    this.#reasoning = false;
  }

  #say(text: string): void {
    this.#text += text;
    this.#onDelta(text);
  }
}
