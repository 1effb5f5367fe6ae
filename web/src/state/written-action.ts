const REASONING = /<think(?:ing)?>[^]*?(?:<\/think(?:ing)?>|$)/gi;
const IS_CODE = /<execute>|```(?:python|py)\b/i;

/**
 * The action of a reply as the model wrote it, where that is not the Python that runs: a call in JSON or in text.
 *
 * @param thought what of the reply is shown beside it
 */
export const writtenAction = (reply: string, thought: string, code: string): string | null => {
  const text = reply.replace(REASONING, "").trim();
  if (IS_CODE.test(text)) return null;
  const words = thought.trim();
  const at = words === "" ? -1 : text.indexOf(words);
  const action = (at < 0 ? text : text.slice(at + words.length)).trim();
  return action === "" || action === code.trim() || action === words ? null : action;
};
