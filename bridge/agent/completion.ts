import { randomUUID } from "node:crypto";
import { textTokens } from "./tokens.ts";

const head = (model: string, object: string): Record<string, unknown> => ({
  id: `chatcmpl-${randomUUID()}`,
  object,
  created: Math.floor(Date.now() / 1000),
  model,
});

const usageOf = (prompt: string, reply: string): Record<string, number> => {
  const [prompt_tokens, completion_tokens] = [textTokens(prompt), textTokens(reply)];
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
};

/** A chat completion object of OpenAI's API. */
export const completion = (model: string, prompt: string, reply: string): Record<string, unknown> => ({
  ...head(model, "chat.completion"),
  choices: [
    { index: 0, message: { role: "assistant", content: reply }, logprobs: null, finish_reason: "stop" },
  ],
  usage: usageOf(prompt, reply),
});

/** The same as chunks of a stream: role, text a line at a time, end, and usage where it was asked for. */
export function* streamed(
  model: string,
  prompt: string,
  reply: string,
  withUsage: boolean,
): Generator<Record<string, unknown>> {
  const base = head(model, "chat.completion.chunk");
  const chunk = (delta: object, finish_reason: string | null): Record<string, unknown> => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...(withUsage ? { usage: null } : {}),
  });
  yield chunk({ role: "assistant", content: "" }, null);
  for (const line of reply.split(/(?<=\n)/)) yield chunk({ content: line }, null);
  yield chunk({}, "stop");
  if (withUsage) yield { ...base, choices: [], usage: usageOf(prompt, reply) };
}
