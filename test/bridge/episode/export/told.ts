import { EventStream } from "../../../../bridge/episode/event-stream.ts";
import type { Event, EventBody, Outcome } from "../../../../bridge/protocol/index.ts";

/** Events as a session would have stamped them. */
export const told = (bodies: readonly EventBody[]): Event[] => {
  const stream = new EventStream(() => ({ sec: 1, nanosec: 500_000_000 }));
  return bodies.map((body) => stream.emit(body));
};

export const instruction = (text: string): EventBody => ({ type: "user_message", text });
export const reply = (turn: number, text: string, thought: string, code: string | null): EventBody => ({
  type: "reply",
  turn,
  text,
  thought,
  code,
});
export const observation = (turn: number, text: string): EventBody => ({ type: "observation", turn, text });

/** A turn in which the model's code ran, well or not. */
export const acted = (turn: number, ok: boolean, by: "agent" | "person" = "agent"): EventBody[] => [
  ...(by === "agent" ? [reply(turn, "", "", "x")] : []),
  { type: "action_start", action: turn, turn, by, code: "x" },
  {
    type: "action_end",
    action: turn,
    ok,
    ended_by: ok ? "done" : "error",
    value: null,
    error: null,
    state_kept: true,
    duration_s: 1,
  },
];

export const end = (outcome: Outcome): EventBody => ({
  type: "episode_end",
  outcome,
  turns: 3,
  actions: 3,
  primitive_calls: 0,
  episode: null,
  summary: "",
});
