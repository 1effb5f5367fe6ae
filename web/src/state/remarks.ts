import { type Event, type LogLevel, stampToSeconds } from "../../../bridge/protocol/index.ts";

/** What the session itself has to say for its log: notices, stops, connections, failures. */
export interface Remark {
  readonly seq: number;
  /** Robot clock, seconds; null before the first measurement. */
  readonly timeS: number | null;
  readonly level: LogLevel;
  /** What it is about. */
  readonly name: string;
  readonly text: string;
}

/** More than this many are not kept. */
const MOST = 2_000;

const levels = { info: "info", warning: "warn", error: "error" } as const;

type Words = Pick<Remark, "level" | "name" | "text">;

const wordsOf = (event: Event): Words | null => {
  switch (event.type) {
    case "notice":
      return { level: levels[event.level], name: "session", text: event.text };
    case "connection": {
      const lost = event.state === "reconnecting" || event.state === "closed";
      return { level: lost ? "warn" : "info", name: "connection", text: event.text };
    }
    case "stop":
      return { level: event.stopped ? "warn" : "error", name: "stop", text: event.text };
    case "estop":
      return { level: event.latched ? "error" : "info", name: "emergency stop", text: event.text };
    case "manual":
      return { level: "info", name: "manual", text: event.text };
    case "episode_start":
      return { level: "info", name: "task", text: `begins: ${event.instruction}` };
    case "episode_end":
      return {
        level: event.outcome === "error" ? "error" : "info",
        name: "task",
        text: `ended: ${event.outcome.replace("_", " ")}${event.summary ? `. ${event.summary}` : ""}`,
      };
    case "primitive_result":
      if (event.ok || !event.error) return null;
      return { level: "warn", name: event.name, text: `${event.error.code}: ${event.error.message}` };
    case "action_end":
      if (event.ok) return null;
      return {
        level: event.ended_by === "interrupted" ? "warn" : "error",
        name: `program ${event.action}`,
        text: event.error ? `${event.error.type}: ${event.error.message}` : event.reason || event.ended_by,
      };
    default:
      return null;
  }
};

/** What an event has to say for the log; null when nothing. */
export const remarkOf = (event: Event): Remark | null => {
  const words = wordsOf(event);
  return words && { seq: event.seq, timeS: event.stamp && stampToSeconds(event.stamp), ...words };
};

/** With what an event has to say; an event that was told already says nothing again. */
export const addRemark = (remarks: readonly Remark[], event: Event): readonly Remark[] => {
  const remark = remarkOf(event);
  if (!remark || event.seq <= (remarks.at(-1)?.seq ?? -1)) return remarks;
  return [...remarks.slice(1 - MOST), remark];
};
