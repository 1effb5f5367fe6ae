import type { Emit, EventBody } from "../protocol/index.ts";
import type { CallContext, CallHandler, PrimitiveCall } from "./types.ts";

/** Serves calls in place of the robot's handlers; `live` is theirs. */
export type Diversion = (call: PrimitiveCall, context: CallContext, live: CallHandler) => Promise<unknown>;

/**
 * The way of Python's calls to the robot's handlers, and of what an executor tells to the event stream. Both can be led
 * elsewhere while recorded actions are executed again.
 */
export class CallRoute {
  readonly #live: CallHandler;
  readonly #emit: (event: EventBody) => void;
  #diversion: { readonly serve: Diversion; readonly tell: (event: EventBody) => void } | null = null;

  constructor(live: CallHandler, emit: (event: EventBody) => void) {
    this.#live = live;
    this.#emit = emit;
  }

  readonly onCall: CallHandler = (call, context) =>
    this.#diversion ? this.#diversion.serve(call, context, this.#live) : this.#live(call, context);

  readonly emit: Emit = (event) => (this.#diversion?.tell ?? this.#emit)(event);

  /** Leads calls to `serve` and events to `tell` while `work` runs. */
  async divert<T>(serve: Diversion, tell: (event: EventBody) => void, work: () => Promise<T>): Promise<T> {
    if (this.#diversion) throw new Error("the calls are led elsewhere already");
    this.#diversion = { serve, tell };
    try {
      return await work();
    } finally {
      this.#diversion = null;
    }
  }
}
