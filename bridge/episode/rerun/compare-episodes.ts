import type { Event } from "../../protocol/index.ts";
import type { Episode } from "../reader.ts";
import { compareActions } from "./compare-actions.ts";
import {
  compareTexts,
  type Difference,
  fastTolerances,
  realtimeTolerances,
  type Tolerances,
} from "./compare-values.ts";
import { pastOfStart } from "./past.ts";
import { type RecordedAction, recordedActions } from "./recorded-actions.ts";
import { compareWhereabouts, recordedWhereabouts } from "./recorded-scene.ts";

/** An action as a line of a comparison shows it. */
export interface ComparedAction {
  readonly turn: number;
  readonly by: string;
  readonly code: string;
  readonly calls: number;
  readonly ended_by: string;
  readonly error: string | null;
  readonly value: string | null;
}

/** Where two episodes part, and what differs after. */
export interface Comparison {
  /** The first turn in which they differ; null when they do not. */
  readonly parted_at_turn: number | null;
  readonly outcomes: readonly [string | null, string | null];
  /** Turn by turn from where they part: what each did, null where it had no more turns. */
  readonly turns: readonly {
    readonly turn: number;
    readonly a: ComparedAction | null;
    readonly b: ComparedAction | null;
    /** What differs where both ran the same code. */
    readonly differences: readonly Difference[];
  }[];
  readonly final: readonly Difference[];
  readonly tolerances: Tolerances;
}

/** Compares two recordings, those that were forked with what they were forked from. */
export const compareEpisodes = async (a: Episode, b: Episode): Promise<Comparison> => {
  const [eventsA, eventsB] = [await wholeOf(a), await wholeOf(b)];
  const realtime = [a, b].some(({ metadata }) => metadata.get("clock") !== "fast");
  const tolerances = realtime ? realtimeTolerances : fastTolerances;
  const [actionsA, actionsB] = [recordedActions(eventsA), recordedActions(eventsB)];
  const turns = Array.from({ length: Math.max(actionsA.length, actionsB.length) }, (_, index) => {
    const [one, other] = [actionsA[index], actionsB[index]];
    const sameCode = one && other && one.start.code === other.start.code;
    return {
      turn: one?.start.turn ?? other?.start.turn ?? 0,
      a: one ? shown(one) : null,
      b: other ? shown(other) : null,
      differences: sameCode ? compareActions(one, other, tolerances) : [],
    };
  });
  const parted = turns.findIndex(
    ({ a: one, b: other, differences }) => one?.code !== other?.code || differences.length > 0,
  );
  const [endA, endB] = [await recordedWhereabouts(a), await recordedWhereabouts(b)];
  const final = compareWhereabouts(endA.last, endB.last, tolerances);
  return {
    parted_at_turn: parted < 0 ? null : (turns[parted]?.turn ?? null),
    outcomes: [a.summary.outcome, b.summary.outcome],
    turns: parted < 0 ? [] : turns.slice(parted),
    final: [...answers(eventsA, eventsB, tolerances), ...final],
    tolerances,
  };
};

const wholeOf = async (episode: Episode): Promise<Event[]> => [
  ...(await pastOfStart(episode)).own,
  ...(await episode.events()),
];

const shown = ({ start, end, calls }: RecordedAction): ComparedAction => ({
  turn: start.turn,
  by: start.by,
  code: start.code,
  calls: calls.length,
  ended_by: end?.ended_by ?? "cut off",
  error: end?.error ? `${end.error.type}: ${end.error.message}` : null,
  value: end?.value ?? null,
});

/** The last words of each. */
const answers = (a: readonly Event[], b: readonly Event[], tolerances: Tolerances): Difference[] => {
  const last = (events: readonly Event[]): string =>
    events.findLast((event) => event.type === "episode_end")?.summary ?? "";
  return compareTexts("last words", last(a), last(b), tolerances);
};
