export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** One exchange of the running instruction: what was replied and what was observed then. */
export interface Turn {
  readonly reply: string;
  readonly observation: string;
}

/** The running instruction, and what has happened since it was given. */
export interface Conversation {
  readonly instruction: string;
  readonly turns: readonly Turn[];
  /** Instructions before this one, oldest first. */
  readonly earlier: readonly string[];
  readonly turnsLeft: number | null;
  /** Whether the newest observation says that someone or something stopped the action. */
  readonly stopped: boolean;
}

const TURNS_LEFT = /^(?:(\d+|No) turns? left(?:\.|: call finish.*))$/gm;
const STOP_NOTE = /\[The task was stopped[^\]\n]*\]/;
const OMITTED = /\n*\[\d+ earlier messages are left out here[^\]]*\]/g;

/**
 * Reads a conversation. The loop joins messages of one role, so an instruction can follow an observation, or the note
 * of a stop, within the same message.
 */
export const readConversation = (messages: readonly ChatMessage[]): Conversation => {
  const instructions: string[] = [];
  let turns: Turn[] = [];
  let reply = "";
  let observation = "";
  for (const message of messages) {
    if (message.role === "assistant") reply = message.content;
    if (message.role !== "user") continue;
    const parts = partsOf(message.content.replace(OMITTED, ""));
    observation = parts.observation ?? "";
    if (parts.observation !== null) turns.push({ reply, observation: parts.observation });
    if (parts.instruction !== "") {
      instructions.push(parts.instruction);
      turns = [];
      observation = "";
    }
  }
  const left = [...observation.matchAll(TURNS_LEFT)].at(-1)?.[1];
  return {
    instruction: instructions.at(-1) ?? "",
    turns,
    earlier: instructions.slice(0, -1),
    turnsLeft: left === undefined ? null : left === "No" ? 0 : Number(left),
    stopped:
      /^The action was interrupted before its end/m.test(observation) ||
      /^(?:\S*\.)?Stopped(?::|$)/m.test(observation) ||
      STOP_NOTE.test(observation),
  };
};

const partsOf = (content: string): { observation: string | null; instruction: string } => {
  if (!content.startsWith("Observation:")) return { observation: null, instruction: afterStop(content) };
  const end = [...content.matchAll(TURNS_LEFT)].at(-1);
  if (!end) return { observation: content, instruction: "" };
  const after = end.index + end[0].length;
  const rest = content.slice(after).trim();
  const note = STOP_NOTE.exec(rest);
  const observation = content.slice(0, after) + (note ? `\n${note[0]}` : "");
  return { observation, instruction: afterStop(rest) };
};

/** What follows the note that the task before was stopped; all of it where there is no such note. */
const afterStop = (text: string): string => text.split(new RegExp(STOP_NOTE, "g")).at(-1)?.trim() ?? "";
