import type { CallRoute } from "../../executor/call-route.ts";
import type { Executor } from "../../executor/types.ts";
import { UserError } from "../../protocol/index.ts";
import { Playback } from "./playback.ts";
import { ActionGatherer, endedFromOutside, type RecordedAction } from "./recorded-actions.ts";

/** Wall seconds for one action: nothing moves, so that only what it computes takes time. */
const ACTION_S = 60;

/**
 * A fresh interpreter with the variables that these actions left: they are executed again, with what was recorded as
 * the answers to their calls. No robot is reached.
 *
 * @returns what may be otherwise than it was, in words
 * @throws UserError when an action goes another way than it was recorded
 */
export const restoreInterpreter = async (
  { executor, route }: { readonly executor: Executor; readonly route: CallRoute },
  actions: readonly RecordedAction[],
): Promise<string[]> => {
  await executor.restart();
  const notes: string[] = [];
  for (const action of lasting(actions)) {
    const { start } = action;
    const playback = new Playback(action, (why) => executor.interrupt(why));
    const gatherer = new ActionGatherer();
    const result = await route.divert(playback.serve, gatherer.add, () =>
      executor.execute(start.code, { turn: start.turn, by: start.by, timeoutS: ACTION_S }),
    );
    playback.close();
    const outside = endedFromOutside(action);
    const parted =
      playback.parted ??
      (outside
        ? null
        : otherEnd(action, { error: result.error?.type ?? null, message: result.error?.message ?? "" })) ??
      (outside || playback.left.length === 0
        ? null
        : `it did not call ${playback.left[0]?.call.name}, as the recording has`);
    if (parted !== null)
      throw new UserError(
        `The interpreter cannot be restored: action ${start.action} of turn ${start.turn} went another way than in the recording, ${parted}. Variables of tasks before this episode, depth pictures, the time and random numbers are not in a recording.`,
      );
    if (outside)
      notes.push(
        `Action ${start.action} was ended from outside (${action.end?.ended_by ?? "cut off"}); its variables are as they were about then.`,
      );
  }
  return notes;
};

/** What the interpreter that is there at the end has run. */
const lasting = (actions: readonly RecordedAction[]): RecordedAction[] => {
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
