import type { Message } from "./conversation.ts";

/** A line of CodeActInstruct's own format: JSONL of {id, conversations: [{role, content}]}. */
export const codeActInstruct = (id: string, conversation: readonly Message[]): unknown => ({
  id,
  conversations: conversation.map(({ role, content }) => ({ role, content })),
});
