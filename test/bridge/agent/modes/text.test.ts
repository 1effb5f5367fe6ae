import { beforeAll, expect, test } from "vitest";
import { createMode } from "../../../../bridge/agent/modes/create-mode.ts";
import { keptReply } from "../../../../bridge/agent/modes/kept.ts";
import type { ActionMode } from "../../../../bridge/agent/modes/mode.ts";
import { ownManual } from "./manual.ts";

let mode: ActionMode;
beforeAll(async () => {
  mode = createMode("text", await ownManual());
});
const read = (text: string) => mode.parse({ text, toolCalls: [] });
const code = (call: string) => read(`Action: ${call}`).code;

test("reads one call after Action:, with the thought before it", () => {
  expect(read("Thought: I move there.\nAction: arm.move_to([0.4, 0, 0.2], speed=0.1)")).toEqual({
    thought: "I move there.",
    code: "arm.move_to([0.4, 0, 0.2], speed=0.1)",
    closed: true,
    answer: null,
    otherBlocks: 0,
    problem: null,
    kept: "Thought: I move there.\nAction: arm.move_to([0.4, 0, 0.2], speed=0.1)",
  });
});

test.each([
  ["**Action:** pick('a')", 'pick("a")'],
  ["Action 1: `pick('a')`", 'pick("a")'],
  ["Action:\n```python\npick('a')\n```", 'pick("a")'],
  ["action : pick('a').", 'pick("a")'],
  ["Action: pick('a')  # the red one", 'pick("a")'],
  ["Action: functions.pick('a')", 'pick("a")'],
  ["Action: arm_home()", "arm.home()"],
])("reads %j", (reply, expected) => {
  expect(read(reply)).toMatchObject({ code: expected, problem: null });
});

test("reads Python's literals, and nothing but literals", () => {
  expect(code(`user.ask('it\\'s "red"?', ["yes", 'no',])`)).toBe(
    'user.ask("it\'s \\"red\\"?", options=["yes", "no"])',
  );
  expect(code('finish("""two\nlines""")')).toBe('finish("two\\nlines")');
  expect(code(String.raw`finish('tab\t \x41 \u00e9 \U0001F600 \101 \q')`)).toBe(
    'finish("tab\\t A é 😀 A \\\\q")',
  );
  expect(code("finish(r'\\n' 'and')")).toBe('finish("\\\\nand")');
  expect(code("arm.move_to((.4, -0, +2e-1), straight = True, timeout_s=None)")).toBe(
    "arm.move_to([0.4, -0.0, 0.2], straight=True, timeout_s=None)",
  );
  expect(code("arm.move_joints({'a': 1_0.5, 'b': 1.})")).toBe('arm.move_joints({"a": 10.5, "b": 1})');
  expect(code("place_at(\n  0.4,\n  y=(0.1),\n)")).toBe("place_at(0.4, 0.1)");
  expect(code("stack(('a', 'b'))")).toBe('stack(["a", "b"])');
});

test.each([
  ["a variable", "pick(cube)", /wanted where there is cube/],
  [
    "an expression",
    "place_at(0.1 + 0.2, 0)",
    /a comma or \) after an argument is wanted where there is \+ 0\.2/,
  ],
  ["a call in a call", "pick(scene.objects())", /wanted where there is scene/],
  ["an attribute behind it", "scene.find('a').pose", /followed by \.pose: an action is one call/],
  ["a second call behind it", "pick('a'); place_on('b')", /followed by ; place_on/],
  ["an f-string", "finish(f'{x}')", /a plain quoted string/],
  ["a lambda", "pick(lambda: 0)", /wanted where there is lambda/],
  ["an open string", "pick('a)", /not closed with '/],
  ["an open bracket", "pick('a'", /the line ends/],
  ["no brackets", "pick", /the arguments of pick in brackets/],
  ["no name", '("a")', /the name of a primitive is wanted/],
  ["infinity", "wait(1e999)", /1e999 is too large a number/],
  ["not a number", "wait(nan)", /wanted where there is nan/],
  ["a position after names", "push(name='a', 'left')", /name=value, as after name=/],
  ["a name twice", "pick('a', name='b')", /pick got name twice/],
  ["too many arguments", "pick('a', 'b')", /pick takes at most 1 without a name; got 2/],
  ["a name that must be said", "arm.home(3)", /arm\.home takes no arguments without a name; got 1/],
  ["a wrong type", "pick(None)", /takes a string as name; got None/],
  ["a wrong flag", "arm.move_to([0, 0, 0], straight='yes')", /takes True or False as straight; got "yes"/],
  ["what is no primitive", "__import__('os')", /There is no "__import__"/],
  ["a method of a string", "''.join(['a'])", /the name of a primitive/],
])("refuses %s in words", (_, call, words) => {
  const parsed = read(`Action: ${call}`);
  expect(parsed.code).toBeNull();
  expect(parsed.problem).toMatch(words);
  expect(parsed.problem).toContain("after Action:");
});

test("the first action is run, and what follows an imagined observation is forgotten", () => {
  const reply = "Action: pick('a')\nAction: place_on('b')\nObservation: done\nAction: finish('x')";
  expect(read(reply)).toMatchObject({ code: 'pick("a")', otherBlocks: 1, kept: "Action: pick('a')" });
  expect(keptReply("text", reply, null)).toBe("Action: pick('a')");
});

test("words go to the user; a call without Action:, JSON and Python are corrected", () => {
  expect(read("The action was good.")).toMatchObject({ answer: "The action was good.", problem: null });
  for (const [reply, words] of [
    ["I pick it.\npick('a')", "a call without Action:"],
    ['{"tool": "pick", "args": {}}', "Only an action after Action:"],
    ["<execute>\npick('a')\n</execute>", "Only an action after Action:"],
    ["", "empty"],
  ] as const)
    expect(read(reply)).toMatchObject({ code: null, answer: null, problem: expect.stringContaining(words) });
});
