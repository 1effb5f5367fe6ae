import type { Event } from "../../protocol/index.ts";
import type { Episode } from "../reader.ts";
import { compareActions } from "./compare-actions.ts";
import { type Difference, fastTolerances, realtimeTolerances, type Tolerances } from "./compare-values.ts";
import { executeAgain } from "./execute-again.ts";
import { putBack, type RerunParts } from "./parts.ts";
import type { Past } from "./past.ts";
import { type RecordedAction, recordedActions, stoppedAtCall } from "./recorded-actions.ts";
import { compareWhereabouts, recordedWhereabouts, whereaboutsNow } from "./recorded-scene.ts";
import { restorePast } from "./restore-interpreter.ts";
import { recordedStates } from "./simulator-states.ts";

export interface ActionVerdict {
  readonly action: number;
  readonly turn: number;
  readonly calls: number;
  readonly differences: readonly Difference[];
  /** What was not compared, and why; null when all was. */
  readonly not_compared: string | null;
}

/** What came of executing an episode's actions again. */
export interface Verdict {
  readonly same: boolean;
  /** Where the fresh scene differs from the recorded one before anything was done. */
  readonly start: readonly Difference[];
  readonly actions: readonly ActionVerdict[];
  /** Where objects and joints ended elsewhere. */
  readonly final: readonly Difference[];
  /** What was done or left out, in words. */
  readonly notes: readonly string[];
  readonly tolerances: Tolerances;
}

/**
 * Executes the actions of an episode again, in a fresh simulator of the same scene, and compares.
 *
 * @param past what other episodes did in the same interpreter before; it is played back, not done
 * @throws UserError when the simulator or the interpreter cannot be put into the state of the start
 */
export const verifyEpisode = async (
  parts: RerunParts,
  episode: Episode,
  past: Past,
  signal?: AbortSignal,
): Promise<Verdict> => {
  const events = await episode.events();
  const start = events.find((event) => event.type === "episode_start");
  const tolerances = start?.clock === "realtime" ? realtimeTolerances : fastTolerances;
  await parts.memory.takeIn(events);
  const states = await recordedStates(episode);
  const [first] = states;
  const notes: string[] = [];
  if (past.earlier.length + past.own.length > 0) notes.push(...(await restorePast(parts, past)).notes);
  else notes.push(...past.notes);
  const fresh =
    first === undefined || (start?.clock === "fast" && first.stamp.sec === 0 && first.stamp.nanosec === 0);
  if (first && !fresh) {
    await putBack(parts, first.state);
    notes.push("The simulator began from the recorded state of the episode's start.");
  }
  const recorded = await recordedWhereabouts(episode);
  const differencesAtStart = compareWhereabouts(
    recorded.first,
    await whereaboutsNow(parts.robot),
    tolerances,
  );
  const actions: ActionVerdict[] = [];
  let knownEnd = true;
  for (const action of recordedActions(events)) {
    if (signal?.aborted) break;
    const now = await executeAgain(parts, action, signal);
    const stopped = stoppedAtCall(action);
    actions.push({
      action: action.start.action,
      turn: action.start.turn,
      calls: action.calls.length,
      differences: compareActions(action, now, tolerances),
      not_compared: stopped === null ? null : notCompared(action, stopped),
    });
    knownEnd = stopped === null;
    const next = states.find(({ turn }) => turn > action.start.turn);
    if (stopped === null || !next) continue;
    await putBack(parts, next.state);
    notes.push(
      `After action ${action.start.action} the simulator was put into the recorded state of turn ${next.turn}.`,
    );
    knownEnd = true;
  }
  if (!knownEnd) notes.push("Final poses were not compared: the last action was ended from outside.");
  notes.push(...unreproducible(events));
  const final = knownEnd
    ? compareWhereabouts(recorded.last, await whereaboutsNow(parts.robot), tolerances)
    : [];
  const same =
    differencesAtStart.length === 0 &&
    final.length === 0 &&
    actions.every(({ differences }) => differences.length === 0);
  return { same, start: differencesAtStart, actions, final, notes, tolerances };
};

const notCompared = (action: RecordedAction, stopped: number): string => {
  const call = action.calls[stopped]?.call;
  const where = call ? `in call ${stopped + 1} ${call.name}` : "after its last call";
  const how = action.end
    ? `${action.end.ended_by}${action.end.reason ? `, ${action.end.reason}` : ""}`
    : "the recording was cut off";
  return `from ${where} on: the action was ended from outside there (${how})`;
};

const unreproducible = (events: readonly Event[]): string[] => {
  const manual = events.filter(({ type }) => type === "manual").length;
  return manual > 0 ? [`The robot was moved by hand ${manual} times; that was not done again.`] : [];
};
