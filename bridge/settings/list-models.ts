import { z } from "zod";
import { classifyFailure, oneLine } from "../agent/model-errors.ts";
import { UserError } from "../protocol/index.ts";

const LIMIT_S = 10;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_MODELS = 2_000;
const Models = z.object({ data: z.array(z.object({ id: z.string().max(500) })) });

/**
 * Names of the models that a server has, sorted; none where it does not tell.
 *
 * @throws UserError with what went wrong and what to do
 */
export const listModels = async (baseUrl: string, apiKey: string | undefined): Promise<string[]> => {
  const base = baseUrl.replace(/\/+$/, "");
  let response: Response;
  let body: string;
  try {
    response = await fetch(`${base}/models`, {
      headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
      signal: AbortSignal.timeout(LIMIT_S * 1000),
    });
    body = await boundedText(response);
  } catch (error) {
    if ((error as Error).name === "TimeoutError")
      throw new UserError(
        `${base} sent no list of models within ${LIMIT_S} s. See whether its server is busy.`,
      );
    const failure = classifyFailure(error, { baseUrl: base, model: "", timeoutS: LIMIT_S });
    if (failure.kind === "final") throw failure.error;
    throw new UserError(`${base} ${failure.kind === "retry" ? failure.what : "does not answer"}. Try again.`);
  }
  if (response.status === 401 || response.status === 403)
    throw new UserError(`${base} refused the key (${response.status}). Enter one that is valid there.`);
  // Not every server tells its models; the name can be typed then.
  if (response.status === 404 || response.status === 405 || response.status === 501) return [];
  if (!response.ok) throw new UserError(`${base}/models answered ${response.status}: ${oneLine(body)}.`);
  const parsed = Models.safeParse(jsonOf(body));
  if (!parsed.success)
    throw new UserError(
      `${base}/models answered with ${oneLine(body).slice(0, 80)}, which is no list of models. Correct the base URL; for most servers it ends in /v1.`,
    );
  return [...new Set(parsed.data.data.map(({ id }) => id))].sort().slice(0, MOST_MODELS);
};

const boundedText = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES)
      throw new UserError("The list of models is too long to be one. Check the base URL.");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
