import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import type { ModelMessage, ModelRequest, NativeTool } from "./model-client.ts";

type Quirk = "stream_options" | "stop" | "temperature" | "tools" | "images" | "system";

const NAMED: Record<Quirk, RegExp> = {
  stream_options: /stream_options|include_usage/i,
  stop: /['"`]?\bstop\b['"`]?.{0,60}(support|unknown|unrecognized|permitted|not allowed|invalid)|(support|unknown|unrecognized|invalid|extra).{0,40}\bstop\b/i,
  temperature: /temperature/i,
  tools: /\btools?\b|tool_choice|function call/i,
  images: /image|vision|multi-?modal|content.{0,60}string|valid string|string.{0,60}content/i,
  system: /system role|role.{0,20}system|system.{0,30}(not supported|message)/i,
};

const LOST: Record<Quirk, string> = {
  stream_options: "The model server does not report token usage in a stream.",
  stop: "The model server takes no stop strings.",
  temperature: "The model takes no temperature.",
  tools: "The model server takes no tools; actions in the reply's text are read instead.",
  images: "The model takes no pictures; it goes on without them.",
  system: "The model takes no system message; it is put before the first user message.",
};

export interface Wishes {
  readonly model: string;
  readonly temperature: number | undefined;
}

const toolParam = ({ name, description, parameters }: NativeTool) => ({
  type: "function" as const,
  function: { name, description, parameters },
});

/** What a server turned out not to take; requests leave it out from then on. */
export class ServerQuirks {
  readonly #refused = new Set<Quirk>();

  /**
   * Looks in a refusal for an option that the request used.
   *
   * @returns what is lost by leaving it out, or null when the refusal is about something else
   */
  learn(message: string, request: ModelRequest, wishes: Wishes): string | null {
    const used: Record<Quirk, boolean> = {
      stream_options: true,
      stop: request.stop.length > 0,
      temperature: wishes.temperature !== undefined,
      tools: (request.tools ?? []).length > 0,
      images: request.messages.some((each) => (each.images ?? []).length > 0),
      system: request.messages[0]?.role === "system",
    };
    for (const quirk of Object.keys(NAMED) as Quirk[]) {
      if (!used[quirk] || this.#refused.has(quirk) || !NAMED[quirk].test(message)) continue;
      this.#refused.add(quirk);
      return LOST[quirk];
    }
    return null;
  }

  /** The request's body in the form that this server takes. */
  body(request: ModelRequest, wishes: Wishes): ChatCompletionCreateParamsStreaming {
    const takes = (quirk: Quirk): boolean => !this.#refused.has(quirk);
    const { tools = [] } = request;
    return {
      model: wishes.model,
      messages: this.#messages(request.messages),
      stream: true,
      ...(takes("stream_options") ? { stream_options: { include_usage: true } } : {}),
      ...(takes("stop") && request.stop.length > 0 ? { stop: [...request.stop] } : {}),
      ...(takes("temperature") && wishes.temperature !== undefined
        ? { temperature: wishes.temperature }
        : {}),
      ...(takes("tools") && tools.length > 0 ? { tools: tools.map(toolParam) } : {}),
    };
  }

  #messages(messages: readonly ModelMessage[]): ChatCompletionMessageParam[] {
    const [first, second, ...rest] = messages;
    if (first?.role === "system" && this.#refused.has("system")) {
      const merged: ModelMessage = {
        ...second,
        role: "user",
        content: `${first.content}\n\n${second?.content ?? ""}`.trim(),
      };
      return [merged, ...rest].map((message) => this.#message(message));
    }
    return messages.map((message) => this.#message(message));
  }

  #message({ role, content, images }: ModelMessage): ChatCompletionMessageParam {
    if (role !== "user" || images === undefined || images.length === 0) return { role, content };
    if (this.#refused.has("images"))
      return { role, content: `${content}\n[The pictures are left out: they cannot be shown to you.]` };
    return {
      role,
      content: [
        { type: "text", text: content },
        ...images.flatMap((image) => [
          { type: "text" as const, text: `${image.source}:` },
          { type: "image_url" as const, image_url: { url: dataUrl(image.png) } },
        ]),
      ],
    };
  }
}

const dataUrl = (png: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString("base64")}`;
