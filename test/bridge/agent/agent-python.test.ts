import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Agent, type Person } from "../../../bridge/agent/agent.ts";
import { createModelClient } from "../../../bridge/agent/model-client.ts";
import { createExecutor } from "../../../bridge/executor/executor.ts";
import type { CallHandler, Executor } from "../../../bridge/executor/types.ts";
import { EventBody, PrimitiveError } from "../../../bridge/protocol/index.ts";
import { type Answer, type ModelServer, startModelServer } from "./model-server.ts";

/* The loop with a real Python interpreter behind it; only the model is scripted. */

let folder: string;
let executor: Executor;
let server: ModelServer;
let agent: Agent;
let events: EventBody[];
let person: Person;

const handler: CallHandler = async (call, context) => {
  if (call.name === "scene.objects") return ["red_cube", "blue_plate"];
  if (call.name === "user.say" || call.name === "finish" || call.name === "give_up") return null;
  if (call.name === "user.ask") {
    const { question, options } = call.params as { question: string; options: string[] | null };
    const answer = await agent.ask(question, options, context.signal);
    if (answer === null) throw new PrimitiveError("Timeout", "Nobody could answer.");
    return answer;
  }
  throw new PrimitiveError("NotFound", `There is no ${call.name} here.`);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-agent-"));
  events = [];
  person = { ask: async () => null, approve: async () => null };
  const emit = (event: EventBody): void => void events.push(EventBody.parse(event));
  executor = await createExecutor({
    python: "python3",
    workDir: folder,
    sandbox: "none",
    onCall: handler,
    emit,
  });
});
afterEach(async () => {
  await executor.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const run = async (answers: Answer[], signal?: AbortSignal) => {
  server = await startModelServer(answers);
  agent = new Agent({
    executor,
    model: createModelClient({ baseUrl: server.baseUrl, apiKey: "k", model: "stand-in", timeoutS: 30 }),
    emit: (event) => events.push(EventBody.parse(event)),
    systemPrompt: "You control a robot.",
    person: { ask: (...asked) => person.ask(...asked), approve: async () => null },
    actionTimeoutS: 30,
  });
  return agent.runEpisode("go", signal ? { signal } : {});
};
const seen = (request: number): string => String(server.requests[request]?.messages.at(-1)?.content);

test("debugs itself: the first action raises, the observation shows where, the second mends it and finishes", async () => {
  const result = await run([
    "I list them.\n<execute>\nnames = scene.objects()\nprint('first', names[2])\n</execute>",
    "Only two.\n```python\nprint('last', names[-1])\nfinish(f'{len(names)} objects')\n```",
  ]);
  expect(result).toMatchObject({ outcome: "finished", summary: "2 objects", turns: 2, actions: 2 });
  expect(seen(1)).toMatch(
    /^Observation:\nTraceback[\s\S]*line 2[\s\S]*print\('first', names\[2\]\)[\s\S]*IndexError: list index out of range\n\n9 turns left\.$/,
  );
  expect(seen(1).match(/IndexError/g)).toHaveLength(1);
  const last = events.filter((event) => event.type === "observation").at(-1);
  expect(last?.text).toContain("last blue_plate");
});

test("a primitive's error reaches the model word for word", async () => {
  await run(["<execute>\nscene.find('cup')\n</execute>", "There is none."]);
  expect(seen(1)).toContain("NotFound: There is no scene.find here.");
});

test("variables live on over turns, and the last value is shown", async () => {
  await run(["<execute>\nx = 41\n</execute>", "<execute>\nx + 1\n</execute>", "42."]);
  expect(seen(1)).toContain("The code printed nothing and returned nothing.");
  expect(seen(2)).toContain("Value of the last expression: 42");
});

test("the death of the interpreter is told, with what it took along", async () => {
  await run(["<execute>\nprint('so far', flush=True)\nimport os; os._exit(3)\n</execute>", "Oh."]);
  expect(seen(1)).toMatch(
    /so far[\s\S]*InterpreterDied[\s\S]*variables, functions and imports of earlier turns are lost/,
  );
});

test("give_up() in Python ends the episode", async () => {
  expect(await run(["<execute>\ngive_up('too far')\n</execute>"])).toMatchObject({
    outcome: "gave_up",
    summary: "too far",
  });
});

test("user.ask() that nobody answers ends as needs_user; answered, it goes on", async () => {
  const asks = "<execute>\nprint('so', user.ask('Which cube?', ['red', 'green']))\n</execute>";
  expect(await run([asks])).toMatchObject({ outcome: "needs_user", summary: "Which cube?" });
  await server.close();
  person = { ...person, ask: async (_, options) => options?.[1] ?? null };
  expect(await run([asks, "The green one."])).toMatchObject({ outcome: "answered" });
  expect(seen(1)).toContain("so green");
});

test("a stop interrupts the program in the middle of a loop", async () => {
  const abort = new AbortController();
  const ended = run(["<execute>\nprint('on it', flush=True)\nwhile True: pass\n</execute>"], abort.signal);
  await expect.poll(() => events.some((event) => event.type === "output"), { timeout: 15_000 }).toBe(true);
  abort.abort("page");
  expect(await ended).toMatchObject({ outcome: "stopped", actions: 1 });
  expect(events.at(-1)).toMatchObject({
    type: "observation",
    text: expect.stringMatching(/on it[\s\S]*interrupted before its end/),
  });
});
