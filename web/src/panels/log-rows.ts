import { type LogLevel, type LogLine, stampToSeconds } from "../../../bridge/protocol/index.ts";
import type { Remark } from "../state/remarks.ts";

/** A line of the log panel. */
export interface LogRow {
  readonly key: string;
  /** Robot clock, seconds; null where nobody knows. */
  readonly timeS: number | null;
  readonly level: LogLevel;
  readonly name: string;
  readonly text: string;
}

export const levels: readonly LogLevel[] = ["debug", "info", "warn", "error", "fatal"];

/** A clock beyond this counts from 1970 and is that of a day, seconds. */
const EPOCH_S = 1e8;

/** The robot's lines and the session's remarks in one list, by the robot's clock; what has no time keeps its place. */
export const logRows = (lines: readonly LogLine[], remarks: readonly Remark[]): LogRow[] => {
  const rows: LogRow[] = [];
  let next = 0;
  const takeUntil = (timeS: number): void => {
    for (let remark = remarks[next]; remark; remark = remarks[next]) {
      if (remark.timeS !== null && remark.timeS > timeS) return;
      rows.push({ key: `remark-${remark.seq}`, ...remark });
      next += 1;
    }
  };
  const seen = new Map<string, number>();
  for (const { stamp, level, name, text } of lines) {
    const timeS = stampToSeconds(stamp);
    takeUntil(timeS);
    // Lines have no number of their own: those of one moment are counted.
    const moment = `${stamp.sec}.${stamp.nanosec}`;
    const number = seen.get(moment) ?? 0;
    seen.set(moment, number + 1);
    rows.push({ key: `line-${moment}-${number}`, timeS, level, name, text });
  }
  takeUntil(Number.POSITIVE_INFINITY);
  return rows;
};

/** The rows of a level, or worse, whose name or text has all of some words. */
export const filtered = (rows: readonly LogRow[], least: LogLevel, words: string): readonly LogRow[] => {
  const from = levels.indexOf(least);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (from === 0 && wanted.length === 0) return rows;
  return rows.filter(({ level, name, text }) => {
    if (levels.indexOf(level) < from) return false;
    const all = `${name} ${text}`.toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
};

/** A time of the robot's clock: that of the day where it counts from 1970, else its seconds. */
export const clockText = (timeS: number | null): string => {
  if (timeS === null) return "–";
  if (timeS < EPOCH_S) return timeS.toFixed(2);
  const time = new Date(timeS * 1000);
  return `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;
};

/** Rows as text, a line each, as one would paste them into a report. */
export const logText = (rows: readonly LogRow[]): string =>
  rows
    .map(({ timeS, level, name, text }) => `${clockText(timeS)} ${level.toUpperCase()} [${name}] ${text}`)
    .join("\n");
