import { afterEach, expect, test } from "vitest";
import { Agent, type AgentOptions } from "../../../bridge/agent/agent.ts";
import { createModelClient, type ModelClientOptions } from "../../../bridge/agent/model-client.ts";
import { textTokens } from "../../../bridge/agent/tokens.ts";
import { EventBody } from "../../../bridge/protocol/index.ts";
import {
  type Answer,
  type ChatRequest,
  deltaChunk,
  endStream,
  type ModelServer,
  refuse,
  sendChunk,
  startModelServer,
  streamText,
} from "./model-server.ts";
import { type ScriptedExecutor, scriptedExecutor } from "./scripted-executor.ts";

let server: ModelServer;
afterEach(() => server?.close());

const PNG = new Uint8Array([137, 80, 78, 71]);
const looks = (): ScriptedExecutor => scriptedExecutor(() => ({ output: "red_cube" }));

const setUp = async (
  answers: Answer[],
  given: Partial<AgentOptions> = {},
  client: Partial<ModelClientOptions> = {},
) => {
  server = await startModelServer(answers);
  const events: EventBody[] = [];
  const executor = (given.executor ?? looks()) as ScriptedExecutor;
  const agent = new Agent({
    executor,
    model: createModelClient({
      baseUrl: server.baseUrl,
      apiKey: "k",
      model: "stand-in",
      timeoutS: 20,
      retry: { attempts: 3, firstDelayMs: 1 },
      ...client,
    }),
    emit: (event) => events.push(EventBody.parse(event)),
    systemPrompt: "You control a robot.",
    person: { ask: async () => null, approve: async () => null },
    ...given,
  });
  const of = <T extends EventBody["type"]>(type: T) =>
    events.filter((event) => event.type === type) as Extract<EventBody, { type: T }>[];
  return { agent, events, executor, of };
};
const act = (code: string): string => `I act.\n<execute>\n${code}\n</execute>`;
const lastWords = (request: ChatRequest | undefined): string => {
  const content = request?.messages.at(-1)?.content ?? "";
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("\n");
};

test("acts, observes, and ends with finish()", async () => {
  const executor = scriptedExecutor((code) =>
    code.startsWith("finish")
      ? { ended: { by: "finish", text: "all done" } }
      : { output: "red_cube", calls: 2 },
  );
  const { agent, events, of } = await setUp([act("print(scene.objects())"), act('finish("all done")')], {
    executor,
  });
  expect(await agent.runEpisode("what is there?")).toEqual({
    outcome: "finished",
    turns: 2,
    actions: 2,
    primitive_calls: 2,
    summary: "all done",
  });
  expect(executor.ran).toEqual(["print(scene.objects())", 'finish("all done")']);
  expect(server.requests[1]?.messages).toEqual([
    { role: "system", content: "You control a robot." },
    { role: "user", content: "what is there?" },
    { role: "assistant", content: "I act.\n<execute>\nprint(scene.objects())\n</execute>" },
    { role: "user", content: "Observation:\nred_cube\n\n9 turns left." },
  ]);
  const kinds = events.map((event) => event.type).filter((type) => type !== "reply_delta");
  expect(kinds).toEqual([
    "user_message",
    "turn_start",
    "reply",
    "usage",
    "observation",
    "turn_start",
    "reply",
    "usage",
    "observation",
  ]);
  expect(of("reply")[0]).toMatchObject({ turn: 1, thought: "I act.", code: "print(scene.objects())" });
  expect(
    of("reply_delta")
      .filter((event) => event.turn === 1)
      .map((event) => event.text)
      .join(""),
  ).toBe(of("reply")[0]?.text);
  expect(of("usage")[0]).toEqual({ type: "usage", turn: 1, prompt_tokens: 11, completion_tokens: 7 });
  expect(of("turn_start").map((event) => event.turns_left)).toEqual([9, 8]);
  expect(of("observation")[0]?.text).toBe(lastWords(server.requests[1]));
});

