import type { NativeCall } from "../model-client.ts";
import { joined, withoutAction, withoutReasoning, withoutTags } from "../reply-words.ts";
import { type FoundCall, findCalls, nativeCall } from "./call-json.ts";
import { type Call, UnreadableCall } from "./calls.ts";
import type { Catalogue } from "./catalogue.ts";
import { compileCalls } from "./compile.ts";
import type { ParsedReply } from "./mode.ts";

/** How a mode whose calls are JSON objects reads replies. */
export interface JsonGrammar {
  /** Calls of one action. */
  readonly most: number;
  readonly reminder: string;
}

const OPENINGS = /(?:`{3,}[\w-]*|<tool_call>|<\|python_tag\|>|\[TOOL_CALLS\]|\[|Action\s*:|\s)+$/i;
const OTHER_GRAMMAR = /<\s*execute\s*>|^[ \t]*`{3,}(python|py|tool_code)\b/im;
const OTHER_CALL =
  /<\/?tool_call>|<function[_=]|<\|python_tag\|>|\[TOOL_CALLS\]|<\|tool_call|^[ \t]*Action\s*:/im;

/** Native calls as the text that stands for them in the conversation. */
export const nativeText = (text: string, calls: readonly NativeCall[]): string =>
  joined(text, calls.map(({ name, arguments: args }) => objectText(name, args)).join("\n"));

const objectText = (name: string, args: string): string =>
  `{"tool": ${JSON.stringify(name)}, "args": ${args.trim() === "" ? "{}" : args.trim()}}`;

/** Reads a reply by such a grammar: native calls before those in the text. */
export const parseJsonReply = (
  { text: whole, toolCalls }: { readonly text: string; readonly toolCalls: readonly NativeCall[] },
  grammar: JsonGrammar,
  catalogue: Catalogue,
): ParsedReply => {
  const { text, reasoning } = withoutReasoning(whole.replace(/\r\n?/g, "\n"));
  if (toolCalls.length > 0) {
    const kept = nativeText(text, toolCalls.slice(0, grammar.most));
    return acting(
      toolCalls.map(nativeCall),
      joined(reasoning, withoutTags(text)),
      kept,
      true,
      grammar,
      catalogue,
    );
  }
  const found = beforeImagined(text, findCalls(text));
  const [first] = found;
  const last = found.slice(0, grammar.most).at(-1);
  if (!first || !last) {
    const problem = OTHER_GRAMMAR.test(text)
      ? "Python is not read here."
      : OTHER_CALL.test(text)
        ? "Your reply holds no call that can be read."
        : null;
    return withoutAction(text, reasoning, problem, grammar.reminder);
  }
  const prose = text.slice(0, first.start).replace(OPENINGS, "");
  return acting(
    found.map(({ call }) => call),
    joined(reasoning, withoutTags(prose)),
    keptText(text, last),
    found.slice(0, grammar.most).every(({ closed }) => closed),
    grammar,
    catalogue,
  );
};

/** The reply up to the end of its action. */
export const keptJson = (whole: string, most: number): string => {
  const { text } = withoutReasoning(whole.replace(/\r\n?/g, "\n"));
  const last = beforeImagined(text, findCalls(text)).slice(0, most).at(-1);
  return last ? keptText(text, last) : text.trim();
};

const acting = (
  calls: readonly (Call | UnreadableCall)[],
  thought: string,
  kept: string,
  closed: boolean,
  { most, reminder }: JsonGrammar,
  catalogue: Catalogue,
): ParsedReply => {
  const rest = { thought, closed, kept, answer: null };
  try {
    if (most > 1 && calls.length > most)
      throw new UnreadableCall(`Your reply holds ${calls.length} calls; one action holds ${most} at most.`);
    const readable = calls.slice(0, most).map((call) => {
      if (call instanceof UnreadableCall) throw call;
      return call;
    });
    const code = compileCalls(readable, catalogue);
    return { ...rest, code, otherBlocks: calls.length - readable.length, problem: null };
  } catch (error) {
    if (!(error instanceof UnreadableCall)) throw error;
    const problem = `${error.message} Nothing was run. ${reminder}`;
    return { ...rest, code: null, otherBlocks: 0, problem };
  }
};

/** The calls before an observation that the model imagined: what follows was written blindly. */
const beforeImagined = (text: string, found: readonly FoundCall[]): readonly FoundCall[] => {
  const from = found[0]?.end ?? 0;
  const at = text.slice(from).search(/^\s*Observation\s*:/im);
  return at < 0 ? found : found.filter(({ start }) => start < from + at);
};

/** Up to the end of the last call that counts, with what was opened before it closed again. */
const keptText = (text: string, last: FoundCall): string => {
  const kept = text.slice(0, last.end);
  const fenced = (kept.match(/^[ \t]*`{3,}/gm)?.length ?? 0) % 2 === 1;
  const listed = /^\s*(?:,[\s\S]*)?\]/.test(text.slice(last.end)) && /\[\s*\{/.test(kept);
  const tagged = kept.lastIndexOf("<tool_call>") > kept.lastIndexOf("</tool_call>");
  return `${kept.trimStart()}${listed ? "]" : ""}${tagged ? "\n</tool_call>" : ""}${fenced ? "\n```" : ""}`;
};
