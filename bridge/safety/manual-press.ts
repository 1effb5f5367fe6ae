import { caughtUp } from "../robot/listening-time.ts";

/** Milliseconds without a sign of who holds the button, after which it counts as let go. */
const DEADMAN_MS = 400;

/** One press of a button that moves something: it lasts until somebody or something ends it, or it is over. */
export class Press {
  /** Who pressed, and which of their presses it is. */
  readonly client: string;
  readonly hold: string;
  /** What it moves, in words. */
  readonly what: string;
  readonly over: Promise<void>;
  readonly #abort = new AbortController();
  readonly #settle: () => void;
  #deadman: NodeJS.Timeout | undefined;
  #heard = true;
  #ended: string | null = null;

  constructor(press: { client: string; hold: string; what: string }) {
    this.client = press.client;
    this.hold = press.hold;
    this.what = press.what;
    let settle = (): void => {};
    this.over = new Promise<void>((resolve) => {
      settle = resolve;
    });
    this.#settle = settle;
  }

  /** Aborted when the press ends. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why it ended before its motion did; null when it did not. */
  get ended(): string | null {
    return this.#ended;
  }

  /** From now on a sign is due every DEADMAN_MS. */
  watch(): void {
    this.#deadman = setTimeout(() => void this.#look(), DEADMAN_MS);
  }

  /** A sign of who holds the button. */
  sign(): void {
    this.#heard = true;
    this.#deadman?.refresh();
  }

  end(why: string): void {
    clearTimeout(this.#deadman);
    if (this.#ended !== null) return;
    this.#ended = why;
    this.#abort.abort(why);
  }

  /** Nothing of it moves any more. */
  finish(): void {
    clearTimeout(this.#deadman);
    this.#settle();
  }

  /** Where this thread was busy, signs wait in the socket: they count before anything is concluded. */
  async #look(): Promise<void> {
    this.#heard = false;
    await caughtUp();
    if (!this.#heard) this.end(`let go: no sign of who holds it for ${DEADMAN_MS} ms`);
  }
}
