import type { RobotFrame } from "../../../bridge/protocol/index.ts";

/** Measurements older than this are shown as stale, seconds. */
export const STALE_AFTER_S = 0.6;

type Listener = () => void;

/** The newest measurement. It changes up to 50 times a second, so it goes past the component tree. */
export class RobotState {
  readonly #listeners = new Set<Listener>();
  #frame: RobotFrame | null = null;
  #arrivedMs = 0;

  get frame(): RobotFrame | null {
    return this.#frame;
  }

  accept(frame: RobotFrame, nowMs = performance.now()): void {
    this.#frame = frame;
    this.#arrivedMs = nowMs;
    for (const listener of this.#listeners) listener();
  }

  /** Seconds since the newest reading was taken: its age when the bridge sent it, and since then. Null before one. */
  ageS(nowMs = performance.now()): number | null {
    return this.#frame ? this.#frame.age_s + (nowMs - this.#arrivedMs) / 1000 : null;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
