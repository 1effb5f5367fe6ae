import { type AddressInfo, createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  createModelClient,
  type ModelClientOptions,
  type ModelRequest,
} from "../../../bridge/agent/model-client.ts";
import { ContextOverflow } from "../../../bridge/agent/model-errors.ts";
import { EXECUTE_PYTHON } from "../../../bridge/agent/modes/code.ts";
import { UserError } from "../../../bridge/protocol/index.ts";
import {
  type Answer,
  deltaChunk,
  endStream,
  json,
  type ModelServer,
  refuse,
  sendChunk,
  startModelServer,
  streamText,
} from "./model-server.ts";

const KEY = "sk-test-0123456789";
let server: ModelServer;
afterEach(() => server?.close());

const ask = async (
  answers: Answer[],
  request: Partial<ModelRequest> = {},
  options: Partial<ModelClientOptions> = {},
) => {
  server = await startModelServer(answers);
  const notices: string[] = [];
  let streamed = "";
  const client = createModelClient({
    baseUrl: server.baseUrl,
    apiKey: KEY,
    model: "stand-in",
    timeoutS: 20,
    retry: { attempts: 4, firstDelayMs: 1 },
    ...options,
  });
  const complete = () =>
    client.complete({
      messages: [
        { role: "system", content: "s" },
        { role: "user", content: "hello" },
      ],
      stop: ["</execute>"],
      signal: new AbortController().signal,
      onDelta: (text) => {
        streamed += text;
      },
      onNotice: (text) => notices.push(text),
      ...request,
    });
  const reply = await complete().catch((error: Error) => error);
  return { reply, streamed, notices, complete };
};
const failure = async (...args: Parameters<typeof ask>): Promise<Error> => {
  const { reply } = await ask(...args);
  expect(reply).toBeInstanceOf(Error);
  const error = reply as Error;
  expect(error.message).not.toContain("\n");
  expect(error.message).not.toContain(KEY);
  return error;
};

test("streams the words, reports usage and sends stop strings and the key", async () => {
  const { reply, streamed } = await ask(["I look.\n<execute>\nscene.objects()\n</execute> never seen"]);
  expect(reply).toEqual({
    text: "I look.\n<execute>\nscene.objects()\n",
    toolCalls: [],
    usage: { prompt_tokens: 11, completion_tokens: 7 },
    finishReason: "stop",
  });
  expect(streamed).toBe("I look.\n<execute>\nscene.objects()\n");
  expect(server.requests[0]).toMatchObject({
    model: "stand-in",
    stream: true,
    stop: ["</execute>"],
    stream_options: { include_usage: true },
  });
  expect(server.requests[0]).not.toHaveProperty("temperature");
  expect(server.requests[0]).not.toHaveProperty("tools");
  expect(server.keys[0]).toBe(`Bearer ${KEY}`);
});

test("reads a server that answers in one piece though it was asked to stream", async () => {
  const { reply, streamed } = await ask([
    (response) =>
      json(response, 200, {
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "whole" } }],
        usage: { prompt_tokens: 3, completion_tokens: 1 },
      }),
  ]);
  expect(reply).toMatchObject({ text: "whole", usage: { prompt_tokens: 3 }, finishReason: "stop" });
  expect(streamed).toBe("whole");
});

test("puts reasoning that a server sends apart into think tags", async () => {
  const { reply } = await ask([
    (response, request) => {
      sendChunk(response, deltaChunk({ reasoning_content: "hm, " }));
      sendChunk(response, deltaChunk({ reasoning_content: "two cubes" }));
      sendChunk(response, deltaChunk({ content: "Which one?" }));
      endStream(response, request, "stop");
    },
  ]);
  expect(reply).toMatchObject({ text: "<think>hm, two cubes</think>\nWhich one?" });
});

test("offers the native tool when asked and puts its streamed arguments together", async () => {
  const call = (index: number, name: string | undefined, args: string) =>
    deltaChunk({
      tool_calls: [
        {
          index,
          ...(name ? { id: `t${index}`, type: "function" } : {}),
          function: { ...(name ? { name } : {}), arguments: args },
        },
      ],
    });
  const { reply } = await ask(
    [
      (response, request) => {
        sendChunk(response, call(0, "execute_python", '{"co'));
        sendChunk(response, call(0, undefined, 'de": "print(1)\\n"}'));
        sendChunk(response, call(1, "execute_python", "{}"));
        endStream(response, request, "tool_calls");
      },
    ],
    { tools: [EXECUTE_PYTHON] },
  );
  expect(server.requests[0]?.tools).toHaveLength(1);
  expect(reply).toMatchObject({
    toolCalls: [
      { name: "execute_python", arguments: '{"code": "print(1)\\n"}' },
      { name: "execute_python", arguments: "{}" },
    ],
    finishReason: "tool_calls",
  });
});

