import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const WINDOW_TOKENS = 4096;
/** Of ChatML, around each message: <|im_start|>role … <|im_end|>. */
const MESSAGE_TOKENS = 5;

interface Message {
  readonly role: string;
  readonly content: string;
}

interface Seen {
  /** Prompts that were refused for their length. */
  refused: number;
  /** Tokens of the longest prompt that was answered. */
  longest: number;
}

/** As Llama's tokenizer does about: four letters, or one digit. */
const tokensOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, { content }) => {
    const digits = content.match(/\d/g)?.length ?? 0;
    return sum + MESSAGE_TOKENS + digits + Math.ceil((content.length - digits) / 4);
  }, 0);

/**
 * An endpoint that behaves as CodeActAgent's (Llama-2 7B behind vLLM): a window of 4k tokens that refuses what is
 * longer, ChatML's alternating roles, `<execute>` whose closing tag is dropped since it is a stop string.
 *
 * @param reply the model's next reply to an instruction, with all that a stop string would end
 */
export const startCodeActAgent = async (reply: (instruction: string) => string) => {
  const seen: Seen = { refused: 0, longest: 0 };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString());
    const messages: Message[] = body.messages;
    const fail = (message: string): void =>
      void response
        .writeHead(400, { "content-type": "application/json" })
        .end(JSON.stringify({ object: "error", message, type: "BadRequestError", code: 400 }));
    const roles = messages.map(({ role }) => role).filter((role) => role !== "system");
    if (roles.some((role, at) => role !== (at % 2 === 0 ? "user" : "assistant")))
      return fail("Conversation roles must alternate user/assistant/user/assistant/...");
    const tokens = tokensOf(messages);
    const wanted = body.max_tokens ?? 16;
    if (tokens + wanted > WINDOW_TOKENS) {
      seen.refused += 1;
      return fail(
        `This model's maximum context length is ${WINDOW_TOKENS} tokens. However, you requested ${tokens + wanted} tokens (${tokens} in the messages, ${wanted} in the completion). Please reduce the length of the messages or completion.`,
      );
    }
    seen.longest = Math.max(seen.longest, tokens);
    const [instruction = ""] = messages.filter(({ role }) => role === "user").map(({ content }) => content);
    const whole = reply(instruction);
    const stops: string[] = body.stop ?? [];
    const ends = stops.map((stop) => whole.indexOf(stop)).filter((at) => at >= 0);
    const text = whole.slice(0, Math.min(whole.length, ...ends));
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = (chunk: object): void =>
      void response.write(
        `data: ${JSON.stringify({ id: "cmpl-1", object: "chat.completion.chunk", created: 0, model: "CodeActAgent", ...chunk })}\n\n`,
      );
    for (const word of text.split(/(?<=\s)/))
      send({ choices: [{ index: 0, delta: { content: word }, finish_reason: null }] });
    send({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    const written = Math.ceil(text.length / 4);
    send({
      choices: [],
      usage: { prompt_tokens: tokens, completion_tokens: written, total_tokens: tokens + written },
    });
    response.end("data: [DONE]\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