test("words to the user end the episode as answered, and the conversation goes on with the next instruction", async () => {
  const { agent } = await setUp([act("scene.objects()"), "I see a red cube.", "It is red."]);
  expect(await agent.runEpisode("what do you see?")).toMatchObject({
    outcome: "answered",
    summary: "I see a red cube.",
    turns: 2,
    actions: 1,
  });
  expect(await agent.runEpisode("which colour?")).toMatchObject({
    outcome: "answered",
    turns: 1,
    actions: 0,
  });
  expect(server.requests[2]?.messages.slice(-2)).toEqual([
    { role: "assistant", content: "I see a red cube." },
    { role: "user", content: "which colour?" },
  ]);
  agent.reset();
  await agent.runEpisode("again");
  expect(server.requests[3]?.messages).toHaveLength(2);
});

test("give_up() ends it as gave_up, with the reason", async () => {
  const executor = scriptedExecutor(() => ({ ended: { by: "give_up", text: "too heavy" } }));
  const { agent } = await setUp([act('give_up("too heavy")')], { executor });
  expect(await agent.runEpisode("lift the table")).toMatchObject({
    outcome: "gave_up",
    summary: "too heavy",
  });
});

test("ends at the turn limit, warning the model at the last turn but one", async () => {
  let turn = 0;
  const executor = scriptedExecutor(() => ({ output: `step ${(turn += 1)}` }));
  const { agent } = await setUp([act("step()")], { executor, maxTurns: 3 });
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "turn_limit", turns: 3, actions: 3 });
  expect(lastWords(server.requests[2])).toContain("1 turn left: call finish(summary)");
});

test("runs the first of several blocks and says that the others did not run", async () => {
  // No stop string: this server ignores it.
  const text = "```python\na()\n```\nand then\n```python\nb()\n```";
  const { agent, executor } = await setUp([text, "done"]);
  await agent.runEpisode("go");
  expect(executor.ran).toEqual(["a()"]);
  expect(lastWords(server.requests[1])).toContain("a second code block; it was not run");
});

test("runs the code of a native tool call", async () => {
  const call: Answer = (response, request) => {
    sendChunk(response, deltaChunk({ content: "I look." }));
    sendChunk(
      response,
      deltaChunk({
        tool_calls: [
          {
            index: 0,
            id: "t",
            type: "function",
            function: { name: "execute_python", arguments: '{"code":"scene.objects()"}' },
          },
        ],
      }),
    );
    endStream(response, request, "tool_calls");
  };
  const { agent, executor, of } = await setUp([call, "done"]);
  await agent.runEpisode("go");
  expect(executor.ran).toEqual(["scene.objects()"]);
  expect(of("reply")[0]).toMatchObject({ thought: "I look.", code: "scene.objects()" });
});

test.each([
  ["nothing at all", "", "Your reply was empty"],
  ["noise", "\ufffd\ufffd", "could not be read"],
  ["an empty block", "<execute>\n</execute>", "block in your reply is empty"],
  ["an announcement", "Let me look at the table.", "You announced an action"],
])("%s costs a turn and is corrected", async (_, reply, correction) => {
  const { agent, executor, of } = await setUp([reply, "There is a cube."]);
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "answered", turns: 2, actions: 0 });
  expect(executor.ran).toEqual([]);
  expect(lastWords(server.requests[1])).toContain(correction);
  expect(of("observation")[0]?.text).toMatch(/9 turns left\.$/);
  expect(server.requests[1]?.messages.map((message) => message.role)).toEqual([
    "system",
    "user",
    "assistant",
    "user",
  ]);
});

test("an announcement made twice is taken as the answer", async () => {
  const { agent } = await setUp(["Let me look at the table."]);
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "answered", turns: 2 });
});

test("a model that keeps replying nothing ends the episode", async () => {
  const { agent } = await setUp([""]);
  expect(await agent.runEpisode("go")).toMatchObject({
    outcome: "gave_up",
    turns: 4,
    summary: expect.stringContaining("4 replies in a row"),
  });
});

test("an agent that repeats itself is told, then ended", async () => {
  const { agent, executor } = await setUp([act("pick('x')")], { maxTurns: 10 });
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "gave_up", turns: 5 });
  expect(executor.ran).toHaveLength(5);
  expect(lastWords(server.requests[2])).not.toContain("times in a row");
  expect(lastWords(server.requests[3])).toContain("run 3 times in a row with the same result");
});

