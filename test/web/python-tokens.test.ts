import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pythonLines, pythonTokens } from "../../web/src/code/python-tokens.ts";
import { PICK_CODE } from "./story.ts";

const library = fileURLToPath(new URL("../../python-primitives", import.meta.url));
const sources = readdirSync(library, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".py"))
  .map((file) => readFileSync(join(library, file), "utf8"));
const joined = (source: string): string =>
  pythonTokens(source)
    .map(({ text }) => text)
    .join("");
const kinds = (source: string): string[] =>
  pythonTokens(source)
    .filter(({ text }) => text.trim())
    .map(({ kind, text }) => `${kind} ${text.trim()}`);

describe("the colours of Python", () => {
  it("changes no character of a program, whole or cut anywhere", () => {
    expect(sources.length).toBeGreaterThan(0);
    for (const source of [...sources, "é = '\u{1f916}' # ✓\n\tπ", '"""open', "'a\\", "0x_f 1e-3 .5j"])
      expect(joined(source)).toBe(source);
    for (let end = 0; end < PICK_CODE.length; end += 1)
      expect(joined(PICK_CODE.slice(0, end))).toBe(PICK_CODE.slice(0, end));
    expect(pythonLines(PICK_CODE)).toHaveLength(PICK_CODE.split("\n").length);
  });

  it("tells the robot's names, keywords, strings, numbers and comments apart", () => {
    expect(kinds("if arm: # go")).toEqual(["keyword if", "robot arm", "operator :", "comment # go"]);
    expect(kinds("f\"a{b}\" + rb'c'")).toEqual(['string f"a{b}"', "operator +", "string rb'c'"]);
    expect(kinds("x.arm")).not.toContain("robot arm");
    expect(kinds("x = -1.5e3")).toContain("number 1.5e3");
  });
});
