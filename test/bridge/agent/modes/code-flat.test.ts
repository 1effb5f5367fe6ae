import { expect, test } from "vitest";
import { codeFlatMode } from "../../../../bridge/agent/modes/code-flat.ts";

const read = (code: string) =>
  codeFlatMode.parse({ text: `I act.\n<execute>\n${code}\n</execute>`, toolCalls: [] });

test.each([
  "pick('red_cube')\nplace_on('blue_plate')",
  "cube = scene.find('red_cube')\nprint(cube.x, cube.y)\narm.move_to([cube.x, cube.y, cube.z + 0.1])",
  "import math\nx = math.hypot(0.1, 0.2) ** 2\nnot x",
  "print('for each if while and or', f'{x:.2f}')  # if this fails, try again",
  "match = scene.objects()[0]\nmatch.strip()\ncase = {'if': 1}\nclass_ = {'a': x is None, 'b': 'x' in y}",
  "import re\nre.compile('a')",
  "x, y = [1, 2]\nx += y; print(x)",
])("straight-line Python is run: %j", (code) => {
  expect(read(code)).toMatchObject({ code, problem: null });
});

test.each([
  ["x = 1\nif x:\n    pick('a')", 2, "an if"],
  ["x = 1 if y else 2", 1, "an if"],
  ["for name in scene.objects(): pick(name)", 1, "a for loop"],
  ["print(1)\n[pick(n) for n in names]", 2, "a for loop or comprehension"],
  ["{n: 1\n for n in names}", 2, "a for loop or comprehension"],
  ["while True: wait(1)", 1, "a while loop"],
  ["def f(): pass", 1, "a function definition"],
  ["f = lambda: pick('a')", 1, "a lambda"],
  ["try:\n    pick('a')\nexcept GraspFailed: pass", 1, "a try statement"],
  ["with open('a') as f: pass", 1, "a with statement"],
  ["class A: pass", 1, "a class definition"],
  ["gripper.state().holding or pick('a')", 1, "an or"],
  ["x and pick('a')", 1, "an and"],
  ["assert gripper.state().holding", 1, "an assert"],
  ["match x:\n    case 1: pick('a')", 1, "a match statement"],
  ["list(map(pick, names))", 1, "map()"],
  ["exec('for n in names: pick(n)')", 1, "exec()"],
  ["import functools\nfunctools.reduce(pick, names)", 2, "reduce()"],
  ["print(f'{pick(n) if n else 0}')", 1, "an if"],
  ["print(1); if_ = 2; x = [1]\\\n if y else 3", 2, "an if"],
])("control flow is refused by its name: %j", (code, line, what) => {
  const { code: run, problem } = read(code);
  expect(run).toBeNull();
  expect(problem).toContain(`Line ${line} of your code has ${what}`);
  expect(problem).toContain("nothing was run");
});

test("words are words, and a block without code is corrected as in code mode", () => {
  expect(codeFlatMode.parse({ text: "If it is red, take it.", toolCalls: [] })).toMatchObject({
    problem: null,
  });
  expect(read("").problem).toContain("The code block in your reply is empty");
});
