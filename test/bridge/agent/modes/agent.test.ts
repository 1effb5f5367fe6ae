import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Agent } from "../../../../bridge/agent/agent.ts";
import { createModelClient } from "../../../../bridge/agent/model-client.ts";
import { createMode } from "../../../../bridge/agent/modes/create-mode.ts";
import { conversationOf } from "../../../../bridge/episode/export/conversation.ts";
import { createExecutor } from "../../../../bridge/executor/executor.ts";
import type { CallHandler, Executor } from "../../../../bridge/executor/types.ts";
import {
  type ActionModeName,
  type Event,
  EventBody,
  PrimitiveError,
} from "../../../../bridge/protocol/index.ts";
import {
  type Answer,
  deltaChunk,
  endStream,
  type ModelServer,
  refuse,
  sendChunk,
  startModelServer,
  streamText,
} from "../model-server.ts";
import { ownManual } from "./manual.ts";

/* The loop in each mode, with a real interpreter and a real line to a scripted model. */

let folder: string;
let executor: Executor;
let server: ModelServer;
let events: EventBody[] = [];

const handler: CallHandler = async (call) => {
  if (call.name === "scene.objects") return ["red_cube", "blue_plate"];
  if (call.name === "wait") return (call.params as { seconds: number }).seconds;
  if (["user.say", "finish", "give_up"].includes(call.name)) return null;
  throw new PrimitiveError("NotFound", `There is no ${call.name} here.`);
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-modes-"));
  executor = await createExecutor({
    python: "python3",
    workDir: folder,
    sandbox: "none",
    onCall: handler,
    emit: (event) => void events.push(EventBody.parse(event)),
  });
});
afterEach(() => server.close());
afterAll(async () => {
  await executor.close();
  await rm(folder, { recursive: true, force: true });
});

const run = async (name: ActionModeName, answers: Answer[], contextTokens = 32_768) => {
  server = await startModelServer(answers);
  events = [];
  const agent = new Agent({
    executor,
    model: createModelClient({ baseUrl: server.baseUrl, apiKey: "k", model: "stand-in", timeoutS: 30 }),
    emit: (event) => events.push(EventBody.parse(event)),
    mode: createMode(name, await ownManual()),
    systemPrompt: "You control a robot.",
    person: { ask: async () => null, approve: async () => null },
    actionTimeoutS: 30,
    contextTokens,
  });
  return agent.runEpisode("go");
};
const seen = (request: number): string => String(server.requests[request]?.messages.at(-1)?.content);
const native =
  (words: string, ...calls: [name: string, args: string][]): Answer =>
  (response, request) => {
    sendChunk(response, deltaChunk({ content: words }));
    for (const [index, [name, args]] of calls.entries())
      sendChunk(
        response,
        deltaChunk({
          tool_calls: [{ index, id: `t${index}`, type: "function", function: { name, arguments: args } }],
        }),
      );
    endStream(response, request, "tool_calls");
  };
const said = () =>
  events.flatMap((event) => (event.type === "reply" ? [[event.text, event.thought, event.code]] : []));

test("json: native calls where the server has them; they stay in the conversation as text", async () => {
  expect(
    await run("json", [
      native("I look.", ["scene_objects", "{}"]),
      native("", ["finish", '{"summary": "seen"}'], ["wait", '{"seconds": 1}']),
    ]),
  ).toMatchObject({ outcome: "finished", summary: "seen", turns: 2, actions: 2 });
  expect(server.requests[0]?.tools).toContainEqual(
    expect.objectContaining({ function: expect.objectContaining({ name: "scene_objects" }) }),
  );
  expect(said()).toEqual([
    ['I look.\n\n{"tool": "scene_objects", "args": {}}', "I look.", "scene.objects()"],
    [
      '{"tool": "finish", "args": {"summary": "seen"}}\n{"tool": "wait", "args": {"seconds": 1}}',
      "",
      'finish("seen")',
    ],
  ]);
  expect(server.requests[1]?.messages.slice(-2)).toEqual([
    { role: "assistant", content: 'I look.\n\n{"tool": "scene_objects", "args": {}}' },
    {
      role: "user",
      content: "Observation:\nValue of the last expression: ['red_cube', 'blue_plate']\n\n9 turns left.",
    },
  ]);
});

