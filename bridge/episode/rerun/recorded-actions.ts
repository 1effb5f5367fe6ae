import type { Event, EventBody, EventType } from "../../protocol/index.ts";

type Body<T extends EventType> = Extract<EventBody, { type: T }>;

/** One call of a primitive as it went. */
export interface RecordedCall {
  readonly call: Body<"primitive_call">;
  /** Null when the recording, or the program, ended before it did. */
  result: Body<"primitive_result"> | null;
  readonly receipts: Body<"receipt">[];
  readonly images: Body<"image">[];
  /** A person did not approve it. */
  rejected: boolean;
}

/** One run of code as it went. */
export interface RecordedAction {
  readonly start: Body<"action_start">;
  /** Null when the recording ended before it did. */
  end: Body<"action_end"> | null;
  readonly calls: RecordedCall[];
  /** What it printed, stdout and stderr as they came. */
  output: string;
}

/** Gathers actions from the events of them, in their order. */
export class ActionGatherer {
  readonly actions: RecordedAction[] = [];
  #running: RecordedAction | null = null;

  readonly add = (event: EventBody): void => {
    if (event.type === "action_start") {
      this.#running = { start: event, end: null, calls: [], output: "" };
      this.actions.push(this.#running);
      return;
    }
    const action = this.#running;
    const call = action?.calls.at(-1);
    if (!action) return;
    if (event.type === "output") action.output += event.text;
    else if (event.type === "primitive_call")
      action.calls.push({ call: event, result: null, receipts: [], images: [], rejected: false });
    else if (event.type === "primitive_result") {
      const answered = action.calls.find((one) => one.call.call === event.call);
      if (answered) answered.result = event;
    } else if (event.type === "receipt") call?.receipts.push(event);
    else if (event.type === "image" && event.source !== "figure") call?.images.push(event);
    else if (event.type === "approval" && call && !call.result)
      call.rejected ||= event.decision === "rejected" || event.decision === "expired";
    else if (event.type === "action_end") {
      action.end = event;
      this.#running = null;
    }
  };
}

/** The actions of an episode, or of its beginning. */
export const recordedActions = (events: readonly Event[]): RecordedAction[] => {
  const gatherer = new ActionGatherer();
  for (const event of events) gatherer.add(event);
  return gatherer.actions;
};

/** Whether somebody or something else than the program ended it: what it would have done then is not known. */
export const endedFromOutside = ({ end }: RecordedAction): boolean =>
  end === null || ["interrupted", "timeout", "limit", "died"].includes(end.ended_by);

/**
 * The call in which an action was ended from outside, by its place; as many as there are calls when it came after the
 * last of them. Null for an action that came to its own end.
 */
export const stoppedAtCall = (action: RecordedAction): number | null => {
  if (!endedFromOutside(action)) return null;
  const at = action.calls.findIndex(({ result }) => result === null || result.error?.code === "Stopped");
  return at < 0 ? action.calls.length : at;
};
