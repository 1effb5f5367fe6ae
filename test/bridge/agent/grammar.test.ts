import { describe, expect, test } from "vitest";
import { parseReply } from "../../../bridge/agent/grammar.ts";
import { looksLikePython } from "../../../bridge/agent/python-text.ts";

const acts = (reply: string, toolCode: string | null = null) => {
  const { code, closed, otherBlocks, thought } = parseReply(reply, toolCode);
  return { code, closed, otherBlocks, thought };
};

describe("an action between execute tags", () => {
  test("with prose before it as the chain of thought", () => {
    expect(acts("<thought>I look first.</thought>\n<execute>\nscene.objects()\n</execute>")).toEqual({
      code: "scene.objects()",
      closed: true,
      otherBlocks: 0,
      thought: "I look first.",
    });
  });

  test("without its closing tag, as servers leave it", () => {
    const reply = parseReply("Now.\n<execute>\narm.home()\n");
    expect(reply).toMatchObject({ code: "arm.home()", closed: false });
    expect(reply.kept).toBe("Now.\n<execute>\narm.home()\n</execute>");
  });

  test.each([
    ["on one line", "<execute>print(1)</execute>", "print(1)"],
    ["in capitals", "<EXECUTE>\nprint(1)\n</Execute>", "print(1)"],
    ["with CRLF", "ok\r\n<execute>\r\nif x:\r\n    y()\r\n</execute>\r\n", "if x:\n    y()"],
    [
      "indented",
      "  <execute>\n    for i in a:\n        b(i)\n    c()\n  </execute>",
      "for i in a:\n    b(i)\nc()",
    ],
    ["around a fence", "<execute>\n```python\nprint(1)\n```\n</execute>", "print(1)"],
    ["inside a fence", "```python\n<execute>\nprint(1)\n</execute>\n```", "print(1)"],
    ["inside a fence, not closed", "```python\n<execute>\nprint(1)\n```", "print(1)"],
    ["around a fence, not closed", "<execute>\n```py\nprint(1)\n```\n", "print(1)"],
    ["with attributes", '<execute lang="python">\nprint(1)\n</execute>', "print(1)"],
    ["closed in a comment line", "<execute>\nx = 1  # it's done</execute>", "x = 1  # it's done"],
    [
      "with an apostrophe in a comment",
      "<execute>\n# don't move\nx = 1\n</execute>\nThat's it.",
      "# don't move\nx = 1",
    ],
  ])("%s", (_, reply, code) => {
    expect(acts(reply)).toMatchObject({ code, otherBlocks: 0 });
  });

  test("keeps tags that stand in strings of the code", () => {
    const code = 'print("a </execute> b <execute> c")\ndoc = """\n</execute>\n"""';
    expect(acts(`<execute>\n${code}\n</execute>`)).toMatchObject({ code, closed: true, otherBlocks: 0 });
  });

  test("ends at the closing tag though the code's quotes do not match up", () => {
    expect(acts('<execute>\nx = """oh\n</execute>\nIt failed.')).toMatchObject({
      code: 'x = """oh',
      closed: true,
    });
  });

  test("is not a tag that the prose only names", () => {
    expect(acts("I put code into `<execute>` tags.\n<execute>\nx = 1\n</execute>")).toMatchObject({
      code: "x = 1",
      otherBlocks: 0,
    });
    expect(acts("I use an <execute> block now:\n<execute>\nx = 1\n</execute>")).toMatchObject({
      code: "x = 1",
      otherBlocks: 0,
    });
    expect(parseReply("Code goes between `<execute>` and `</execute>`. Shall I?")).toMatchObject({
      code: null,
      problem: null,
    });
    expect(parseReply("Shall I write an <execute> block for that?")).toMatchObject({
      code: null,
      problem: null,
    });
  });

  test("runs the first of several, drops what follows it from the history", () => {
    const reply = parseReply("A\n<execute>\nx = 1\n</execute>\nObservation: 7\n<execute>\ny = 2\n</execute>");
    expect(reply).toMatchObject({ code: "x = 1", otherBlocks: 1 });
    expect(reply.kept).toBe("A\n<execute>\nx = 1\n</execute>");
  });
});

