import { beforeAll, expect, test } from "vitest";
import { createMode } from "../../../../bridge/agent/modes/create-mode.ts";
import { keptReply } from "../../../../bridge/agent/modes/kept.ts";
import type { ActionMode } from "../../../../bridge/agent/modes/mode.ts";
import { ownManual } from "./manual.ts";

let json: ActionMode;
let parallel: ActionMode;
beforeAll(async () => {
  const manual = await ownManual();
  json = createMode("json", manual);
  parallel = createMode("json-parallel", manual);
});
const read = (text: string) => json.parse({ text, toolCalls: [] });
const readAll = (text: string) => parallel.parse({ text, toolCalls: [] });
const call = (tool: string, args: unknown) => JSON.stringify({ tool, args });

test.each([
  ["bare", `I move.\n${call("arm.move_to", { position: [0.4, 0, 0.2], speed: 0.1 })}`],
  ["fenced", `I move.\n\`\`\`json\n${call("arm.move_to", { speed: 0.1, position: [0.4, 0, 0.2] })}\n\`\`\``],
  [
    "in a fence without a language, over several lines",
    'I move.\n```\n{"tool": "arm.move_to",\n "args": {"position": [0.4, 0, 0.2],\n "speed": 0.1}}\n```',
  ],
  [
    "in the form of function calling",
    'I move.\n<tool_call>\n{"name": "arm_move_to", "arguments": {"position": [0.4, 0, 0.2], "speed": 0.1}}\n</tool_call>',
  ],
  [
    "with arguments as a string",
    `I move.\n${JSON.stringify({ name: "arm__move_to", arguments: '{"position": [0.4, 0, 0.2], "speed": 0.1}' })}`,
  ],
  [
    "in a wrapper",
    `I move.\n${JSON.stringify({ action: { tool: "arm.move_to", args: { position: [0.4, 0, 0.2], speed: 0.1 } } })}`,
  ],
])("reads a call %s", (_, reply) => {
  expect(read(reply)).toMatchObject({
    thought: expect.stringMatching(/^I move\./),
    code: "arm.move_to([0.4, 0, 0.2], speed=0.1)",
    closed: true,
    otherBlocks: 0,
    problem: null,
    answer: null,
  });
});

test("values become Python's own", () => {
  expect(read(call("user.ask", { question: 'which "one"?\n', options: null })).code).toBe(
    'user.ask("which \\"one\\"?\\n", options=None)',
  );
  expect(read(call("arm.move_to", { position: [0, -0.5, 1e-7], straight: true })).code).toBe(
    "arm.move_to([0, -0.5, 1e-7], straight=True)",
  );
  expect(
    read(
      call("ros.publish", {
        topic: "/t",
        type: "std_msgs/msg/String",
        message: { data: "x", n: [null, false] },
      }),
    ).code,
  ).toBe('ros.publish("/t", "std_msgs/msg/String", {"data": "x", "n": [None, False]})');
  expect(read('{"tool": "scene.objects"}').code).toBe("scene.objects()");
});

test("of several calls the first is run, and what follows an imagined observation is forgotten", () => {
  const reply = `A\n${call("pick", { name: "a" })}\n${call("place_on", { name: "b" })}\nObservation: done\n${call("finish", { summary: "x" })}`;
  expect(read(reply)).toMatchObject({
    code: 'pick("a")',
    otherBlocks: 1,
    kept: `A\n${call("pick", { name: "a" })}`,
  });
  expect(readAll(reply)).toMatchObject({
    code: 'print("1. pick:", repr(pick("a")))\nprint("2. place_on:", repr(place_on("b")))',
    otherBlocks: 0,
    kept: `A\n${call("pick", { name: "a" })}\n${call("place_on", { name: "b" })}`,
  });
  expect(json.othersNotRun(2)).toContain("2 more calls; they were not run");
  const list = `[${call("pick", { name: "a" })}, ${call("wait", { seconds: 1 })}]`;
  expect(readAll(`\`\`\`json\n${list}\n\`\`\``)).toMatchObject({
    thought: "",
    code: 'print("1. pick:", repr(pick("a")))\nprint("2. wait:", repr(wait(1)))',
    kept: `\`\`\`json\n${list}\n\`\`\``,
  });
  expect(readAll(call("wait", { seconds: 1 })).code).toBe("wait(1)");
});

test("native calls go before text, and stand in the conversation as text", () => {
  const toolCalls = [
    { name: "arm_move_to", arguments: '{"position":[0.4,0,0.2]}' },
    { name: "gripper_open", arguments: "" },
  ];
  const text = "I move, then open.";
  expect(json.parse({ text, toolCalls })).toMatchObject({
    thought: text,
    code: "arm.move_to([0.4, 0, 0.2])",
    otherBlocks: 1,
  });
  const written = json.written({ text, toolCalls });
  expect(written).toBe(
    `${text}\n\n{"tool": "arm_move_to", "args": {"position":[0.4,0,0.2]}}\n{"tool": "gripper_open", "args": {}}`,
  );
  // What is recorded reads as what was done.
  expect(read(written)).toMatchObject({ code: "arm.move_to([0.4, 0, 0.2])", otherBlocks: 1 });
  expect(keptReply("json", written, "")).toBe(json.parse({ text, toolCalls }).kept);
  expect(parallel.parse({ text, toolCalls }).code).toBe(
    'print("1. arm.move_to:", repr(arm.move_to([0.4, 0, 0.2])))\nprint("2. gripper.open:", repr(gripper.open()))',
  );
});

