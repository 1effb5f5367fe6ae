import { UserError } from "../protocol/index.ts";
import type { ActionMode, ParsedReply } from "./modes/mode.ts";
import { announcesAction } from "./stuck.ts";

/**
 * What to tell the model about a reply that neither acts nor speaks to the user; null for one that does.
 *
 * @param finishReason as the server said, null when the stream broke off
 * @throws UserError when the server withheld the reply
 */
export const correctionOf = (
  parsed: ParsedReply,
  finishReason: string | null,
  mode: ActionMode,
): string | null => {
  if (finishReason === "content_filter" && parsed.code === null)
    throw new UserError(
      "The content filter of the model server withheld the reply. Word the task differently, or use another model.",
    );
  const cut = finishReason === "length" || finishReason === null;
  // Half a program must not move a robot.
  if (cut && (!parsed.closed || parsed.problem !== null))
    return `Your reply was cut off${finishReason === null ? "" : " at its longest length"} before the end of its ${mode.noun}, so nothing was run. Write less in one reply.`;
  return parsed.problem;
};

/** What to tell the model about words that announce an action instead of taking it; null for words that do not. */
export const announcement = ({ answer }: ParsedReply, mode: ActionMode): string | null =>
  answer !== null && announcesAction(answer)
    ? `You announced an action, but your reply held no ${mode.noun}, so nothing was done. ${mode.reminder.split(". ", 1)[0]}. If you meant to answer the user, say so in words.`
    : null;
