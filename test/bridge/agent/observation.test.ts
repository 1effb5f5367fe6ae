import { expect, test } from "vitest";
import { codeMode } from "../../../bridge/agent/modes/code.ts";
import { observationText } from "../../../bridge/agent/observation.ts";
import { actionResult } from "./scripted-executor.ts";

const observe = (
  given: Parameters<typeof actionResult>[0],
  options: Partial<Parameters<typeof observationText>[1]> = {},
) =>
  observationText(actionResult(given), {
    turnsLeft: 7,
    othersNotRun: "",
    imagesShown: true,
    actionTimeoutS: 60,
    note: "",
    ...options,
  });

test("holds output, value, receipts, pictures and the turns left, word for word", () => {
  expect(
    observe({
      output: "red_cube\n  0.4\n",
      value: "[1, 2]",
      receipts: ["arm.home: reached, 0.4 mm off after 1.2 s"],
      images: [{ source: "overhead", png: new Uint8Array() }],
    }),
  ).toBe(
    "Observation:\nred_cube\n  0.4\n\nValue of the last expression: [1, 2]\n\nMeasured motion:\n- arm.home: reached, 0.4 mm off after 1.2 s\n\nPictures: overhead.\n\n7 turns left.",
  );
});

test("says so when there is nothing to see", () => {
  expect(observe({})).toBe("Observation:\nThe code printed nothing and returned nothing.\n\n7 turns left.");
});

test("gives the traceback with its last line once", () => {
  const traceback =
    "Traceback (most recent call last):\n  line 2, in <module>\n    1 / 0\nZeroDivisionError: division by zero\n";
  const error = { type: "ZeroDivisionError", message: "division by zero", traceback };
  expect(observe({ ok: false, ended_by: "error", output: "before", error })).toBe(
    `Observation:\nbefore\n\n${traceback}\n7 turns left.`,
  );
  const without = observe({ error: { ...error, traceback: "  line 2, in <module>\n    1 / 0" } });
  const syntax = observe({
    error: {
      type: "SyntaxError",
      message: "oh (line 1)",
      traceback: "    x = (\n        ^\nSyntaxError: oh",
    },
  });
  expect(syntax.match(/SyntaxError/g)).toHaveLength(1);
  expect(without.match(/ZeroDivisionError: division by zero/g)).toHaveLength(1);
});

test("keeps head and tail of a long output and says how much is missing", () => {
  const output = `HEAD${"x".repeat(10_000)}TAIL`;
  const text = observe({ output });
  expect(text.length).toBeLessThan(4_200);
  expect(text).toMatch(/^Observation:\nHEADx+\n\[… 6008 characters left out …\]\nx+TAIL\n/);
});

test("does not cut a character in two", () => {
  const text = observe({ output: "😀".repeat(5_000) }, { keep: 1001 });
  expect(Buffer.from(text, "utf8").toString("utf8")).toBe(text);
});

test("shortens a long list of receipts, keeping first and last", () => {
  const receipts = Array.from({ length: 100 }, (_, index) => `receipt ${index}`);
  const lines = observe({ receipts })
    .split("\n")
    .filter((line) => line.startsWith("- "));
  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe("- receipt 0");
  expect(lines[5]).toBe("- [… 80 more receipts left out …]");
  expect(lines.at(-1)).toBe("- receipt 99");
});

test.each([
  [
    { ended_by: "interrupted", reason: "page", ok: false } as const,
    /interrupted before its end \(page\).*Look where the robot is/,
  ],
  [{ ended_by: "timeout", ok: false } as const, /time limit of 60 s/],
  [
    { ended_by: "died", reason: "signal SIGSEGV", state_kept: false, ok: false } as const,
    /died while the code ran \(signal SIGSEGV\)[\s\S]*variables, functions and imports of earlier turns are lost/,
  ],
  [{ ended_by: "exit" } as const, /called exit\(\).*call finish\(summary\)/],
  [{ ended: { by: "finish", text: "done, 2 mm off" } } as const, /finish\(\) was called: done, 2 mm off/],
])("tells how an action ended otherwise: %j", (given, expected) => {
  const text = observe(given);
  expect(text).toMatch(expected);
  expect(text).not.toContain("printed nothing");
});

test("tells of blocks that were not run, of notes of the loop, and of the last turn", () => {
  expect(observe({}, { othersNotRun: codeMode.othersNotRun(1) })).toContain(
    "a second code block; it was not run",
  );
  expect(observe({}, { othersNotRun: codeMode.othersNotRun(3) })).toContain(
    "3 more code blocks; they were not run",
  );
  expect(observe({}, { note: "Again." })).toContain("\n\nAgain.\n\n7 turns left.");
  expect(observe({}, { turnsLeft: 1 })).toMatch(/1 turn left: call finish\(summary\).*$/);
  expect(observe({}, { turnsLeft: 0 })).toMatch(/No turns left\.$/);
});

test("tells a model that gets no pictures that only the person sees them", () => {
  expect(
    observe({ images: [{ source: "figure", png: new Uint8Array() }] }, { imagesShown: false }),
  ).toContain("Pictures: figure. The person sees them; you get none");
});
