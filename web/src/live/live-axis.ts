import { type Event, stampToSeconds } from "../../../bridge/protocol/index.ts";

/** A pause in which nothing is under way, or a person is waited for, is drawn no longer than this, seconds. */
export const LONGEST_PAUSE_S = 2;

/** A pause that is drawn shorter than it was. */
export interface Fold {
  /** Where it begins on the axis, seconds. */
  readonly fromS: number;
  readonly toS: number;
  /** How long it was, seconds. */
  readonly lastedS: number;
}

/** Where events stand: the bridge's wall clock, with its long pauses folded. */
export interface LiveAxis {
  /** Of each event, seconds from the first; never decreasing. */
  readonly atS: Float64Array;
  /** The bridge's wall clock at each event, seconds. */
  readonly wallS: Float64Array;
  readonly folds: readonly Fold[];
  /** Whether a task or a program is under way after the last event, and nobody is waited for. */
  readonly running: boolean;
}

/** @param events in order, as `RecentEvents` has them */
export const makeAxis = (events: readonly Event[]): LiveAxis => {
  const atS = new Float64Array(events.length);
  const wallS = new Float64Array(events.length);
  const folds: Fold[] = [];
  let running = false;
  for (const [i, event] of events.entries()) {
    wallS[i] = Math.max(stampToSeconds(event.wall), wallS[i - 1] ?? 0);
    if (i > 0) {
      const before = atS[i - 1] ?? 0;
      const gap = (wallS[i] ?? 0) - (wallS[i - 1] ?? 0);
      atS[i] = before + drawn(gap, running);
      if (atS[i] !== before + gap) folds.push({ fromS: before, toS: atS[i] ?? 0, lastedS: gap });
    }
    running = after(event, running);
  }
  return { atS, wallS, folds, running };
};

/** Where a moment after the last event stands; with nothing under way the axis ends soon. */
export const nowOnAxis = ({ atS, wallS, running }: LiveAxis, nowWallS: number): number =>
  (atS.at(-1) ?? 0) + drawn(Math.max(0, nowWallS - (wallS.at(-1) ?? nowWallS)), running);

/** The wall clock at a place on the axis, seconds; null before the first event. */
export const wallAt = ({ atS, wallS }: LiveAxis, placeS: number): number | null => {
  if (atS.length === 0 || placeS < 0) return null;
  let low = 0;
  let high = atS.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((atS[middle] ?? 0) <= placeS) low = middle;
    else high = middle - 1;
  }
  const from = atS[low] ?? 0;
  const until = atS[low + 1];
  const wall = wallS[low] ?? 0;
  if (until === undefined || until <= from) return wall + (placeS - from);
  return wall + ((placeS - from) / (until - from)) * ((wallS[low + 1] ?? wall) - wall);
};

const drawn = (gapS: number, running: boolean): number => (running ? gapS : Math.min(gapS, LONGEST_PAUSE_S));

const after = ({ type }: Event, running: boolean): boolean => {
  if (type === "episode_start" || type === "turn_start" || type === "action_start") return true;
  if (type === "answer" || type === "approval") return true;
  if (type === "episode_end" || type === "question" || type === "approval_request") return false;
  return running;
};
