import { codeMode } from "./code.ts";
import { COMPACT_FLAT_TURN, FLAT_TURN } from "./code-words.ts";
import { controlFlow } from "./control-flow.ts";
import type { ActionMode, ParsedReply } from "./mode.ts";
import { type StoryCall, storyFor, storyPython, storyText } from "./story.ts";

/** The ablation of code mode: Python without control flow, so that a program is no more than calls in a row. */
export const codeFlatMode: ActionMode = {
  ...codeMode,
  name: "code-flat",
  howToAct: (robot) => ({
    turn: FLAT_TURN,
    example: storyText(storyFor(robot), write, true),
    compact: {
      turn: COMPACT_FLAT_TURN,
      example: `Example:\n${firstWords(robot)}`,
    },
  }),
  parse: (reply) => straightLine(codeMode.parse(reply)),
};

const straightLine = (parsed: ParsedReply): ParsedReply => {
  const found = parsed.code === null ? null : controlFlow(parsed.code);
  if (!found) return parsed;
  const problem = `Line ${found.line} of your code has ${found.what}, and nothing was run: here an action is straight-line Python, without branches, loops, functions or blocks. Do what can be done in a row, look at the result, and decide in the next turn.`;
  return { ...parsed, code: null, otherBlocks: 0, problem };
};

/** Of several calls the values are printed, since only the last one's is told by itself. */
const write = (calls: readonly StoryCall[]): string => {
  const lines = calls.map((call, at) =>
    calls.length === 1 ? storyPython(call) : `print("${at + 1}. ${call.name}:", ${storyPython(call)})`,
  );
  return `<execute>\n${lines.join("\n")}\n</execute>`;
};

const firstWords = (robot: "arm" | "base"): string => {
  const [first] = storyFor(robot).beats;
  return first ? `${first.thought}\n${write([first.call])}` : "";
};
