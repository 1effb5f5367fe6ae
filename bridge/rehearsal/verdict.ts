import type { ActionResult } from "../executor/types.ts";

/** How a rehearsed program came to its end. */
export interface Ending {
  readonly result: ActionResult;
  /** The question that it ended at; null when it asked none. */
  readonly question: string | null;
  /** The limit of the twin's clock that it passed, seconds; null when it did not. */
  readonly late_s: number | null;
  /** Seconds of the twin's clock that it took. */
  readonly took_s: number;
  readonly violations: number;
  /** Objects that were somewhere else afterwards. */
  readonly moved: number;
  /** What of its start was not as in the session, in words. */
  readonly notes: readonly string[];
}

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;

/** How a rehearsal went, in one line. */
export const verdict = (ending: Ending): string => {
  const { violations, moved, notes } = ending;
  const parts = [
    endWords(ending),
    ...(violations > 0
      ? [`${counted(violations, "command")} would be refused, or not end as it is meant`]
      : []),
    ...(moved > 0 ? [`${counted(moved, "object")} would be moved`] : []),
  ];
  const doubt =
    notes.length > 0 ? ` Its variables may be others than in the session: ${notes.join("; ")}.` : "";
  return `${parts.join("; ")}.${doubt}`;
};

const endWords = ({ result, question, late_s, took_s }: Ending): string => {
  const took = `${took_s.toFixed(1)} s of the robot's time`;
  if (question !== null)
    return `It would ask “${question}” after ${took}: what comes then depends on the answer, and was not rehearsed`;
  if (late_s !== null) return `It would be ended by its time limit, ${late_s} s, before its end`;
  if (result.ended_by === "timeout")
    return `The rehearsal was given up after ${result.duration_s.toFixed(0)} s, ${took} into it`;
  if (result.ended) {
    const how = result.ended.by === "finish" ? "finish" : "give up";
    return `It would ${how} after ${took}, saying “${result.ended.text}”`;
  }
  if (result.ended_by === "done") return `It would run to its end in ${took}`;
  if (result.error)
    return `It would end with ${result.error.type} after ${took}: ${result.error.message.replace(/\.$/, "")}`;
  return `It would be ended after ${took} (${result.ended_by}${result.reason ? `, ${result.reason}` : ""})`;
};