test.each([["length"], [null]])("half a program (finish reason %s) does not run", async (finish) => {
  const half: Answer = (response, request) => {
    if (finish !== null)
      return streamText(response, { ...request, stop: [] }, "<execute>\narm.move_to([0.4, 0, 0.", finish);
    sendChunk(response, deltaChunk({ content: "<execute>\narm.move_to([0.4, 0, 0." }));
    response.end();
  };
  const { agent, executor } = await setUp([half, "I stop."]);
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "answered" });
  expect(executor.ran).toEqual([]);
  expect(lastWords(server.requests[1])).toMatch(/cut off.*nothing was run/);
});

test("an unanswered question ends the episode after its action", async () => {
  const asked: { agent?: Agent } = {};
  const executor = scriptedExecutor(async (_, { signal }) => {
    const answer = await asked.agent?.ask(
      "Which cube?",
      ["red", "green"],
      signal ?? new AbortController().signal,
    );
    return { output: `answer ${answer}` };
  });
  const { agent, of } = await setUp([act("user.ask('Which cube?')")], { executor });
  asked.agent = agent;
  expect(await agent.runEpisode("pick up the cube")).toMatchObject({
    outcome: "needs_user",
    summary: "Which cube?",
    turns: 1,
  });
  expect(of("question")[0]).toMatchObject({ text: "Which cube?", options: ["red", "green"] });
  expect(of("answer")[0]).toEqual({
    type: "answer",
    question_id: of("question")[0]?.question_id,
    text: null,
  });
});

test("an answered question does not", async () => {
  const asked: { agent?: Agent } = {};
  const executor = scriptedExecutor(async (_, { signal }) => ({
    output: `answer ${await asked.agent?.ask("Which?", null, signal ?? new AbortController().signal)}`,
  }));
  const { agent } = await setUp([act("user.ask('Which?')"), "The red one it is."], {
    executor,
    person: { ask: async () => "red", approve: async () => null },
  });
  asked.agent = agent;
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "answered" });
  expect(lastWords(server.requests[1])).toContain("answer red");
});

test("a stop while the model speaks ends the episode at once, and the next one knows of it", async () => {
  const abort = new AbortController();
  const endless: Answer = (response) => sendChunk(response, deltaChunk({ content: "I think" }));
  const { agent, executor, events } = await setUp([endless, "Hello."]);
  const ended = agent.runEpisode("go", { signal: abort.signal });
  await expect.poll(() => events.some((event) => event.type === "reply_delta")).toBe(true);
  abort.abort("page");
  expect(await ended).toMatchObject({
    outcome: "stopped",
    summary: "The task was stopped (page).",
    turns: 1,
  });
  expect(executor.ran).toEqual([]);
  expect(await agent.runEpisode("and now?")).toMatchObject({ outcome: "answered" });
  expect(lastWords(server.requests[1])).toBe("go\n\n[The task was stopped (page).]\n\nand now?");
});

test("a stop while an action runs reaches the executor and ends the episode after its observation", async () => {
  const abort = new AbortController();
  const executor = scriptedExecutor(
    (_, { signal }) =>
      new Promise((resolve) => {
        signal?.addEventListener("abort", () =>
          resolve({ ok: false, ended_by: "interrupted", reason: "page" }),
        );
        setImmediate(() => abort.abort("page"));
      }),
  );
  const { agent, of } = await setUp([act("arm.home()")], { executor });
  expect(await agent.runEpisode("go", { signal: abort.signal })).toMatchObject({
    outcome: "stopped",
    actions: 1,
  });
  expect(of("observation")[0]?.text).toContain("interrupted before its end (page)");
});

test("a model that fails is the outcome error, with one line that says what to do", async () => {
  const { agent, of } = await setUp([refuse(401, "bad key")]);
  const result = await agent.runEpisode("go");
  expect(result).toMatchObject({ outcome: "error", turns: 1, actions: 0 });
  expect(result.summary).toContain("OPENAI_API_KEY");
  expect(of("notice").at(-1)).toMatchObject({ level: "error", text: result.summary });
});

test("an executor that fails is the outcome error too", async () => {
  const executor = scriptedExecutor(() => Promise.reject(new Error("python3 is gone")));
  const { agent } = await setUp([act("x")], { executor });
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "error", summary: "python3 is gone" });
});

