import type { Message } from "./conversation.ts";

/** A line of OpenAI's fine-tuning format: JSONL of {messages: [{role, content}]}, without tools. */
export const fineTuningMessages = (_id: string, conversation: readonly Message[]): unknown => ({
  messages: conversation.map(({ role, content }) => ({ role, content })),
});