describe("an action in a fence", () => {
  test.each([
    ["python", "Look.\n```python\nprint(1)\n```\nDone.", "print(1)"],
    ["py with tildes", "~~~py\nprint(1)\n~~~", "print(1)"],
    ["capitals and attributes", '```Python title="a.py"\nprint(1)\n```', "print(1)"],
    ["indented in a list", "1. do\n   ```python\n   if a:\n       b()\n   ```", "if a:\n    b()"],
    [
      "bare, alone, reading as Python",
      "I home it.\n```\narm.home()\nx = arm.pose()\n```",
      "arm.home()\nx = arm.pose()",
    ],
    ["longer fence", "````python\ns = '```'\nprint(s)\n````", "s = '```'\nprint(s)"],
  ])("%s", (_, reply, code) => {
    expect(acts(reply)).toMatchObject({ code, closed: true, otherBlocks: 0 });
  });

  test("is not ended by a fence in a docstring", () => {
    const code = 'def f():\n    """\n    ```\n    f()\n    ```\n    """\n    return 1\nf()';
    expect(acts(`\`\`\`python\n${code}\n\`\`\`\nThen I see.`)).toMatchObject({ code, closed: true });
  });

  test("counts the other Python blocks and ignores those of other languages", () => {
    expect(
      acts("```json\n{}\n```\n```python\na = 1\n```\n```python\nb = 2\n```\n```\nout\n```"),
    ).toMatchObject({ code: "a = 1", otherBlocks: 1 });
  });

  test("an execute block goes before fences, which only illustrate then", () => {
    expect(acts("Like\n```python\nold()\n```\n<execute>\nnew()\n</execute>")).toMatchObject({
      code: "new()",
      otherBlocks: 0,
    });
  });

  test("an unlabelled block of words, a table or output is an answer", () => {
    for (const block of [
      "red_cube  0.4 0.1\nblue_plate 0.5",
      '{"a": 1}',
      "The cube is red.",
      "if you like, I go on",
      "$ ls -l",
    ])
      expect(parseReply(`I see:\n\`\`\`\n${block}\n\`\`\``)).toMatchObject({ code: null, problem: null });
  });
});

test("a native call goes before the text, which is its thought", () => {
  const reply = parseReply("I look.", "scene.objects()");
  expect(reply).toMatchObject({ code: "scene.objects()", thought: "I look.", closed: true });
  expect(reply.kept).toBe("I look.\n<execute>\nscene.objects()\n</execute>");
  expect(parseReply("", "").problem).toContain("empty");
});

describe("words to the user", () => {
  test("are the answer, without tags and thoughts", () => {
    expect(
      parseReply("<thought>There are three.</thought>\n<solution>Three cubes.</solution>"),
    ).toMatchObject({
      code: null,
      answer: "Three cubes.",
      thought: "There are three.",
      problem: null,
    });
  });

  test("reasoning left in the reply is thought, and no code is read from it", () => {
    const reply = parseReply(
      "<think>I could <execute>\narm.home()\n</execute> but no.</think>\nWhich cube do you mean?",
    );
    expect(reply).toMatchObject({
      code: null,
      answer: "Which cube do you mean?",
      kept: "Which cube do you mean?",
    });
    expect(reply.thought).toContain("but no");
    expect(parseReply("so it is.</think>\nYes.")).toMatchObject({ answer: "Yes." });
    expect(parseReply("<think>and on and on")).toMatchObject({ code: null, answer: null });
  });
});

test.each([
  ["", /empty/],
  ["  \r\n ", /empty/],
  ["<execute>\n\n</execute>", /code block in your reply is empty/],
  ["```python\n```", /code block in your reply is empty/],
  ["<thought>hm</thought>", /thoughts only/],
  ["\ufffd\ufffd ..!", /could not be read/],
  [
    '<tool_call>\n{"name": "execute_python", "arguments": {"code": "x"}}\n</tool_call>',
    /Tool calls are not read/,
  ],
])("says what is wrong with the reply %j", (reply, problem) => {
  const parsed = parseReply(reply);
  expect(parsed).toMatchObject({ code: null, answer: null });
  expect(parsed.problem).toMatch(problem);
  expect(parsed.problem).toContain("<execute>");
});

test("never hangs or throws on nonsense", () => {
  const pieces = [
    "<execute>",
    "</execute>",
    "```",
    "```python",
    "'",
    '"""',
    "\\",
    "\n",
    "x = 1",
    "<think>",
    "</think>",
    "`",
    "#",
    " ",
  ];
  let seed = 1;
  for (let round = 0; round < 3000; round += 1) {
    let reply = "";
    for (let piece = 0; piece < 12; piece += 1) {
      seed = (seed * 48271) % 2147483647;
      reply += pieces[seed % pieces.length];
    }
    const parsed = parseReply(reply);
    expect([parsed.code, parsed.answer, parsed.problem].filter((each) => each !== null)).toHaveLength(1);
  }
  expect(parseReply("<execute>".repeat(20_000)).code).toBe(null);
  expect(parseReply("```\n".repeat(20_000)).problem ?? "words").toBeTruthy();
});

test("tells Python from prose by its shape", () => {
  for (const code of [
    "x = 1",
    "a.b[0].c(1)",
    "for i in range(3):\n    f(i)",
    "from math import pi",
    "@dec\ndef f():\n  return 1",
    "f(\n  1,\n)\n",
    "x: int = 2",
    "x += 1",
    "del x",
    'f("""\nanything here\n""")',
  ])
    expect(looksLikePython(code), code).toBe(true);
  for (const text of [
    "",
    "# only a comment",
    "hello world",
    "for example this",
    "1 2 3",
    "Error: no",
    "red, green",
  ])
    expect(looksLikePython(text), text).toBe(false);
});
