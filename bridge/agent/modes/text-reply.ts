import { joined, withoutAction, withoutReasoning, withoutTags } from "../reply-words.ts";
import { readCallText } from "./call-text.ts";
import { UnreadableCall } from "./calls.ts";
import type { Catalogue } from "./catalogue.ts";
import { compileCalls } from "./compile.ts";
import type { ParsedReply } from "./mode.ts";

/** `Action:` at the start of a line, in bold or numbered as models write it, and the call in a fence or back-ticks. */
const ACTION = /^[ \t]*(?:[*_#>]+[ \t]*)?Action(?:[ \t]*\d+)?[ \t]*(?:[*_]+)?[ \t]*:[ \t]*\**[ \t]*/im;
const OPENED = /\s*(?:`{3,}[\w-]*\s*|`)?/y;
const ENDS = /[ \t]*(?:`+|[.;])?[ \t]*(?:#[^\n]*)?(?=\n|$)/y;
const IMAGINED = /^\s*Observation\s*:/im;
const OTHER_GRAMMAR =
  /<\s*execute\s*>|^[ \t]*`{3,}(python|py|tool_code|json)\b|^\s*\{\s*"(tool|name)"\s*:|<tool_call>/im;

interface Found {
  /** Where `Action:` begins, and where the call would. */
  readonly start: number;
  readonly call: number;
}

const findAction = (text: string, from: number): Found | null => {
  const match = ACTION.exec(text.slice(from));
  if (!match) return null;
  const start = from + match.index;
  OPENED.lastIndex = start + match[0].length;
  const opened = OPENED.exec(text)?.[0].length ?? 0;
  return { start, call: start + match[0].length + opened };
};

/** Reads a reply whose action is `Action: name(arguments)`; of several the first counts. */
export const parseTextReply = (whole: string, catalogue: Catalogue, reminder: string): ParsedReply => {
  const { text, reasoning } = withoutReasoning(whole.replace(/\r\n?/g, "\n"));
  const found = findAction(text, 0);
  if (!found) {
    const problem = OTHER_GRAMMAR.test(text)
      ? "Only an action after Action: is read here."
      : isBareCall(text, catalogue)
        ? "Your reply holds a call without Action: before it, so nothing was run."
        : null;
    return withoutAction(text, reasoning, problem, reminder);
  }
  const prose = text.slice(0, found.start).replace(/(^|\n)[ \t]*Thought[ \t]*:[ \t]*/gi, "$1");
  const rest = { thought: joined(reasoning, withoutTags(prose)), answer: null };
  try {
    const { call, end } = readCallText(text, found.call);
    const code = compileCalls([call], catalogue);
    const kept = text.slice(0, endOfAction(text, end)).trim();
    return { ...rest, code, closed: true, problem: null, kept, otherBlocks: othersAfter(text, end) };
  } catch (error) {
    if (!(error instanceof UnreadableCall)) throw error;
    const problem = `${error.message} Nothing was run. ${reminder}`;
    return { ...rest, code: null, closed: true, otherBlocks: 0, problem, kept: keptTextAction(whole) };
  }
};

/** The reply up to the end of its action. */
export const keptTextAction = (whole: string): string => {
  const { text } = withoutReasoning(whole.replace(/\r\n?/g, "\n"));
  const found = findAction(text, 0);
  if (!found) return text.trim();
  try {
    const { end } = readCallText(text, found.call);
    return text.slice(0, endOfAction(text, end)).trim();
  } catch {
    const imagined = text.slice(found.call).search(IMAGINED);
    return (imagined < 0 ? text : text.slice(0, found.call + imagined)).trim();
  }
};

/** @throws UnreadableCall when something stands behind the call that makes more of it than a call */
const endOfAction = (text: string, end: number): number => {
  ENDS.lastIndex = end;
  const match = ENDS.exec(text);
  const line = text.slice(end).split("\n", 1)[0] ?? "";
  if (match) return end + (/^[ \t]*`+/.exec(match[0])?.[0].length ?? 0);
  throw new UnreadableCall(
    `The call is followed by ${line.trim().slice(0, 40)}: an action is one call and nothing else.`,
  );
};

const othersAfter = (text: string, end: number): number => {
  const rest = text.slice(end);
  const imagined = rest.search(IMAGINED);
  const own = imagined < 0 ? rest : rest.slice(0, imagined);
  return own.match(new RegExp(ACTION.source, "gim"))?.length ?? 0;
};

/** Whether a line of the reply is nothing but a call of something that is there. */
const isBareCall = (text: string, catalogue: Catalogue): boolean =>
  text.split("\n").some((line) => {
    const name = /^\s*`*([A-Za-z_][\w.]*)\(.*\)`*\s*$/.exec(line)?.[1];
    return name !== undefined && catalogue.has(name);
  });
