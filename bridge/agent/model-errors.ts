import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import { UserError } from "../protocol/index.ts";

/** The prompt did not fit the model's context window. */
export class ContextOverflow extends Error {
  override readonly name = "ContextOverflow";
  /** The window as the server named it, when it did. */
  readonly windowTokens: number | null;
  constructor(message: string, windowTokens: number | null) {
    super(message);
    this.windowTokens = windowTokens;
  }
}

/** No token came for too long. */
export class ModelSilence extends Error {
  override readonly name = "ModelSilence";
}

export interface Endpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly timeoutS: number;
}

/** Worth another try; `what` the server did, and after how long it wants to be asked again. */
export interface Retry {
  readonly kind: "retry";
  readonly what: string;
  readonly afterMs: number | null;
}

/** What to do about a failed request. `refused`: perhaps for one of its options; `missing`: no such model or path. */
export type ModelFailure =
  | Retry
  | {
      readonly kind: "refused";
      readonly message: string;
      readonly error: UserError;
      readonly retry: Retry | null;
    }
  | { readonly kind: "overflow"; readonly error: ContextOverflow }
  | { readonly kind: "missing"; readonly message: string }
  | { readonly kind: "final"; readonly error: Error };

const OVERFLOW =
  /context_length_exceeded|context (length|window|size)|maximum context|n_ctx|prompt is too long|(input|prompt).{0,40}(too long|exceeds)|reduce the length/i;

/** Sorts what the openai package, fetch or the stream threw. */
export const classifyFailure = (error: unknown, endpoint: Endpoint): ModelFailure => {
  const { baseUrl, model, timeoutS } = endpoint;
  const final = (message: string): ModelFailure => ({ kind: "final", error: new UserError(message) });
  if (error instanceof UserError) return { kind: "final", error };
  if (error instanceof ModelSilence || error instanceof APIConnectionTimeoutError || isFetchTimeout(error))
    return final(
      `The model ${model} at ${baseUrl} sent nothing for ${timeoutS} s. See whether its server is busy, or raise --model-timeout-s.`,
    );
  if (error instanceof APIError && !(error instanceof APIConnectionError))
    return statusFailure(error, endpoint);
  return connectionFailure(error, baseUrl, final);
};

const statusFailure = (error: APIError, { baseUrl, model }: Endpoint): ModelFailure => {
  // Errors inside a stream carry their status, if any, in the body.
  const status = error.status ?? (Number(error.code) || 500);
  const message = serverWords(error);
  const final = (text: string): ModelFailure => ({ kind: "final", error: new UserError(text) });
  if (
    status !== 401 &&
    status !== 403 &&
    status !== 429 &&
    (error.code === "context_length_exceeded" || OVERFLOW.test(message))
  )
    return { kind: "overflow", error: new ContextOverflow(message, namedWindow(message)) };
  if (error.code === "insufficient_quota" || status === 402)
    return final(
      `The account behind OPENAI_API_KEY has no quota left at ${baseUrl} (${message}). Add credit, or use another key.`,
    );
  if (status === 401)
    return final(
      `The model server at ${baseUrl} refused the key (401: ${message}). Set OPENAI_API_KEY to a key that is valid there.`,
    );
  if (status === 403)
    return final(
      `The key may not use model ${model} at ${baseUrl} (403: ${message}). Use another key or --model.`,
    );
  if (status === 404 || status === 405) return { kind: "missing", message };
  const retry: Retry = {
    kind: "retry",
    what: `answered ${status}: ${message}`,
    afterMs: retryAfterMs(error),
  };
  if (status === 408 || status === 409 || status === 429) return retry;
  const refusal = new UserError(
    `The model server at ${baseUrl} refused the request (${status}: ${message}). Check --model and --base-url.`,
  );
  return { kind: "refused", message, error: refusal, retry: status >= 500 ? retry : null };
};

const connectionFailure = (
  error: unknown,
  baseUrl: string,
  final: (text: string) => ModelFailure,
): ModelFailure => {
  const causes = causeChain(error);
  const code = causes
    .map((cause) => (cause as { code?: unknown }).code)
    .find((value) => typeof value === "string") as string | undefined;
  const words = causes.at(-1)?.message ?? String(error);
  if (code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH")
    return final(
      `No model server answers at ${baseUrl} (${code}). Start it, or correct --base-url (OPENAI_BASE_URL).`,
    );
  if (code === "ENOTFOUND")
    return final(
      `The host of ${baseUrl} is not known (${words}). Correct --base-url (OPENAI_BASE_URL), or check the network.`,
    );
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || /wrong version number|packet length too long/i.test(words))
    return final(`${baseUrl} does not speak TLS. Use http:// in --base-url.`);
  if (code && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code))
    return final(
      `The certificate of ${baseUrl} is not trusted (${words}). Set NODE_EXTRA_CA_CERTS to its authority's file.`,
    );
  if (error instanceof SyntaxError)
    return final(
      `${baseUrl} sent a stream that cannot be read (${error.message}). Is it an OpenAI-compatible server?`,
    );
  if (code === "HPE_INVALID_CONSTANT" || code?.startsWith("HPE_"))
    return final(`${baseUrl} does not answer in HTTP (${words}). Correct --base-url (OPENAI_BASE_URL).`);
  if (/bad port/i.test(words))
    return final(
      `${baseUrl} names a port that HTTP clients refuse to use. Correct --base-url (OPENAI_BASE_URL).`,
    );
  if (code || /terminated|socket|reset|closed|fetch failed|premature/i.test(words))
    return { kind: "retry", what: `dropped the connection (${code ?? words})`, afterMs: null };
  return { kind: "final", error: error instanceof Error ? error : new Error(String(error)) };
};

const isFetchTimeout = (error: unknown): boolean =>
  causeChain(error).some((cause) =>
    /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(String((cause as { code?: unknown }).code)),
  );

const causeChain = (error: unknown): Error[] => {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) {
    chain.push(at);
    // Happy eyeballs: one error for each address tried.
    if (at instanceof AggregateError && at.errors[0] instanceof Error) chain.push(at.errors[0]);
  }
  return chain;
};

/** The server's own explanation on one line. */
const serverWords = (error: APIError): string => {
  const body = error.error as { message?: unknown; detail?: unknown } | string | undefined;
  const inner =
    typeof body === "string" ? body : (body?.message ?? body?.detail ?? error.message.replace(/^\d{3} /, ""));
  return oneLine(typeof inner === "string" ? inner : JSON.stringify(inner));
};

/** A server's words, fit for one line of an error: web pages named as such, long texts cut. */
export const oneLine = (text: string): string => {
  if (/^\s*<(!doctype|html)/i.test(text)) return "a web page";
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line || "no explanation";
};

const namedWindow = (message: string): number | null => {
  const found =
    /(?:maximum context (?:length|window|size)(?: of| is)?|n_ctx|context (?:length|size|window)(?: of| is)?)\D{0,20}?(\d{3,8})/i.exec(
      message,
    );
  return found ? Number(found[1]) : null;
};

/** Retry-After as seconds or date (RFC 9110, 10.2.3), or retry-after-ms; null when absent. */
const retryAfterMs = (error: APIError): number | null => {
  const ms = Number(error.headers?.get("retry-after-ms") || Number.NaN);
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const header = error.headers?.get("retry-after");
  if (!header) return null;
  const wait = Number.isFinite(Number(header)) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
};
