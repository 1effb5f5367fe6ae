/** Markup of the action grammars, as far as a person should not read it. */
const TAGS = /<\/?(?:thought|execute|solution|answer)>/gi;
/** Models that reason before they reply wrap that in a tag of its own, which a server may leave in the text. */
const REASONING = /<think(?:ing)?>[^]*?(?:<\/think(?:ing)?>|$)/gi;
const HALF_TAG = /<\/?[a-z]*$/i;
const CODE_OPENS = /<execute>|```(?:python|py)?[ \t]*\r?\n/i;
const CODE_CLOSES = /<\/execute>|\n?```/i;

/**
 * Splits a reply that may still be growing into the words before and after its code, and its first code block,
 * without tags or fences. `code` is null while none has begun.
 */
export const splitReply = (reply: string): { words: string; code: string | null } => {
  const text = reply.replace(REASONING, "");
  const open = CODE_OPENS.exec(text);
  if (!open) return { words: clean(text), code: null };
  const rest = text.slice(open.index + open[0].length).replace(/^\s*```(?:python|py)?[ \t]*\n/i, "");
  const close = CODE_CLOSES.exec(rest);
  const code = (close ? rest.slice(0, close.index) : rest.replace(/<\/?[a-z]*$|`{1,2}$/i, "")).replace(
    /^\s*\n|\s+$/g,
    "",
  );
  const after = close ? clean(rest.slice(close.index + close[0].length)) : "";
  const before = clean(text.slice(0, open.index));
  return { words: [before, after].filter(Boolean).join("\n\n"), code };
};

const clean = (words: string): string =>
  words
    .replace(TAGS, "")
    .replace(HALF_TAG, "")
    .replace(/^`{3}\w*$/gm, "")
    .trim();
