import type { Message } from "./conversation.ts";

const speakers: Record<Message["role"], string> = { system: "system", user: "human", assistant: "gpt" };

/** A line of ShareGPT's format: JSONL of {id, conversations: [{from, value}]}. */
export const shareGpt = (id: string, conversation: readonly Message[]): unknown => ({
  id,
  conversations: conversation.map(({ role, content }) => ({ from: speakers[role], value: content })),
});
