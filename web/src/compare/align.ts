import type { Conversation, Entry, Step } from "../state/conversation.ts";

/** A turn of a conversation: its program or words, and what was said and decided in it. */
export interface TurnOf {
  readonly turn: number;
  readonly step: Step | null;
  readonly rest: readonly Entry[];
}

/** The same turn of two episodes; null where one has none. */
export interface AlignedTurn {
  readonly turn: number;
  readonly a: TurnOf | null;
  readonly b: TurnOf | null;
}

/** Where an episode went on from another one. */
export interface Origin {
  readonly id: string;
  readonly turn: number;
}

/** How two episodes belong together; null when neither went on from the other, nor both from a third. */
export interface Kinship {
  /** The first turn that may differ. */
  readonly turn: number;
  /** What went on from what, for people. */
  readonly text: string;
}

export const kinshipOf = (
  a: { readonly id: string; readonly origin: Origin | null },
  b: { readonly id: string; readonly origin: Origin | null },
): Kinship | null => {
  const from = (turn: number): string => (turn <= 1 ? "from its start" : `from turn ${turn}`);
  if (b.origin?.id === a.id) return { turn: b.origin.turn, text: `B went on ${from(b.origin.turn)} of A.` };
  if (a.origin?.id === b.id) return { turn: a.origin.turn, text: `A went on ${from(a.origin.turn)} of B.` };
  if (a.origin && b.origin && a.origin.id === b.origin.id)
    return {
      turn: Math.min(a.origin.turn, b.origin.turn),
      text: `Both went on from one episode, A ${from(a.origin.turn)}, B ${from(b.origin.turn)}.`,
    };
  return null;
};

/** What a conversation is made of, turn by turn; what was said before the first turn belongs to it. */
export const turnsOf = ({ entries }: Conversation): TurnOf[] => {
  const turns: TurnOf[] = [];
  let before: Entry[] = [];
  for (const entry of entries) {
    // What the bridge notes about itself is no part of what the two did.
    if (entry.kind === "notice" && entry.level === "info") continue;
    const last = turns.at(-1);
    if (entry.kind === "step") {
      turns.push({ turn: entry.turn, step: entry, rest: before });
      before = [];
    } else if (last) turns[turns.length - 1] = { ...last, rest: [...last.rest, entry] };
    else before.push(entry);
  }
  if (before.length > 0) turns.push({ turn: 0, step: null, rest: before });
  return turns;
};

/** Both side by side, from a turn on; several programs of one turn stand in their order. */
export const alignTurns = (a: readonly TurnOf[], b: readonly TurnOf[], fromTurn: number): AlignedTurn[] => {
  const numbers = [...new Set([...a, ...b].map(({ turn }) => turn))]
    .filter((turn) => turn >= fromTurn)
    .toSorted((x, y) => x - y);
  return numbers.flatMap((turn) => {
    const [left, right] = [a, b].map((turns) => turns.filter((one) => one.turn === turn));
    const rows = Math.max(left?.length ?? 0, right?.length ?? 0);
    return Array.from({ length: rows }, (_, i) => ({
      turn,
      a: left?.[i] ?? null,
      b: right?.[i] ?? null,
    }));
  });
};
