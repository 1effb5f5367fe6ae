import type { CallContext } from "../../executor/types.ts";
import { PrimitiveError } from "../../protocol/index.ts";
import { type RecordedAction, stoppedAtCall } from "./recorded-actions.ts";

/** Longest that a program computes on, after its last call, until it is stopped again; milliseconds. */
const LONGEST_MS = 3000;

/** Ends an action at the call at which it was ended from outside in the recording, or after the last. */
export class StopAgain {
  readonly #at: number;
  readonly #interrupt: () => void;
  readonly #reason: string;
  /** Null when the end came in a call. */
  readonly #computedMs: number | null;
  #timer: NodeJS.Timeout | undefined;

  /** @param interrupt ends the action as the executor does */
  constructor(action: RecordedAction, interrupt: (why: string) => void) {
    const { calls, end } = action;
    this.#at = stoppedAtCall(action) ?? Number.POSITIVE_INFINITY;
    this.#reason = end?.reason || "the recording ends here";
    this.#interrupt = () => interrupt(this.#reason);
    this.#computedMs = this.#at === calls.length ? Math.min(LONGEST_MS, (end?.duration_s ?? 1) * 1000) : null;
    this.#afterCalls(0);
  }

  /** To be asked before the call of this place is served. Rejects with Stopped when the action ends in it. */
  async before(call: number, context: CallContext): Promise<void> {
    if (call < this.#at) return;
    const ended = new Promise<void>((resolve) => {
      if (context.signal.aborted) resolve();
      else context.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    this.#interrupt();
    await ended;
    throw new PrimitiveError("Stopped", `The action was stopped here (${this.#reason}).`);
  }

  /** To be told how many calls were served. A program that was stopped while it computed is stopped so again. */
  #afterCalls(served: number): void {
    if (this.#computedMs !== null && served === this.#at)
      this.#timer ??= setTimeout(this.#interrupt, this.#computedMs);
  }

  served(call: number): void {
    this.#afterCalls(call + 1);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
