import {
  addUsage,
  costOf,
  type EvalResult,
  type EventBody,
  noUsage,
  type Price,
  PrimitiveErrorCode,
} from "../protocol/index.ts";

type Counts = Pick<
  EvalResult,
  "primitive_calls" | "prompt_tokens" | "completion_tokens" | "cost" | "questions" | "errors" | "refused"
>;

/** What the safety gate refuses with, before anything moves. */
const REFUSALS: ReadonlySet<string> = new Set(["LimitExceeded", "CollisionAhead", "Denied"]);

const isOfCall = (type: string): boolean => PrimitiveErrorCode.safeParse(type).success;

/** Counts what the events of one episode tell. */
export class EpisodeCounts {
  #used = noUsage;
  #calls = 0;
  #questions = 0;
  #failedActions = 0;
  #failedCalls = 0;
  #refused = 0;

  /** To be told of every event. */
  readonly add = (event: EventBody): void => {
    if (event.type === "usage")
      this.#used = addUsage(this.#used, { prompt: event.prompt_tokens, completion: event.completion_tokens });
    else if (event.type === "primitive_call") this.#calls += 1;
    else if (event.type === "question") this.#questions += 1;
    // An action that ended in a failed call was counted with that call.
    else if (event.type === "action_end" && event.error !== null && !isOfCall(event.error.type))
      this.#failedActions += 1;
    else if (event.type === "primitive_result" && event.error !== null) {
      this.#failedCalls += 1;
      if (REFUSALS.has(event.error.code)) this.#refused += 1;
    }
  };

  /** @param price null where none is known */
  counts(price: Price | null): Counts {
    return {
      primitive_calls: this.#calls,
      prompt_tokens: this.#used.prompt,
      completion_tokens: this.#used.completion,
      cost: price === null ? null : costOf(this.#used, price),
      questions: this.#questions,
      errors: this.#failedActions + this.#failedCalls,
      refused: this.#refused,
    };
  }
}
