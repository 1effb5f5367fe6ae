import type { CallRoute } from "../../executor/call-route.ts";
import type { Executor } from "../../executor/types.ts";
import { UserError } from "../../protocol/index.ts";
import type { Past } from "./past.ts";
import { Playback } from "./playback.ts";
import {
  ActionGatherer,
  endedFromOutside,
  type RecordedAction,
  recordedActions,
} from "./recorded-actions.ts";

/** Wall seconds for one action: nothing moves, so that only what it computes takes time. */
const ACTION_S = 60;

/** An interpreter, and the way of what its programs call. */
export interface InterpreterParts {
  readonly executor: Executor;
  readonly route: CallRoute;
}

/**
 * A fresh interpreter with the variables that these actions left: they are executed again, with what was recorded as
 * the answers to their calls. No robot is reached.
 *
 * @returns what may be otherwise than it was, in words
 * @throws UserError when an action goes another way than it was recorded
 */
export const restoreInterpreter = async (
  parts: InterpreterParts,
  actions: readonly RecordedAction[],
): Promise<string[]> => {
  await parts.executor.restart();
  const notes: string[] = [];
  for (const action of lastingActions(actions)) {
    const { start } = action;
    const parted = await playBack(parts, action);
    if (parted !== null)
      throw new UserError(
        `The interpreter cannot be restored: action ${start.action} of turn ${start.turn} went another way than in the recording, ${parted}. Variables of tasks before this episode, depth pictures, the time and random numbers are not in a recording.`,
      );
    if (endedFromOutside(action))
      notes.push(
        `Action ${start.action} was ended from outside (${action.end?.ended_by ?? "cut off"}); its variables are as they were about then.`,
      );
  }
  return notes;
};

/**
 * Executes one action again with what was recorded as the answers to its calls. No robot is reached.
 *
 * @returns how it went another way than it was recorded; null when it did not
 */
export const playBack = async (
  { executor, route }: InterpreterParts,
  action: RecordedAction,
): Promise<string | null> => {
  const { start } = action;
  const playback = new Playback(action, (why) => executor.interrupt(why));
  const gatherer = new ActionGatherer();
  const result = await route.divert(playback.serve, gatherer.add, () =>
    executor.execute(start.code, { turn: start.turn, by: start.by, timeoutS: ACTION_S }),
  );
  playback.close();
  if (playback.parted !== null) return playback.parted;
  if (endedFromOutside(action)) return null;
  const end = { error: result.error?.type ?? null, message: result.error?.message ?? "" };
  const [missing] = playback.left;
  return (
    otherEnd(action, end) ?? (missing ? `it did not call ${missing.call.name}, as the recording has` : null)
  );
};

/** An interpreter that was brought back. */
export interface Restored {
  /** What it has run. */
  readonly actions: readonly RecordedAction[];
  /** What may be otherwise than it was, in words. */
  readonly notes: readonly string[];
}

/**
 * The same after a past: with the variables of earlier tasks of the session too where these can be executed again; where
 * not, without, and the notes say so.
 *
 * @throws UserError when an action of the episode itself, or of those it was forked from, goes another way
 */
export const restorePast = async (
  parts: Parameters<typeof restoreInterpreter>[0],
  { earlier, own, notes }: Past,
): Promise<Restored> => {
  const after = recordedActions(own);
  const all = [...recordedActions(earlier), ...after];
  try {
    return { actions: all, notes: [...notes, ...(await restoreInterpreter(parts, all))] };
  } catch (error) {
    if (all.length === after.length) throw error;
    const alone = await restoreInterpreter(parts, after);
    const missing = `Variables of earlier tasks of the session are missing. ${(error as Error).message}`;
    return { actions: after, notes: [...notes, missing, ...alone] };
  }
};

/** What the interpreter that is there at the end has run. */
export const lastingActions = (actions: readonly RecordedAction[]): RecordedAction[] => {
  const lost = actions.findLastIndex(({ end }) => end?.state_kept === false);
  if (lost < 0) return [...actions];
  // One that came to its own end ran in the fresh interpreter; one that did not took the interpreter with it.
  const last = actions[lost];
  return actions.slice(last && endedFromOutside(last) ? lost + 1 : lost);
};

const otherEnd = (
  { end }: RecordedAction,
  { error, message }: { readonly error: string | null; readonly message: string },
): string | null => {
  const recorded = end?.error?.type ?? null;
  if (recorded === error) return null;
  return `it ended with ${error === null ? "no error" : `${error}: ${message}`} where the recording has ${recorded ?? "none"}`;
};
