import { createModelClient } from "../agent/model-client.ts";
import type { EndpointTest } from "../protocol/index.ts";

/** Wall seconds of silence after which a test gives up, and of the whole test. */
const SILENCE_S = 30;
const LIMIT_S = 60;
const MOST_TEXT = 200;

/**
 * Asks a model for one word, by the very client that asks it later.
 *
 * @throws UserError with what went wrong and what to do
 */
export const testEndpoint = async (endpoint: {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly model: string;
}): Promise<EndpointTest> => {
  const { baseUrl, apiKey = "none", model } = endpoint;
  const client = createModelClient({
    baseUrl,
    apiKey,
    model,
    timeoutS: SILENCE_S,
    retry: { attempts: 1, firstDelayMs: 0 },
  });
  const notices: string[] = [];
  const began = performance.now();
  const secondsSince = (): number => (performance.now() - began) / 1000;
  let firstWordS: number | null = null;
  const limit = AbortSignal.timeout(LIMIT_S * 1000);
  try {
    const reply = await client.complete({
      messages: [{ role: "user", content: "Answer with one word: ready" }],
      stop: [],
      signal: limit,
      onDelta: () => {
        firstWordS ??= secondsSince();
      },
      onNotice: (text) => notices.push(text),
    });
    const { usage } = reply;
    return {
      text: reply.text.trim().slice(0, MOST_TEXT),
      first_word_s: firstWordS,
      took_s: secondsSince(),
      usage: usage && { prompt: usage.prompt_tokens, completion: usage.completion_tokens },
      notices,
    };
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new Error(
      `The model ${model} at ${baseUrl} was still writing after ${LIMIT_S} s. Is it the right one?`,
      { cause: error },
    );
  }
};
