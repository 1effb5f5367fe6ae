import type { ChatMessage } from "../planner-server.ts";

export type { ChatMessage } from "../planner-server.ts";

/** One exchange of the running instruction: what was replied and what was observed then. */
export interface Turn {
  readonly reply: string;
  readonly observation: string;
}

/** An instruction, and what was replied and observed for it. */
export interface Exchange {
  readonly instruction: string;
  readonly turns: readonly Turn[];
}

/** The running instruction, and what has happened since it was given. */
export interface Conversation {
  readonly instruction: string;
  readonly turns: readonly Turn[];
  /** Instructions before this one and what came of them, oldest first. */
  readonly earlier: readonly Exchange[];
  readonly turnsLeft: number | null;
  /** Whether the newest observation says that someone or something stopped the action. */
  readonly stopped: boolean;
  /** Whether the newest observation says that a person did not let the program, or a motion of it, run. */
  readonly rejected: boolean;
}

const TURNS_LEFT = /^(?:(\d+|No) turns? left(?:\.|: call finish.*))$/gm;
const STOP_NOTE = /\[The task was stopped[^\]\n]*\]/;
const OMITTED = /\n*\[\d+ earlier messages are left out here[^\]]*\]/g;

/**
 * Reads a conversation. The loop joins messages of one role, so an instruction can follow an observation, or the note
 * of a stop, within the same message.
 */
export const readConversation = (messages: readonly ChatMessage[]): Conversation => {
  const exchanges: { instruction: string; turns: Turn[] }[] = [];
  let reply = "";
  let observation = "";
  for (const message of messages) {
    if (message.role === "assistant") reply = message.content;
    if (message.role !== "user") continue;
    const parts = partsOf(message.content.replace(OMITTED, ""));
    observation = parts.observation ?? "";
    if (parts.observation !== null) exchanges.at(-1)?.turns.push({ reply, observation: parts.observation });
    if (parts.instruction !== "") {
      exchanges.push({ instruction: parts.instruction, turns: [] });
      observation = "";
    }
  }
  const left = [...observation.matchAll(TURNS_LEFT)].at(-1)?.[1];
  return {
    instruction: exchanges.at(-1)?.instruction ?? "",
    turns: exchanges.at(-1)?.turns ?? [],
    earlier: exchanges.slice(0, -1),
    turnsLeft: left === undefined ? null : left === "No" ? 0 : Number(left),
    stopped:
      /^The action was interrupted before its end/m.test(observation) ||
      /^(?:\S*\.)?Stopped(?::|$)/m.test(observation) ||
      STOP_NOTE.test(observation),
    rejected: /^(?:Observation: ?)?Your code was not approved:|because this action was not approved:/m.test(
      observation,
    ),
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
