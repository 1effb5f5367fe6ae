import type { FromPage, ManualMove } from "../../../bridge/protocol/index.ts";

/** The bridge stops what it hears nothing of for four of these. */
const SIGN_MS = 100;

/** One press of a button that moves the robot: signs go to the bridge until it is released, by whatever. */
export class ManualHold {
  readonly #hold = crypto.randomUUID();
  readonly #send: (message: FromPage) => boolean;
  readonly #onReleased: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(move: ManualMove, send: (message: FromPage) => boolean, onReleased: () => void) {
    this.#send = send;
    this.#onReleased = onReleased;
    send({ op: "manual_start", hold: this.#hold, move });
    this.#timer = setInterval(() => send({ op: "manual_hold", hold: this.#hold }), SIGN_MS);
    // Whoever looks elsewhere does not see what moves.
    addEventListener("blur", this.release);
    addEventListener("pagehide", this.release);
    document.addEventListener("visibilitychange", this.release);
  }

  readonly release = (): void => {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    removeEventListener("blur", this.release);
    removeEventListener("pagehide", this.release);
    document.removeEventListener("visibilitychange", this.release);
    this.#send({ op: "manual_release", hold: this.#hold });
    this.#onReleased();
  };
}
