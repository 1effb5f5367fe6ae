import { type Block, executeBlocks, fencedBlocks } from "./code-blocks.ts";
import type { ParsedReply } from "./modes/mode.ts";
import { dedent, looksLikePython } from "./python-text.ts";
import { joined, withoutAction, withoutReasoning, withoutTags } from "./reply-words.ts";

export const HOW_TO_ACT =
  "To act, write Python between <execute> and </execute>. To talk to the user, write plain words.";
const TOOL_CALL = /<\/?tool_call>|<function[_=]|<\|python_tag\|>|\[TOOL_CALLS\]|<\|tool_call/i;

/**
 * Reads a reply: `<execute>` before ```python before a lone unlabelled block that reads as Python; the first block is
 * the action. A native tool call, when the model made one, goes before all of them.
 *
 * @param toolCode code of a native call of execute_python
 */
export const parseReply = (reply: string, toolCode: string | null = null): ParsedReply => {
  const { text, reasoning } = withoutReasoning(reply.replace(/\r\n?/g, "\n"));
  const blocks = codeBlocks(text);
  const first = blocks[0];
  if (toolCode !== null && toolCode.trim() !== "")
    return {
      ...acting(toolCode, text, reasoning),
      otherBlocks: blocks.length,
      kept: `${text.slice(0, first?.start ?? text.length).trim()}\n<execute>\n${clean(toolCode)}\n</execute>`.trim(),
    };
  if (first && first.code.trim() !== "")
    return {
      ...acting(first.code, text.slice(0, first.start), reasoning),
      closed: first.closed,
      otherBlocks: blocks.length - 1,
      kept: text.slice(0, first.end).trim() + (first.closed ? "" : first.missingClose),
    };
  const problem =
    first !== undefined || toolCode !== null
      ? "The code block in your reply is empty."
      : TOOL_CALL.test(text)
        ? "Tool calls are not read here."
        : null;
  return withoutAction(text, reasoning, problem, HOW_TO_ACT);
};

const acting = (code: string, prose: string, reasoning: string): Omit<ParsedReply, "kept"> => ({
  thought: joined(reasoning, withoutTags(prose)),
  code: clean(code),
  closed: true,
  answer: null,
  otherBlocks: 0,
  problem: null,
});

const codeBlocks = (text: string): Block[] => {
  const tagged = executeBlocks(text);
  if (tagged.length > 0) return tagged;
  const fenced = fencedBlocks(text);
  const python = fenced.filter((block) => /^(python\d?|py|tool_code)$/i.test(block.language));
  if (python.length > 0) return python;
  const [only, ...others] = fenced;
  return only && others.length === 0 && only.language === "" && looksLikePython(dedent(only.code))
    ? [only]
    : [];
};

const clean = (code: string): string =>
  dedent(
    code
      .replace(/\r\n?/g, "\n")
      .replace(/^([ \t]*\n)+/, "")
      .trimEnd(),
  );
