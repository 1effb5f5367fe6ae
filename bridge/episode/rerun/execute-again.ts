import type { CallContext, CallHandler, PrimitiveCall } from "../../executor/types.ts";
import { PrimitiveError } from "../../protocol/index.ts";
import type { RerunParts } from "./parts.ts";
import { ActionGatherer, type RecordedAction } from "./recorded-actions.ts";
import { StopAgain } from "./stop-again.ts";

/** Wall seconds that an action has at least, and what it has of what it took when it was recorded. */
const LEAST_S = 120;
const TIMES = 5;

/** Answers what people said in the recording; all else is done again. */
class PeopleAgain {
  readonly #action: RecordedAction;
  readonly #stop: StopAgain;
  readonly #answers: RecordedAction["calls"];
  #next = 0;
  #asked = 0;

  constructor(action: RecordedAction, stop: StopAgain) {
    this.#action = action;
    this.#stop = stop;
    this.#answers = action.calls.filter(({ call }) => call.name === "user.ask");
  }

  readonly serve = async (call: PrimitiveCall, context: CallContext, live: CallHandler): Promise<unknown> => {
    const index = this.#next++;
    await this.#stop.before(index, context);
    const recorded = this.#action.calls[index];
    const result =
      call.name === "user.ask"
        ? this.#answer()
        : recorded?.rejected && recorded.call.name === call.name
          ? said(recorded)
          : await live(call, context);
    this.#stop.served(index);
    return result;
  };

  #answer(): unknown {
    const answer = this.#answers[this.#asked++];
    if (answer) return said(answer);
    throw new PrimitiveError("NotSupported", "The recording has no answer to this question.");
  }
}

const said = ({ result }: RecordedAction["calls"][number]): unknown => {
  if (result?.error) throw new PrimitiveError(result.error.code, result.error.message, result.error.receipt);
  return result?.result;
};

/** Executes a recorded action again on the robot that is there, up to where it was ended from outside. */
export const executeAgain = async (
  { executor, route }: RerunParts,
  action: RecordedAction,
  signal?: AbortSignal,
): Promise<RecordedAction> => {
  const { code, turn, by } = action.start;
  const gatherer = new ActionGatherer();
  const stop = new StopAgain(action, (why) => executor.interrupt(why));
  const timeoutS = Math.max(LEAST_S, TIMES * (action.end?.duration_s ?? 0));
  try {
    await route.divert(new PeopleAgain(action, stop).serve, gatherer.add, () =>
      executor.execute(code, { turn, by, timeoutS, ...(signal ? { signal } : {}) }),
    );
  } finally {
    stop.close();
  }
  if (action.end?.state_kept === false) await executor.restart();
  const [now] = gatherer.actions;
  if (!now) throw new Error("unreachable: the executor tells of every action");
  return now;
};
