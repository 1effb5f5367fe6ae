import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { completion, streamed } from "./completion.ts";

/** A message of a chat completion request; of its parts, the text. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** Something that plans without a model. */
export interface LocalPlanner<Name extends string> {
  /** What it is called as a model. */
  readonly model: Name;
  /** The reply to a conversation. */
  nextReply(messages: readonly ChatMessage[]): string;
}

export interface PlannerServer<Name extends string> {
  /** http://127.0.0.1:PORT/v1 */
  readonly baseUrl: string;
  readonly model: Name;
  close(): Promise<void>;
}

const LARGEST_BODY = 8 * 1024 * 1024;

const content = z.union([
  z.string(),
  z.null().transform(() => ""),
  z
    .array(z.object({ type: z.string(), text: z.string().optional() }))
    .transform((parts) => parts.map((part) => part.text ?? "").join("\n")),
]);
const chatRequest = z.object({
  messages: z.array(z.object({ role: z.string(), content })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});

/** Starts a planner as an OpenAI-compatible server on a free loopback port. It keeps no state between requests. */
export const startPlannerServer = async <Name extends string>(
  planner: LocalPlanner<Name>,
): Promise<PlannerServer<Name>> => {
  const server = createServer((request, response) => {
    serve(planner, request, response).catch((error: Error) => {
      if (!response.headersSent) fail(response, 500, `The planner ${planner.model} failed: ${error.message}`);
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    model: planner.model,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const serve = async (
  planner: LocalPlanner<string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { method, socket } = request;
  const host = request.headers.host ?? "";
  // A page in a browser could reach a loopback port under a name of its own.
  if (![`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`].includes(host))
    return fail(response, 403, `Host "${host}" is not served; use 127.0.0.1:${socket.localPort}.`);
  const path = (request.url ?? "").split("?", 1)[0];
  if (path === "/v1/models")
    return method === "GET"
      ? models(planner.model, response)
      : fail(response, 405, `${method} is not served here; use GET.`);
  if (path !== "/v1/chat/completions")
    return fail(response, 404, `There is no ${path}; valid: /v1/models, /v1/chat/completions.`);
  if (method !== "POST") return fail(response, 405, `${method} is not served here; use POST.`);
  const body = await bodyOf(request);
  if (body === null)
    return fail(response, 413, `The request is larger than ${LARGEST_BODY} bytes; send less.`);
  const parsed = chatRequest.safeParse(jsonOf(body));
  if (!parsed.success)
    return fail(
      response,
      400,
      `Not a chat completion request: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
    );
  const { messages, stream, stream_options } = parsed.data;
  const reply = planner.nextReply(messages);
  const prompt = messages.map((message) => message.content).join("\n");
  if (!stream) return json(response, 200, completion(planner.model, prompt, reply));
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  for (const chunk of streamed(planner.model, prompt, reply, stream_options?.include_usage === true))
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end("data: [DONE]\n\n");
};

const bodyOf = async (request: IncomingMessage): Promise<string | null> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size <= LARGEST_BODY) parts.push(part as Buffer);
  }
  return size > LARGEST_BODY ? null : Buffer.concat(parts).toString("utf8");
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const models = (model: string, response: ServerResponse): void =>
  json(response, 200, {
    object: "list",
    data: [{ id: model, object: "model", created: 0, owned_by: "codeact-ros" }],
  });

const fail = (response: ServerResponse, status: number, message: string): void =>
  json(response, status, { error: { message, type: "invalid_request_error", param: null, code: null } });

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
};
