import { parseReply } from "../../agent/grammar.ts";
import { codeMode } from "../../agent/modes/code.ts";
import { keptReply } from "../../agent/modes/kept.ts";
import { CONVENTIONS, METHOD, ROLE } from "../../agent/prompt-text.ts";
import { joined, withoutReasoning } from "../../agent/reply-words.ts";
import type { ActionModeName, Event, EventOf } from "../../protocol/index.ts";

/** A message of a conversation between user (person, or environment) and model. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** Stands for the system prompt of an episode that does not hold its own: what it says of any robot. */
const GENERAL_PROMPT = [ROLE, codeMode.howToAct("arm").turn, METHOD, CONVENTIONS].join("\n\n");

/**
 * An episode as the conversation that the model had: instruction and observations word for word as user's turns, its
 * replies with the action in `<execute>…</execute>` and its thoughts as prose; replies of modes that act without code as
 * the model wrote them, up to the end of the action. It ends with the model's last words; an
 * observation that no reply follows is not part of it. Empty for an episode without a reply.
 *
 * @param systemPrompt what the model was told first, null where the episode does not hold it
 */
export const conversationOf = (events: readonly Event[], systemPrompt: string | null): Message[] => {
  const messages: Message[] = [];
  let mode: ActionModeName = "code";
  for (const event of events) {
    if (event.type === "episode_start") mode = event.mode;
    const message = messageOf(event, mode);
    const last = messages.at(-1);
    if (!message) continue;
    // Chat templates want the roles to alternate, as the model was asked too.
    if (last?.role === message.role)
      messages[messages.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    else messages.push(message);
  }
  while (messages.at(-1)?.role === "user") messages.pop();
  return messages.length === 0
    ? []
    : [{ role: "system", content: systemPrompt ?? GENERAL_PROMPT }, ...messages];
};

const messageOf = (event: Event, mode: ActionModeName): Message | null => {
  switch (event.type) {
    case "user_message":
    case "observation":
      return { role: "user", content: event.text };
    case "reply":
      return { role: "assistant", content: replyText(event, mode) };
    default:
      return null;
  }
};

const replyText = ({ text, thought, code }: EventOf<"reply">, mode: ActionModeName): string => {
  if (mode !== "code" && mode !== "code-flat")
    return joined(withoutReasoning(text).reasoning, keptReply(mode, text, code)) || "(empty reply)";
  if (code !== null) return [thought.trim(), `<execute>\n${code}\n</execute>`].filter(Boolean).join("\n\n");
  const { answer } = parseReply(text);
  return [thought.trim(), (answer ?? text).trim()].filter(Boolean).join("\n\n") || "(empty reply)";
};
