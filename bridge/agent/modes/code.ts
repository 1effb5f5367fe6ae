import { HOW_TO_ACT, parseReply } from "../grammar.ts";
import type { NativeTool } from "../model-client.ts";
import {
  BASE_CODE_EXAMPLE,
  BASE_COMPACT_CODE_EXAMPLE,
  CODE_EXAMPLE,
  CODE_TURN,
  COMPACT_CODE_EXAMPLE,
  COMPACT_CODE_TURN,
} from "./code-words.ts";
import type { ActionMode } from "./mode.ts";

/** For servers whose models act better by function calling than in text; not offered unless asked for. */
export const EXECUTE_PYTHON: NativeTool = {
  name: "execute_python",
  description:
    "Runs Python in the persistent interpreter that controls the robot, and returns what was observed.",
  parameters: {
    type: "object",
    properties: { code: { type: "string", description: "Python source" } },
    required: ["code"],
    additionalProperties: false,
  },
};

/** The action is Python (CodeAct, ICML 2024): any program over the primitives. */
export const codeMode: ActionMode = {
  name: "code",
  // The action ends where its tag closes; models that imagine what comes of it are stopped there.
  stop: ["</execute>", "\nObservation:"],
  tools: [],
  noun: "code",
  reminder: HOW_TO_ACT,
  withheld: new Set(),
  howToAct: (robot) => ({
    turn: CODE_TURN,
    example: robot === "arm" ? CODE_EXAMPLE : BASE_CODE_EXAMPLE,
    compact: {
      turn: COMPACT_CODE_TURN,
      example: robot === "arm" ? COMPACT_CODE_EXAMPLE : BASE_COMPACT_CODE_EXAMPLE,
    },
  }),
  written: ({ text }) => text,
  parse: ({ text, toolCalls }) => {
    const [first, ...more] = toolCalls;
    const parsed = parseReply(text, first ? codeOfCall(first.arguments) : null);
    return { ...parsed, otherBlocks: parsed.otherBlocks + more.length };
  },
  othersNotRun: (count) =>
    count === 1
      ? "Your reply held a second code block; it was not run. Send one block a turn."
      : `Your reply held ${count} more code blocks; they were not run. Send one block a turn.`,
  asReply: (code) => `<execute>\n${code.trimEnd()}\n</execute>`,
};

/** Models often break the JSON around a program; what is plainly code is taken as it is. */
const codeOfCall = (args: string): string => {
  try {
    const parsed: unknown = JSON.parse(args);
    if (typeof parsed === "string") return parsed;
    const code = (parsed as { code?: unknown } | null)?.code;
    return typeof code === "string" ? code : "";
  } catch {
    return /^\s*[{"]/.test(args) ? "" : args;
  }
};
