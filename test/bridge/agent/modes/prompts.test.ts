import { beforeAll, describe, expect, it } from "vitest";
import { createMode } from "../../../../bridge/agent/modes/create-mode.ts";
import type { ActionMode } from "../../../../bridge/agent/modes/mode.ts";
import { buildSystemPrompt } from "../../../../bridge/agent/prompt.ts";
import { textTokens } from "../../../../bridge/agent/tokens.ts";
import { ActionModeName, type ManualEntry, type Profile } from "../../../../bridge/protocol/index.ts";
import { loadProfile } from "../../../../bridge/robot/profiles.ts";
import { ownManual } from "./manual.ts";

let manual: ManualEntry[];
const profiles: Record<"arm" | "base", Profile> = {
  arm: loadProfile("simulated_arm"),
  base: loadProfile("simulated_base"),
};
beforeAll(async () => {
  manual = await ownManual();
});

const robots = ["arm", "base"] as const;
const prompt = (mode: ActionMode, robot: "arm" | "base", compact = false): string =>
  buildSystemPrompt({ manual, profile: profiles[robot], mode, compact });
/** The part on how to act replaced by its name. */
const neutral = (mode: ActionMode, robot: "arm" | "base", compact = false): string => {
  const { turn, example, compact: short } = mode.howToAct(robot);
  return prompt(mode, robot, compact)
    .replace(compact ? short.turn : turn, "TURN")
    .replace(compact ? short.example : example, "EXAMPLE");
};
/** Without the manual of functions that take or give functions. */
const withoutWithheld = (text: string, withheld: ReadonlySet<string>): string =>
  text
    .split(/\n(?=\S)/)
    .filter((part) => ![...withheld].some((name) => part.startsWith(`${name}(`)))
    .map((part) => part.trimEnd())
    .join("\n");

describe.each(ActionModeName.options)("the prompt of mode %s", (name) => {
  it("differs from that of code only in how to act", () => {
    const mode = createMode(name, manual);
    const code = createMode("code", manual);
    for (const robot of robots)
      for (const compact of [false, true])
        expect(withoutWithheld(neutral(mode, robot, compact), mode.withheld)).toBe(
          withoutWithheld(neutral(code, robot, compact), mode.withheld),
        );
  });

  it("has a worked example in the grammar that it teaches, ended by finish()", () => {
    const mode = createMode(name, manual);
    for (const robot of robots) {
      const { example, compact } = mode.howToAct(robot);
      const replies = example
        .split(/^You: /m)
        .slice(1)
        .map((part) => part.split("\nObservation:")[0]?.trim() ?? "");
      expect(replies.length).toBeGreaterThan(3);
      for (const text of [...replies, compact.example.replace("Example:\n", "")]) {
        const parsed = mode.parse({ text, toolCalls: [] });
        expect(parsed, text).toMatchObject({ problem: null, otherBlocks: 0, code: expect.any(String) });
        expect(parsed.kept).toBe(text.trim());
        expect(parsed.thought).not.toBe("");
      }
      expect(mode.parse({ text: replies.at(-1) ?? "", toolCalls: [] }).code).toContain("finish(");
    }
  });

  it("fits a window of 4k tokens in its compact form", () => {
    for (const robot of robots)
      expect(textTokens(prompt(createMode(name, manual), robot, true))).toBeLessThan(2_100);
  });
});
