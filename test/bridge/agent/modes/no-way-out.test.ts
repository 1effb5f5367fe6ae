import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { createMode } from "../../../../bridge/agent/modes/create-mode.ts";
import type { ActionMode } from "../../../../bridge/agent/modes/mode.ts";
import type { Literal } from "../../../../bridge/agent/modes/python-literal.ts";
import { ownManual } from "./manual.ts";

/*
 * Whatever a model puts into the arguments of a call, Python's own parser finds that one call and those values in the
 * program that it becomes.
 */

let json: ActionMode;
let text: ActionMode;
let names: Set<string>;
beforeAll(async () => {
  const manual = await ownManual();
  json = createMode("json", manual);
  text = createMode("text", manual);
  names = new Set(manual.flatMap(({ name, parameters }) => (parameters ? [name] : [])));
});

/** Mulberry32. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};
const random = randomFrom(20261121);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

// biome-ignore format: as a list
const PIECES = [
  '"', "'", '"""', "'''", "\\", "\\\\", '\\"', "\\u0022", "\\x22", "\\N{QUOTATION MARK}", "\n", "\r", "\r\n", "\t", "\0",
  "\u2028", "\u2029", "\u0085", "\v", "\f", "\u202e", "\u200b", "\ufeff", "\ud800", "\udc00", "😀", "é", "e\u0301", "ﬁ", "𝕏",
  "#", ")", "(", "]", "}", "{", "{x}", ";", ":", ",", "=", "\n)", '")', '");', "__import__('os').system('x')", "import os",
  "print(1)", "$(x)", "`x`", "%s", "a", "red_cube", " ", "0", "-1", "None", "\udbff", "\u{e0041}",
];
const string = (): string => Array.from({ length: Math.floor(random() * 8) }, () => pick(PIECES)).join("");
const value = (depth = 0): Literal => {
  const kind = random();
  if (kind < 0.5 || depth > 4) return string();
  if (kind < 0.6) return pick([0, -0.5, 1e-7, 1e21, 1.7976931348623157e308, 12345678901234, 5e-324]);
  if (kind < 0.7) return pick([true, false, null]);
  const many = Math.floor(random() * 4);
  if (kind < 0.85) return Array.from({ length: many }, () => value(depth + 1));
  return Object.fromEntries(
    Array.from({ length: many }, () => [pick([string(), "__proto__", "a"]), value(depth + 1)]),
  );
};

interface Case {
  readonly code: string;
  readonly name: string;
  readonly args: readonly Literal[];
}

/** What Python's own parser says against each case; empty for what is one call of that name with those values. */
const judged = async (cases: readonly Case[]): Promise<string[]> => {
  const script = `
import ast, json, sys
for case in json.load(sys.stdin):
    try:
        [statement] = ast.parse(case["code"]).body
        call = statement.value
        assert type(statement) is ast.Expr and type(call) is ast.Call, "is no single call"
        assert ast.unparse(call.func) == case["name"], "calls " + ast.unparse(call.func)
        given = [ast.literal_eval(each) for each in call.args] + [ast.literal_eval(each.value) for each in call.keywords]
        wanted = case["args"]
        assert given == wanted, f"has {given!r}, not {wanted!r}"
        print(json.dumps(""))
    except BaseException as error:
        print(json.dumps(f"{type(error).__name__}: {error}: {case['code']!r}"))
`;
  const { stdout } = await execa("python3", ["-I", "-c", script], { input: JSON.stringify(cases) });
  return stdout.split("\n").map((line) => JSON.parse(line) as string);
};

test("values of a JSON call are those values to Python, and nothing else", async () => {
  const cases: Case[] = [];
  for (let count = 0; count < 600; count += 1) {
    const [topic, type, key, data] = [string(), string(), string(), value()];
    const message = { [key]: data };
    const reply = JSON.stringify({ tool: "ros.publish", args: { topic, type, message } });
    const { code, problem } = json.parse({ text: reply, toolCalls: [] });
    expect(problem).toBeNull();
    expect(code?.includes("\n")).toBe(false);
    cases.push({ code: code ?? "", name: "ros.publish", args: [topic, type, message] });
  }
  expect((await judged(cases)).filter(Boolean)).toEqual([]);
});

