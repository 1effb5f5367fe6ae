import type { Event } from "../../../bridge/protocol/index.ts";
import { type Call, callKey, type Outline, outlineOf, type Turn } from "../replay/outline.ts";

/** What an outline's numbers of events call "now": what is still under way ends there. */
export const nowIndex = (events: readonly Event[]): number => events.length;

/** The outline of a session that goes on: what has not ended yet reaches until now. */
export const liveOutline = (events: readonly Event[]): Outline => {
  const { turns, calls, marks } = outlineOf(events);
  const now = nowIndex(events);
  const open = openIn(events);
  return {
    turns: open.turn ? turns.map((turn, i) => (i === turns.length - 1 ? { ...turn, to: now } : turn)) : turns,
    calls: calls.map((call) => (open.calls.has(call) ? { ...call, to: now, motion: true } : call)),
    marks,
  };
};

/** Which turn and calls have no end yet. */
const openIn = (events: readonly Event[]): { turn: boolean; calls: { has(call: Call): boolean } } => {
  let turn = false;
  let byPerson = false;
  let open = new Map<string, number>();
  for (const [i, event] of events.entries()) {
    if (event.type === "turn_start") [turn, byPerson] = [true, false];
    else if (event.type === "action_start" && event.by === "person") [turn, byPerson] = [true, true];
    else if (event.type === "episode_end") [turn, open] = [false, new Map()];
    else if (event.type === "primitive_call") open.set(callKey(event.action, event.call), i);
    else if (event.type === "primitive_result") open.delete(callKey(event.action, event.call));
    else if (event.type === "action_end") {
      open = new Map();
      if (byPerson) turn = false;
    }
  }
  return { turn, calls: { has: ({ key, from }) => open.get(key) === from } };
};

/** The call that is under way, else the turn; null while nothing is. */
export const underWay = ({ turns, calls }: Outline, events: readonly Event[]): Call | Turn | null => {
  const now = nowIndex(events);
  return calls.findLast(({ to }) => to === now) ?? turns.findLast(({ to }) => to === now) ?? null;
};