test.each([
  ["an unknown name", call("grasp", { name: "a" }), /There is no "grasp".* There are: pick, /],
  ["a near name", call("pik", { name: "a" }), /There is no "pik"; did you mean pick\?/],
  ["a wrong type", call("pick", { name: 3 }), /^pick takes a string as name; got 3\. It is pick\(name\)/],
  [
    "too few numbers",
    call("arm.move_to", { position: [0.4, 0] }),
    /takes a list of 3 numbers as position; got \[0\.4,0\]/,
  ],
  [
    "a number beyond its limit",
    call("arm.move_to", { position: [0, 0, 0], speed: -1 }),
    /takes a number above 0 as speed; got -1/,
  ],
  [
    "a time out of bounds",
    call("wait", { seconds: 9999 }),
    /takes a number from 0 to 3600 as seconds; got 9999/,
  ],
  ["a wrong kind of list", call("stack", { names: [1, 2] }), /takes a list of strings as names; got \[1,2\]/],
  [
    "what may be null or not",
    call("place_at", { x: 0.4, y: 0, z: "table" }),
    /takes a number or null as z; got "table"/,
  ],
  [
    "a parameter that is not there",
    call("pick", { name: "a", color: "red" }),
    /pick has no parameter "color"; it takes name/,
  ],
  ["a parameter that misses", call("push", { name: "a" }), /push needs direction, not given/],
  [
    "a function",
    call("ros.send_goal", { action: "/a", type: "t", goal: {}, on_feedback: "print" }),
    /takes a Python function as on_feedback/,
  ],
  [
    "arguments without names",
    '{"tool": "pick", "args": ["a"]}',
    /args of pick must be an object of named arguments/,
  ],
  ["arguments beside args", '{"tool": "pick", "name": "a"}', /name must stand in "args"/],
  ["broken JSON", '{"tool": "pick", "args": {"name": a}}', /The JSON of your call cannot be read: .*a/],
  ["Python", "<execute>\npick('a')\n</execute>", /Python is not read here/],
  ["function calling of another kind", "<function=pick>{}</function>", /no call that can be read/],
])("%s is told in words, and nothing is run", (_, reply, words) => {
  for (const parsed of [read(reply), readAll(reply)]) {
    expect(parsed.code).toBeNull();
    expect(parsed.answer).toBeNull();
    expect(parsed.problem).toMatch(words);
    expect(parsed.problem).toContain('{"tool": NAME, "args": {NAME: VALUE}}');
    expect(parsed.problem).not.toContain("\n");
  }
});

test("one wrong call of several keeps all from being run", () => {
  expect(readAll(`${call("pick", { name: "a" })}\n${call("place_on", { nme: "b" })}`)).toMatchObject({
    code: null,
    problem: expect.stringContaining('place_on has no parameter "nme"'),
  });
});

test("words without a call go to the user, with JSON that is none in them too", () => {
  for (const words of ["The cube is red.", 'I found {"name": "red_cube", "x": 0.4}.', "At [0.4, 0] {about}."])
    expect(read(words)).toMatchObject({ code: null, problem: null, answer: words });
  expect(read("").problem).toMatch(/^Your reply was empty/);
});

test("a call that was cut off is not closed", () => {
  expect(read('I go.\n{"tool": "arm.move_to", "args": {"position": [0.4')).toMatchObject({
    code: null,
    closed: false,
  });
});

test("offers each primitive as a function by the API's rules, with the schema of its arguments", () => {
  const names = json.tools.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["pick", "stack", "arm_move_to", "user_ask", "finish", "memory_recall"]),
  );
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  expect(new Set(names).size).toBe(names.length);
  expect(json.tools.find(({ name }) => name === "arm_move_to")?.parameters).toMatchObject({
    type: "object",
    required: ["position"],
    additionalProperties: false,
    properties: {
      position: { type: "array", items: { type: "number" }, minItems: 3, maxItems: 3 },
      speed: { type: "number", exclusiveMinimum: 0, default: 0.25 },
      straight: { type: "boolean" },
    },
  });
  // What takes or gives functions is for programs.
  expect(names).not.toContain("skills_save");
  expect(json.withheld).toContain("skills.save");
  const goal = json.tools.find(({ name }) => name === "ros_send_goal")?.parameters as { properties: object };
  expect(goal.properties).not.toHaveProperty("on_feedback");
});

test("a reply of nothing but braces is read in no time", () => {
  expect(read("{".repeat(20_000)).code).toBeNull();
  expect(read(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`).code).toBeNull();
});
