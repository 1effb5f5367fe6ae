import type { ToPython } from "../protocol/index.ts";

/** Messages that wait for a slow program; more, and the oldest are dropped. */
const MOST_WAITING = 20;

/** Feedback of one call on its way to Python: one message at a time, the next when that one was handled. */
export class CallFeedback {
  readonly #id: number;
  readonly #send: (frame: ToPython) => string | null;
  #waiting: unknown[] = [];
  #handling = false;
  #over = false;

  /** `id` of the call's frame; `send` says why not when a frame is too big. */
  constructor(id: number, send: (frame: ToPython) => string | null) {
    this.#id = id;
    this.#send = send;
  }

  push(value: unknown): void {
    if (this.#over) return;
    this.#waiting.push(value ?? null);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    this.#next();
  }

  /** Python handled the one it was sent. */
  heard(): void {
    this.#handling = false;
    this.#next();
  }

  /** The call is about to be answered: what still waits is sent before, for Python reads it in order. */
  flush(): void {
    this.#over = true;
    for (const value of this.#waiting) this.#send({ t: "feedback", id: this.#id, value });
    this.#waiting = [];
  }

  #next(): void {
    while (!this.#handling) {
      if (this.#waiting.length === 0) return;
      // One that is too big for a frame is left out; nobody would answer for it.
      this.#handling = this.#send({ t: "feedback", id: this.#id, value: this.#waiting.shift() }) === null;
    }
  }
}