test("retries 429 after the time the server asks for, and says so", async () => {
  const { reply, notices } = await ask([refuse(429, "slow down", null, { "retry-after-ms": "3" }), "ok"]);
  expect(reply).toMatchObject({ text: "ok" });
  expect(notices).toEqual(["The model server answered 429: slow down. Trying again in 0.0 s (1 of 3)."]);
});

test("does not wait for hours when the server asks for it", async () => {
  const error = await failure([refuse(429, "daily limit", null, { "retry-after": "7200" })]);
  expect(error.message).toContain("asks to wait 7200 s");
  expect(server.requests).toHaveLength(1);
});

test("an exhausted quota is final though it is a 429", async () => {
  const error = await failure([refuse(429, "You exceeded your current quota", "insufficient_quota")]);
  expect(error.message).toContain("no quota left");
  expect(server.requests).toHaveLength(1);
});

test("gives up on a server that always fails, after a bounded number of tries", async () => {
  const error = await failure([refuse(500, "out of memory")]);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toContain("answered 500: out of memory, 4 times in a row");
  expect(server.requests).toHaveLength(4);
});

test("retries a connection that breaks in the middle of a stream", async () => {
  const { reply } = await ask([
    (response) => {
      sendChunk(response, deltaChunk({ content: "half" }));
      setImmediate(() => response.destroy());
    },
    "whole",
  ]);
  expect(reply).toMatchObject({ text: "whole" });
});

test("a wrong key is one line that names OPENAI_API_KEY, and never the key", async () => {
  const error = await failure([refuse(401, `Incorrect API key provided: ${KEY}`)]);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toContain("refused the key (401: Incorrect API key provided: [key])");
  expect(error.message).toContain("OPENAI_API_KEY");
});

test("a key that no header can hold is refused at once, unseen", () => {
  expect(() => createModelClient({ apiKey: "sk-secret\u00e9\nkey", model: "m", timeoutS: 1 })).toThrow(
    /^OPENAI_API_KEY holds (?!.*sk-)/,
  );
});

test("an unknown model is answered with the models that are there", async () => {
  const error = await failure([refuse(404, "model not found")], {}, { model: "gpt-9" });
  expect(error.message).toContain("has no model gpt-9. It has: stand-in.");
});

test("a wrong path is told from a wrong model", async () => {
  const error = await failure([refuse(404, "Not Found")]);
  expect(error.message).toContain("no chat completions endpoint");
  expect(error.message).toContain("/v1");
});

test("a web page instead of an answer points to the base URL", async () => {
  const error = await failure([
    (response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<!doctype html><html><body>Welcome</body></html>");
    },
  ]);
  expect(error.message).toContain("answered with a web page instead of a chat completion");
  expect(error.message).toContain("--base-url");
});

test("JSON that is no completion, and a stream that is none, are named as such", async () => {
  expect((await failure([(response) => json(response, 200, { hello: "world" })])).message).toContain(
    '{"hello":"world"}',
  );
  await server.close();
  const stream =
    (text: string): Answer =>
    (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(text);
    };
  expect((await failure([stream("")])).message).toContain("an empty stream");
  await server.close();
  expect((await failure([stream("data: {nonsense\n\n")])).message).toContain("cannot be read");
});

test("nobody listening is said at once", async () => {
  const { port, close } = await closedPort();
  await close();
  const error = await failure([""], {}, { baseUrl: `http://127.0.0.1:${port}/v1` });
  expect(error.message).toContain("(ECONNREFUSED). Start it, or correct --base-url");
});

test("something that does not speak HTTP is said so", async () => {
  const greeter = createServer((socket) => socket.on("error", () => {}).end("SSH-2.0-OpenSSH_9.2\r\n"));
  await new Promise<void>((resolve) => greeter.listen(0, "127.0.0.1", resolve));
  const error = await failure(
    [""],
    {},
    { baseUrl: `http://127.0.0.1:${(greeter.address() as AddressInfo).port}/v1` },
  );
  greeter.close();
  expect(error.message).toMatch(/does not answer in HTTP|dropped the connection/);
});