test("retries are told as notices", async () => {
  const { agent, of } = await setUp([refuse(503, "warming up"), "Hello."]);
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "answered" });
  expect(of("notice")[0]).toMatchObject({
    level: "warning",
    text: expect.stringContaining("503: warming up"),
  });
});

test("ends at the token budget", async () => {
  let step = 0;
  const executor = scriptedExecutor(() => ({ output: `${(step += 1)}` }));
  const { agent } = await setUp([act("step()")], { executor, tokenBudget: 30 });
  expect(await agent.runEpisode("go")).toMatchObject({
    outcome: "turn_limit",
    turns: 2,
    summary: expect.stringContaining("budget of 30 tokens"),
  });
});

test("pictures of the latest observation go to a model that sees, and to no other", async () => {
  const executor = scriptedExecutor((code) =>
    code === "look()" ? { images: [{ source: "overhead", png: PNG }] } : { output: "ok" },
  );
  const { agent } = await setUp([act("look()"), act("other()"), "done"], { executor, showImages: true });
  await agent.runEpisode("go");
  const pictures = (request: ChatRequest | undefined) =>
    JSON.stringify(request).match(/data:image\/png/g)?.length ?? 0;
  expect(server.requests.map(pictures)).toEqual([0, 1, 0]);
  await server.close();
  const blind = await setUp([act("look()"), "done"], { executor });
  await blind.agent.runEpisode("go");
  expect(server.requests.map(pictures)).toEqual([0, 0]);
  expect(lastWords(server.requests[1])).toContain("you get none");
});

const tokensOf = (request: ChatRequest): number =>
  request.messages.reduce(
    (sum, message) =>
      sum +
      textTokens(typeof message.content === "string" ? message.content : JSON.stringify(message.content)),
    0,
  );

test("every request of 30 turns fits a window of 4k tokens", async () => {
  let step = 0;
  const executor = scriptedExecutor(() => ({
    output: `BEGIN ${(step += 1)} ${"[0.1234, -0.5678] ".repeat((step * 37) % 400)}`,
  }));
  const { agent } = await setUp([act(`work(${"1.5, ".repeat(40)})`)], {
    executor,
    maxTurns: 30,
    contextTokens: 4096,
    systemPrompt: "You control a robot. ".repeat(200),
  });
  expect(await agent.runEpisode("INSTRUCTION")).toMatchObject({ outcome: "turn_limit", turns: 30 });
  expect(server.requests).toHaveLength(30);
  for (const [index, request] of server.requests.entries()) {
    expect(tokensOf(request)).toBeLessThan(4096 - 512);
    expect(JSON.stringify(request)).toContain("INSTRUCTION");
    if (index > 0) expect(lastWords(request)).toContain(`BEGIN ${index} `);
  }
});

test("a prompt too long for a server of unknown window is condensed until it fits", async () => {
  const small: Answer = (response, request) =>
    tokensOf(request) > 2000
      ? (
          refuse(400, "the request exceeds the available context size", "context_length_exceeded") as Exclude<
            Answer,
            string
          >
        )(response, request)
      : streamText(response, request, act("step()"));
  let step = 0;
  const executor = scriptedExecutor(() => ({ output: `${(step += 1)} ${"word ".repeat(300)}` }));
  const { agent, of } = await setUp([small], { executor, maxTurns: 12 });
  expect(await agent.runEpisode("go")).toMatchObject({ outcome: "turn_limit", turns: 12 });
  expect(of("notice").length).toBeGreaterThan(0);
  expect(of("notice").length).toBeLessThan(8);
});

test("a window too small for the prompt is an error that says so, not a loop", async () => {
  const { agent } = await setUp(
    [refuse(400, "maximum context length is 512 tokens", "context_length_exceeded")],
    { systemPrompt: "long ".repeat(2000) },
  );
  expect(await agent.runEpisode("go")).toMatchObject({
    outcome: "error",
    summary: expect.stringContaining("context window"),
  });
});

test("refuses a second episode while one runs", async () => {
  const { agent } = await setUp(["Hello."]);
  const first = agent.runEpisode("one");
  await expect(agent.runEpisode("two")).rejects.toThrow("busy with another task");
  expect(await first).toMatchObject({ outcome: "answered" });
});
