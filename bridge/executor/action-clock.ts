/** Wall time of an action; stands still while a person is asked, because a person's thinking is not the program's. */
export class ActionClock {
  readonly #onTimeout: () => void;
  #leftMs: number;
  #startedAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(timeoutS: number, onTimeout: () => void) {
    this.#leftMs = Math.min(timeoutS * 1000, 2 ** 31 - 1);
    this.#onTimeout = onTimeout;
  }

  run(): void {
    if (this.#timer) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#onTimeout, Math.max(this.#leftMs, 0));
  }

  pause(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#leftMs -= performance.now() - this.#startedAt;
  }
}
