import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ChatRequest {
  model: string;
  messages: {
    role: string;
    content: string | { type: string; text?: string; image_url?: { url: string } }[];
  }[];
  stop?: string[];
  stream?: boolean;
  stream_options?: { include_usage: boolean };
  tools?: unknown[];
  temperature?: number;
}

/** A reply in words (streamed, cut at the stop strings as servers do), or anything else a server may do. */
export type Answer = string | ((response: ServerResponse, request: ChatRequest) => void);

export interface ModelServer {
  readonly baseUrl: string;
  readonly requests: ChatRequest[];
  readonly keys: (string | undefined)[];
  close(): Promise<void>;
}

/** Speaks OpenAI's streaming protocol with scripted answers, the last of which repeats. */
export const startModelServer = async (answers: readonly Answer[]): Promise<ModelServer> => {
  const requests: ChatRequest[] = [];
  const keys: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === "GET")
      return json(response, 200, { object: "list", data: [{ id: "stand-in", object: "model" }] });
    const body = JSON.parse(await textOf(request)) as ChatRequest;
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? "";
    requests.push(body);
    keys.push(request.headers.authorization);
    if (typeof answer === "function") answer(response, body);
    else streamText(response, body, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    keys,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
};

export const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};

export const refuse =
  (
    status: number,
    message: string,
    code: string | null = null,
    headers: Record<string, string> = {},
  ): Answer =>
  (response) =>
    json(response, status, { error: { message, code, type: "error", param: null } }, headers);

export const sendChunk = (response: ServerResponse, chunk: unknown): void => {
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
};

export const deltaChunk = (delta: unknown, finish_reason: string | null = null): unknown => ({
  id: "c",
  object: "chat.completion.chunk",
  created: 0,
  model: "stand-in",
  choices: [{ index: 0, delta, finish_reason }],
});

export const streamText = (
  response: ServerResponse,
  request: ChatRequest,
  answer: string,
  finish = "stop",
): void => {
  const stops = (request.stop ?? []).map((stop) => answer.indexOf(stop)).filter((at) => at >= 0);
  const text = stops.length > 0 ? answer.slice(0, Math.min(...stops)) : answer;
  sendChunk(response, deltaChunk({ role: "assistant", content: "" }));
  for (let at = 0; at < text.length; at += 7)
    sendChunk(response, deltaChunk({ content: text.slice(at, at + 7) }));
  endStream(response, request, finish);
};

export const endStream = (response: ServerResponse, request: ChatRequest, finish: string): void => {
  sendChunk(response, deltaChunk({}, finish));
  if (request.stream_options?.include_usage)
    sendChunk(response, {
      ...(deltaChunk({}) as object),
      choices: [],
      usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
    });
  response.end("data: [DONE]\n\n");
};
