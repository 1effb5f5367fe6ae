import { request } from "node:http";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OfflinePlanner, startOfflinePlanner } from "../../../../bridge/agent/offline-planner/server.ts";

let planner: OfflinePlanner;
let client: OpenAI;
beforeAll(async () => {
  planner = await startOfflinePlanner();
  client = new OpenAI({ baseURL: planner.baseUrl, apiKey: "none", maxRetries: 0 });
});
afterAll(() => planner.close());

const messages = [
  { role: "system" as const, content: "You control a robot." },
  { role: "user" as const, content: "put the red cube on the blue plate" },
];

test("streams a reply and its usage to the openai client", async () => {
  const stream = await client.chat.completions.create({
    model: planner.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let finish: string | null = null;
  let tokens = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    finish = chunk.choices[0]?.finish_reason ?? finish;
    tokens = chunk.usage?.total_tokens ?? tokens;
  }
  expect(text).toMatch(/<thought>.*<\/thought>\n<execute>\n[\s\S]+\n<\/execute>$/);
  expect(finish).toBe("stop");
  expect(tokens).toBeGreaterThan(0);
});

test("gives the same reply in one piece, and to parts of text", async () => {
  const whole = await client.chat.completions.create({ model: planner.model, messages });
  const parts = await client.chat.completions.create({
    model: planner.model,
    messages: [{ role: "user", content: [{ type: "text", text: "put the red cube on the blue plate" }] }],
  });
  expect(whole.choices[0]?.message.content).toContain("look()");
  expect(parts.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
  expect(whole.usage?.completion_tokens).toBeGreaterThan(0);
});

test("lists its one model", async () => {
  const models = await client.models.list();
  expect(models.data.map((model) => model.id)).toEqual(["offline-planner"]);
});

/** The status of a raw request to the planner. */
const status = (
  path: string,
  options: { method?: string; host?: string; body?: string | Buffer },
): Promise<number | string> =>
  new Promise((resolve) => {
    const url = new URL(planner.baseUrl);
    const outgoing = request({
      host: url.hostname,
      port: url.port,
      path,
      method: options.method ?? "POST",
      headers: { host: options.host ?? url.host },
    });
    outgoing.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    outgoing.end(options.body ?? "");
  });

test("refuses other hosts, paths, methods and bodies", async () => {
  const good = JSON.stringify({ messages });
  expect(await status("/v1/chat/completions", { body: good })).toBe(200);
  expect(await status("/v1/chat/completions", { body: good, host: "evil.example" })).toBe(403);
  expect(await status("/v1/chat/completions", { method: "GET" })).toBe(405);
  expect(await status("/v1/files", { body: good })).toBe(404);
  expect(await status("/v1/chat/completions", { body: "{" })).toBe(400);
  expect(await status("/v1/chat/completions", { body: '{"messages":[]}' })).toBe(400);
  expect(await status("/v1/chat/completions", { body: Buffer.alloc(9 * 1024 * 1024, 32) })).toBe(413);
});