test("bounds the silence of the model, not the length of its reply", async () => {
  const slow: Answer = (response, request) => {
    let sent = 0;
    const timer = setInterval(() => {
      sendChunk(response, deltaChunk({ content: `${sent} ` }));
      sent += 1;
      if (sent === 8) {
        clearInterval(timer);
        endStream(response, request, "stop");
      }
    }, 300);
  };
  const { reply } = await ask([slow], {}, { timeoutS: 2 });
  expect(reply).toMatchObject({ text: "0 1 2 3 4 5 6 7 " });
  await server.close();
  const error = await failure(
    [(response) => sendChunk(response, deltaChunk({ content: "I th" }))],
    {},
    { timeoutS: 0.3 },
  );
  expect(error.message).toContain("sent nothing for 0.3 s");
  expect(error.message).toContain("--model-timeout-s");
  await server.close();
  expect((await failure([() => {}], {}, { timeoutS: 0.3 })).message).toContain("sent nothing for 0.3 s");
});

test("empty chunks do not count as a sign of life", async () => {
  const error = await failure(
    [
      (response) => {
        const timer = setInterval(() => sendChunk(response, deltaChunk({ content: "" })), 50);
        response.on("close", () => clearInterval(timer));
      },
    ],
    {},
    { timeoutS: 0.3 },
  );
  expect(error.message).toContain("sent nothing");
});

test.each(["mid-stream", "while silent", "between tries"])("an abort %s ends the request", async (when) => {
  const abort = new AbortController();
  let closed = false;
  const answer: Answer = (response, request) => {
    response.on("close", () => {
      closed = true;
    });
    if (when === "between tries") {
      (
        refuse(503, "later", null, { "retry-after": "50" }) as (r: typeof response, q: typeof request) => void
      )(response, request);
      setTimeout(() => abort.abort("page"), 30);
    } else if (when === "while silent") abort.abort("page");
    else sendChunk(response, deltaChunk({ content: "I am about to" }));
  };
  const { reply } = await ask([answer], { signal: abort.signal, onDelta: () => abort.abort("page") });
  expect(reply).toMatchObject({ name: "AbortError" });
  await expect.poll(() => closed).toBe(true);
  expect(server.requests).toHaveLength(1);
});

test("leaves out what a server refuses, and remembers", async () => {
  const picky: Answer = (response, request) => {
    const error = (message: string) => json(response, 400, { error: { message } });
    if (request.stream_options) return error("Unrecognized request argument supplied: stream_options");
    if (request.stop) return error("Unsupported parameter: 'stop' is not supported with this model.");
    if (request.messages[0]?.role === "system") return error("System role not supported");
    if (request.messages.some((message) => typeof message.content !== "string"))
      return error("Invalid content type. image_url is only supported by certain models.");
    streamText(response, request, "ok");
  };
  const messages = [
    { role: "system", content: "be good" },
    {
      role: "user",
      content: "look",
      images: [{ source: "overhead", png: new Uint8Array([137, 80, 78, 71]) }],
    },
  ] as const;
  const { reply, notices, complete } = await ask([picky], { messages });
  expect(reply).toMatchObject({ text: "ok", usage: null });
  expect(notices).toHaveLength(4);
  expect(server.requests.at(-1)?.messages).toEqual([
    { role: "user", content: "be good\n\nlook\n[The pictures are left out: they cannot be shown to you.]" },
  ]);
  const before = server.requests.length;
  await complete();
  expect(server.requests).toHaveLength(before + 1);
});

test("a refusal that names no option is final, with the server's words", async () => {
  const error = await failure([refuse(400, "temperature of the room is too high?")]);
  expect(error.message).toContain("refused the request (400: temperature of the room is too high?)");
  expect(server.requests).toHaveLength(1);
});

test("sends pictures as data URLs beside the words", async () => {
  const png = new Uint8Array([137, 80, 78, 71]);
  await ask(["ok"], { messages: [{ role: "user", content: "look", images: [{ source: "wrist", png }] }] });
  expect(server.requests[0]?.messages[0]?.content).toEqual([
    { type: "text", text: "look" },
    { type: "text", text: "wrist:" },
    { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw==" } },
  ]);
});

test.each([
  [
    refuse(
      400,
      "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
      "context_length_exceeded",
    ),
    4096,
  ],
  [
    refuse(
      400,
      "the request exceeds the available context size. try increasing the context size or enable context shift",
    ),
    null,
  ],
  [
    (response: Parameters<Exclude<Answer, string>>[0]) =>
      sendChunk(response, { error: { message: "prompt is too long: 300 tokens > 200 maximum", code: 400 } }),
    null,
  ],
] as [Answer, number | null][])(
  "tells a prompt that is too long from other refusals (%#)",
  async (answer, windowTokens) => {
    const error = await failure([answer]);
    expect(error).toBeInstanceOf(ContextOverflow);
    expect((error as ContextOverflow).windowTokens).toBe(windowTokens);
  },
);

const closedPort = async (): Promise<{ port: number; close: () => Promise<void> }> => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  return {
    port: (probe.address() as AddressInfo).port,
    close: () => new Promise((resolve) => probe.close(() => resolve())),
  };
};
