import type { Event } from "../../../bridge/protocol/index.ts";
import type { Entry } from "../state/conversation.ts";

/** Where in the conversation something is: an entry, and of a program the line, from 1. */
export interface Place {
  readonly entry: string;
  readonly line: number | null;
}

/** Keys of entries end with the number of the event that began them. */
const beganAt = ({ key }: Entry): number => Number(key.slice(key.lastIndexOf("-") + 1));

/** The place at which the conversation tells of an event; null when it does not. */
export const placeOf = (entries: readonly Entry[], event: Event): Place | null => {
  const before = entries.filter((entry) => beganAt(entry) <= event.seq);
  const own = before.findLast((entry) => beganAt(entry) === event.seq);
  if (own) return { entry: own.key, line: null };
  if (!("turn" in event) && !("action" in event)) return null;
  const step = before.findLast(
    (entry) =>
      entry.kind === "step" &&
      ("action" in event ? entry.action === event.action : entry.turn === (event as { turn: number }).turn),
  );
  return step ? { entry: step.key, line: event.type === "primitive_call" ? event.line : null } : null;
};
