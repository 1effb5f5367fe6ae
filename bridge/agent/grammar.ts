import { type Block, executeBlocks, fencedBlocks } from "./code-blocks.ts";
import { dedent, looksLikePython } from "./python-text.ts";

/** A model's reply, read by the accepted grammars. */
export interface ParsedReply {
  /** Prose around the action: the chain of thought. */
  readonly thought: string;
  /** Python to run, null when the reply acts not. */
  readonly code: string | null;
  /** False when the end of the code was not seen: its closing tag or fence is missing. */
  readonly closed: boolean;
  /** Words to the user, when there is no code. */
  readonly answer: string | null;
  /** Further code blocks, which are not run. */
  readonly otherBlocks: number;
  /** Why nothing can be done with the reply, in words to the model. */
  readonly problem: string | null;
  /** What the model sees of its own reply later: up to the end of the action, since what follows was written blindly. */
  readonly kept: string;
}

const HOW_TO_ACT =
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
  return silent(text, reasoning, first !== undefined || toolCode !== null);
};

const acting = (code: string, prose: string, reasoning: string): Omit<ParsedReply, "kept"> => ({
  thought: joined(reasoning, withoutTags(prose)),
  code: clean(code),
  closed: true,
  answer: null,
  otherBlocks: 0,
  problem: null,
});

const silent = (text: string, reasoning: string, emptyCode: boolean): ParsedReply => {
  const thoughts = [...text.matchAll(/<thought>([\s\S]*?)(<\/thought>|$)/gi)].map((match) => match[1] ?? "");
  const words = withoutTags(text.replace(/<thought>[\s\S]*?(<\/thought>|$)/gi, ""));
  const rest = { code: null, closed: true, otherBlocks: 0, thought: joined(reasoning, ...thoughts) };
  const problem = emptyCode
    ? `The code block in your reply is empty. ${HOW_TO_ACT}`
    : TOOL_CALL.test(text)
      ? `Tool calls are not read here. ${HOW_TO_ACT}`
      : words === "" && rest.thought !== ""
        ? `Your reply held thoughts only: no action, and no words to the user. ${HOW_TO_ACT}`
        : words === ""
          ? `Your reply was empty. ${HOW_TO_ACT}`
          : /[\p{L}\p{N}]/u.test(words)
            ? null
            : `Your reply could not be read. ${HOW_TO_ACT}`;
  return { ...rest, problem, answer: problem === null ? words : null, kept: text.trim() };
};

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

/** Reasoning that some servers leave inside the reply; a lone closing tag means that it began before the reply did. */
const withoutReasoning = (reply: string): { text: string; reasoning: string } => {
  const match = /^\s*(?:<think(?:ing)?>)?([\s\S]*?)<\/think(?:ing)?>/i.exec(reply);
  if (match && (/^\s*<think/i.test(reply) || !/<execute|^[ \t]*```/im.test(match[1] ?? "")))
    return { reasoning: (match[1] ?? "").trim(), text: reply.slice(match[0].length) };
  const open = /^\s*<think(?:ing)?>/i.exec(reply);
  return open ? { reasoning: reply.slice(open[0].length).trim(), text: "" } : { reasoning: "", text: reply };
};

const withoutTags = (text: string): string => text.replace(/<\/?(thought|solution)>/gi, "").trim();
const joined = (...parts: string[]): string =>
  parts
    .map((part) => part.trim())
    .filter(Boolean)
    .join("\n\n");
const clean = (code: string): string =>
  dedent(
    code
      .replace(/\r\n?/g, "\n")
      .replace(/^([ \t]*\n)+/, "")
      .trimEnd(),
  );
