import type { ParsedReply } from "./modes/mode.ts";

/** Reasoning that some servers leave inside the reply; a lone closing tag means that it began before the reply did. */
export const withoutReasoning = (reply: string): { text: string; reasoning: string } => {
  const match = /^\s*(?:<think(?:ing)?>)?([\s\S]*?)<\/think(?:ing)?>/i.exec(reply);
  if (match && (/^\s*<think/i.test(reply) || !/<execute|^[ \t]*```/im.test(match[1] ?? "")))
    return { reasoning: (match[1] ?? "").trim(), text: reply.slice(match[0].length) };
  const open = /^\s*<think(?:ing)?>/i.exec(reply);
  return open ? { reasoning: reply.slice(open[0].length).trim(), text: "" } : { reasoning: "", text: reply };
};

export const withoutTags = (text: string): string => text.replace(/<\/?(thought|solution)>/gi, "").trim();

export const joined = (...parts: string[]): string =>
  parts
    .map((part) => part.trim())
    .filter(Boolean)
    .join("\n\n");

/**
 * A reply without an action: words to the user, or nothing that can be used.
 *
 * @param problem what is wrong with it as far as the mode's grammar can tell, null when nothing is
 * @param reminder how to act
 */
export const withoutAction = (
  text: string,
  reasoning: string,
  problem: string | null,
  reminder: string,
): ParsedReply => {
  const thoughts = [...text.matchAll(/<thought>([\s\S]*?)(<\/thought>|$)/gi)].map((match) => match[1] ?? "");
  const words = withoutTags(text.replace(/<thought>[\s\S]*?(<\/thought>|$)/gi, ""));
  const thought = joined(reasoning, ...thoughts);
  const wrong = problem ?? wordless(words, thought);
  return {
    code: null,
    closed: true,
    otherBlocks: 0,
    thought,
    problem: wrong === null ? null : `${wrong} ${reminder}`,
    answer: wrong === null ? words : null,
    kept: text.trim(),
  };
};

const wordless = (words: string, thought: string): string | null => {
  if (words === "" && thought !== "")
    return "Your reply held thoughts only: no action, and no words to the user.";
  if (words === "") return "Your reply was empty.";
  return /[\p{L}\p{N}]/u.test(words) ? null : "Your reply could not be read.";
};
