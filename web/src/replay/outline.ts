import type { Event, EventOf, EventType } from "../../../bridge/protocol/index.ts";

/** How a call ended, as far as a colour can say it. */
export type Tone = "good" | "warn" | "bad" | "plain";

/** A primitive call: from its event to its result. Numbers are indices of events. */
export interface Call {
  readonly key: string;
  readonly action: number;
  readonly call: number;
  readonly name: string;
  readonly line: number | null;
  readonly from: number;
  readonly to: number;
  /** It moved something, and was measured. */
  readonly motion: boolean;
  readonly tone: Tone;
  readonly text: string;
  readonly receipt: EventOf<"receipt">["receipt"] | null;
}

/** A turn of the agent, or a program of a person. */
export interface Turn {
  readonly key: string;
  readonly turn: number;
  readonly by: "agent" | "person";
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Something of its own moment: a stop, an error, a question. */
export interface Mark {
  readonly key: string;
  readonly at: number;
  readonly tone: Tone;
  readonly text: string;
}

/** What an episode is made of, in its order. */
export interface Outline {
  readonly turns: readonly Turn[];
  readonly calls: readonly Call[];
  readonly marks: readonly Mark[];
}

export const callKey = (action: number, call: number): string => `${action}/${call}`;

/** @param events of one episode, in order */
export const outlineOf = (events: readonly Event[]): Outline => ({
  turns: turnsIn(events),
  calls: callsIn(events),
  marks: events.flatMap((event, i) => markOf(event, i) ?? []),
});

const turnsIn = (events: readonly Event[]): Turn[] => {
  const turns: Turn[] = [];
  const end = (at: number): void => {
    const last = turns.at(-1);
    if (last && last.to < 0) turns[turns.length - 1] = { ...last, to: at };
  };
  const words = (at: number, text: string): void => {
    const last = turns.at(-1);
    if (last && last.from < at && last.text === "") turns[turns.length - 1] = { ...last, text };
  };
  for (const [i, event] of events.entries()) {
    if (event.type === "turn_start") {
      end(i);
      turns.push({ key: `turn-${i}`, turn: event.turn, by: "agent", from: i, to: -1, text: "" });
    } else if (event.type === "action_start" && event.by === "person") {
      end(i);
      const text = event.code.trim().split("\n", 1)[0] ?? "";
      turns.push({ key: `turn-${i}`, turn: event.turn, by: "person", from: i, to: -1, text });
    } else if (event.type === "reply") words(i, event.thought.trim() || event.text.trim());
    else if (event.type === "episode_end" || (event.type === "action_end" && turns.at(-1)?.by === "person"))
      end(i);
  }
  end(events.length - 1);
  return turns;
};

/** Primitives that only look, however long they take, have no receipt. */
const callsIn = (events: readonly Event[]): Call[] => {
  const calls: Call[] = [];
  const open = new Map<string, number>();
  const change = (key: string, made: (call: Call) => Partial<Call>): void => {
    const at = open.get(key);
    const call = at === undefined ? undefined : calls[at];
    if (at !== undefined && call) calls[at] = { ...call, ...made(call) };
  };
  for (const [i, event] of events.entries()) {
    if (event.type === "primitive_call") {
      const { action, call, name, line } = event;
      const key = callKey(action, call);
      open.set(key, calls.length);
      calls.push({
        key,
        action,
        call,
        name,
        line,
        from: i,
        to: i,
        motion: false,
        tone: "plain",
        text: "",
        receipt: null,
      });
    } else if (event.type === "receipt")
      change(callKey(event.action, event.call), () => ({
        to: i,
        motion: true,
        tone: receiptTone(event.receipt),
        text: event.text,
        receipt: event.receipt,
      }));
    else if (event.type === "primitive_result") {
      const key = callKey(event.action, event.call);
      change(key, ({ to }) => ({
        to: Math.max(to, i),
        ...(event.ok ? {} : { tone: "bad", text: event.error?.message ?? "failed" }),
      }));
      open.delete(key);
    } else if (event.type === "action_end") {
      // What had no result was ended with its program.
      for (const key of open.keys())
        change(key, () => ({ to: i, tone: "warn", text: "ended with its program" }));
      open.clear();
    }
  }
  return calls;
};

const receiptTone = (receipt: Readonly<Record<string, unknown>>): Tone => {
  const ended = receipt["ended_by"];
  return ended === undefined || ended === "reached" ? "good" : "warn";
};

const marks: Partial<{ [T in EventType]: (event: EventOf<T>) => Omit<Mark, "key" | "at"> | null }> = {
  stop: ({ text, stopped }) => ({ tone: stopped ? "warn" : "bad", text: `Stop: ${text}` }),
  estop: ({ text, latched }) => ({ tone: latched ? "bad" : "good", text }),
  action_end: ({ ok, error, reason }) =>
    ok
      ? null
      : { tone: "bad", text: error ? `${error.type}: ${error.message}` : reason || "The program failed." },
  question: ({ text }) => ({ tone: "plain", text: `Question: ${text}` }),
  manual: ({ text }) => ({ tone: "plain", text: `By hand: ${text}` }),
  approval_request: () => ({ tone: "plain", text: "Waits for approval" }),
  connection: ({ state, text }) =>
    state === "reconnecting" || state === "closed" ? { tone: "bad", text } : null,
};

const markOf = (event: Event, at: number): Mark | null => {
  const mark = (marks[event.type] as ((event: Event) => Omit<Mark, "key" | "at"> | null) | undefined)?.(
    event,
  );
  return mark ? { ...mark, key: `mark-${at}`, at } : null;
};
