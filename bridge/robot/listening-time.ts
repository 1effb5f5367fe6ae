const TICK_MS = 50;
/** A tick that took longer than this held no time for listening: something else had the thread. */
const MOST_MS = 2 * TICK_MS;

/**
 * Milliseconds in which this thread could have taken messages. While a long computation blocks it, messages wait in
 * the socket and their sender is not silent: ages measured on this clock do not grow meanwhile.
 */
export class ListeningTime {
  #listened_ms = 0;
  #ticked_ms = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => {
      this.#listened_ms = this.now();
      this.#ticked_ms = performance.now();
    }, TICK_MS);
    this.#timer.unref();
  }

  now(): number {
    return this.#listened_ms + Math.min(MOST_MS, performance.now() - this.#ticked_ms);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Resolves when what waited in the sockets at the call has been taken in: two rounds of the event loop. */
export const caughtUp = async (): Promise<void> => {
  for (let round = 0; round < 2; round++) await new Promise<void>((resolve) => setImmediate(resolve));
};