test("names that are not the library's, and parameters that are not the function's, become no code", () => {
  for (let count = 0; count < 600; count += 1) {
    const [tool, parameter] = [string(), string()];
    const called = json.parse({ text: JSON.stringify({ tool, args: {} }), toolCalls: [] });
    expect(called.code).toBeNull();
    const args = { name: "red_cube", [parameter]: 1 };
    const { code } = json.parse({ text: "", toolCalls: [{ name: "pick", arguments: JSON.stringify(args) }] });
    expect(code).toBeNull();
  }
  for (const tool of [
    "__import__",
    "print",
    "arm",
    "constructor",
    "toString",
    "__proto__",
    "arm.__class__",
    "pick.__call__",
  ])
    expect(json.parse({ text: JSON.stringify({ tool, args: {} }), toolCalls: [] }).code, tool).toBeNull();
});

/** Python's own escapes of such a string, as a model may write them. */
const quoted = (content: string): string => {
  const quote = pick(["'", '"']);
  const body = [...content]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      if (char === quote || char === "\\") return `\\${char}`;
      if (char === "\n" || char === "\r" || char === "\0" || (code >= 0xd800 && code <= 0xdfff))
        return `\\u${code.toString(16).padStart(4, "0")}`;
      return char;
    })
    .join("");
  return quote + body + quote;
};

test("values of a text call are those values to Python, and nothing else", async () => {
  const cases: Case[] = [];
  for (let count = 0; count < 600; count += 1) {
    const question = `${string().replace(/[\ud800-\udfff]/g, "")}?`;
    const options = Array.from({ length: Math.floor(random() * 3) }, () =>
      string().replace(/[\ud800-\udfff]/g, ""),
    );
    const call = `Action: user.ask(${quoted(question)}, [${options.map(quoted).join(", ")}])`;
    const { code, problem } = text.parse({ text: call, toolCalls: [] });
    expect(problem, call).toBeNull();
    cases.push({ code: code ?? "", name: "user.ask", args: [question, options] });
  }
  expect((await judged(cases)).filter(Boolean)).toEqual([]);
});

test("whatever stands after Action:, what is run is one call of the library with literal values", async () => {
  const cases: Omit<Case, "args">[] = [];
  // biome-ignore format: as a list
  const soup = [...PIECES, "pick(", "'red_cube'", '"a"', ")", "finish(", "user.say(", "[", "]", "name=", "text=", "lambda: 0", "f'{x}'", "b'x'", "*", "**", "x", "1", "1.5e3", "True", "\\\n", "pick('a')"];
  for (let count = 0; count < 1_500; count += 1) {
    const whole = random() < 0.5 ? quoted(string()) : "";
    const inner = whole + Array.from({ length: Math.floor(random() * 4) }, () => pick(soup)).join("");
    const open = pick(["pick(", "user.say(", "finish(", ""]);
    const { code } = text.parse({ text: `Action: ${open}${inner}${open === "" ? "" : ")"}`, toolCalls: [] });
    if (code !== null) cases.push({ code, name: code.slice(0, code.indexOf("(")) });
  }
  expect(cases.length).toBeGreaterThan(50);
  for (const { name } of cases) expect(names).toContain(name);
  const script = `
import ast, json, sys
for case in json.load(sys.stdin):
    [statement] = ast.parse(case["code"]).body
    assert type(statement.value) is ast.Call and ast.unparse(statement.value.func) == case["name"], case
    for each in statement.value.args + [k.value for k in statement.value.keywords]: ast.literal_eval(each)
`;
  const result = await execa("python3", ["-I", "-c", script], {
    input: JSON.stringify(cases),
    reject: false,
  });
  expect(result.stderr).toBe("");
});