test("json: without function calling on the server the same is read from the text", async () => {
  const answers: Answer[] = [
    refuse(400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
    'I look.\n```json\n{"tool": "scene.objects", "args": {}}\n```\nObservation: none\n\nI finish.',
    '{"tool": "scene.find", "args": {"name": 3}}',
    '{"tool": "scene.find", "args": {"name": "cup"}}\n{"tool": "finish", "args": {"summary": "x"}}',
    '{"tool": "finish", "args": {"summary": "done"}}',
  ];
  expect(await run("json", answers)).toMatchObject({ outcome: "finished", turns: 4, actions: 3 });
  expect(server.requests[1]).not.toHaveProperty("tools");
  expect(server.requests[1]?.stop).toEqual(["\nObservation:"]);
  expect(seen(2)).toContain("Value of the last expression: ['red_cube', 'blue_plate']");
  expect(seen(3)).toMatch(
    /^Observation:\nscene\.find takes a string as name; got 3\..*Nothing was run\..*\n\n8 turns left\.$/,
  );
  expect(seen(4)).toMatch(
    /line 1, in <module>\n {4}scene\.find\("cup"\)\nNotFound: There is no scene\.find here\./,
  );
  expect(seen(4)).toContain("Your reply held a second call; it was not run. Send one call a turn.");
});

test("json: a small window is not filled with tools", async () => {
  await run("json", ["Good day."], 4_096);
  expect(server.requests[0]).not.toHaveProperty("tools");
});

test("json-parallel: each call has lines of its own, in order; the first that raises ends the action", async () => {
  const calls = [
    '{"tool": "scene.objects", "args": {}}',
    '{"tool": "user.say", "args": {"text": "hello"}}',
    '{"tool": "scene.find", "args": {"name": "cup"}}',
    '{"tool": "user.say", "args": {"text": "never said"}}',
  ];
  const answers = [`I look.\n${calls.join("\n")}`, "There is no cup."];
  expect(await run("json-parallel", answers)).toMatchObject({
    outcome: "answered",
    actions: 1,
    primitive_calls: 3,
  });
  expect(seen(1)).toMatch(
    /^Observation:\n1\. scene\.objects: \['red_cube', 'blue_plate'\]\n2\. user\.say: None\n\nTraceback[\s\S]*line 3, in <module>\n {4}print\("3\. scene\.find:", repr\(scene\.find\("cup"\)\)\)\nNotFound: /,
  );
});

test("text: one call a turn", async () => {
  const answers = ["I wait.\nAction: wait(0.5)", "Action: wait(seconds=x)", "Action: finish('done')"];
  expect(await run("text", answers)).toMatchObject({ outcome: "finished", turns: 3, actions: 2 });
  expect(server.requests[0]).not.toHaveProperty("tools");
  expect(seen(1)).toBe("Observation:\nValue of the last expression: 0.5\n\n9 turns left.");
  expect(seen(2)).toContain("wanted where there is x)");
  expect(said()[0]).toEqual(["I wait.\nAction: wait(0.5)", "I wait.", "wait(0.5)"]);
});

test("code-flat: a loop is refused, and the turn is spent", async () => {
  const answers = [
    "<execute>\nfor name in scene.objects():\n    print(name)\n</execute>",
    "<execute>\nnames = scene.objects()\nprint(names[0])\nfinish(names[1])\n</execute>",
  ];
  expect(await run("code-flat", answers)).toMatchObject({
    outcome: "finished",
    summary: "blue_plate",
    actions: 1,
  });
  expect(seen(1)).toContain("Line 1 of your code has a for loop");
});

test.each(["json", "text"] as const)(
  "%s: an announcement, a cut and silence are corrected in the mode's words",
  async (name) => {
    const cut: Answer = (response, request) =>
      streamText(
        response,
        request,
        name === "json" ? '{"tool": "wait", "args": {"sec' : "Action: wait(sec",
        "length",
      );
    await run(name, ["Let me look at the table.", cut, "", "It is red."]);
    expect(seen(1)).toContain(
      `held no call, so nothing was done. To act, write one call ${name === "json" ? "as a JSON object" : "after Action:"}`,
    );
    expect(seen(2)).toContain("cut off at its longest length before the end of its call");
    expect(seen(3)).toContain("Your reply was empty.");
  },
);

test("training data has the replies as the model wrote them, up to the end of the action", async () => {
  const start = { type: "episode_start", mode: "json" } as unknown as Event;
  const reply = (text: string, code: string | null) =>
    ({ type: "reply", turn: 1, text, thought: "I look.", code }) as unknown as Event;
  const task = { type: "user_message", text: "go" } as unknown as Event;
  const call = '{"tool": "scene.objects", "args": {}}';
  const conversation = conversationOf(
    [start, task, reply(`<think>hm</think>I look.\n${call}\nObservation: none`, "scene.objects()")],
    "S",
  );
  expect(conversation).toEqual([
    { role: "system", content: "S" },
    { role: "user", content: "go" },
    { role: "assistant", content: `hm\n\nI look.\n${call}` },
  ]);
});
