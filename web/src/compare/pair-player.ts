import type { Replay } from "../replay/replay.ts";
import { Store } from "../state/store.ts";

/** A page that was not drawn for longer than this does not leap on, seconds. */
const LONGEST_FRAME_S = 0.25;

export interface PairState {
  /** Seconds since where both begin. */
  readonly atS: number;
  readonly playing: boolean;
}

/** Plays two episodes together, each from where it begins to differ; the shorter one waits at its end. */
export class PairPlayer {
  readonly lengthS: number;
  readonly state: Store<PairState>;
  readonly #sides: readonly { readonly replay: Replay; readonly fromS: number }[];
  #frame = 0;
  #lastMs = 0;

  /** @param fromTurn the first turn that may differ */
  constructor(replays: readonly Replay[], fromTurn: number) {
    this.#sides = replays.map((replay) => ({ replay, fromS: beginOf(replay, fromTurn) }));
    this.lengthS = Math.max(...this.#sides.map(({ replay, fromS }) => replay.story.lengthS - fromS));
    // The end tells most; playing begins at the beginning.
    this.state = new Store<PairState>({ atS: this.lengthS, playing: false });
    this.goTo(this.lengthS);
  }

  goTo(atS: number): void {
    const at = Math.min(Math.max(0, atS), this.lengthS);
    for (const { replay, fromS } of this.#sides) replay.player.toStory(fromS + at);
    this.state.update((state) => ({ playing: state.playing && at < this.lengthS, atS: at }));
  }

  toggle(): void {
    const { playing, atS } = this.state.get();
    if (playing) return this.pause();
    if (atS >= this.lengthS) this.goTo(0);
    this.state.update((state) => ({ ...state, playing: true }));
    this.#lastMs = performance.now();
    this.#frame = requestAnimationFrame(this.#play);
  }

  pause(): void {
    cancelAnimationFrame(this.#frame);
    this.state.update((state) => ({ ...state, playing: false }));
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const { replay } of this.#sides) replay.dispose();
  }

  readonly #play = (nowMs: number): void => {
    if (!this.state.get().playing) return;
    const elapsedS = Math.min(LONGEST_FRAME_S, Math.max(0, (nowMs - this.#lastMs) / 1000));
    this.#lastMs = nowMs;
    this.goTo(this.state.get().atS + elapsedS);
    if (this.state.get().playing) this.#frame = requestAnimationFrame(this.#play);
  };
}

const beginOf = ({ story }: Replay, fromTurn: number): number => {
  const at = story.events.findIndex((event) => event.type === "turn_start" && event.turn >= fromTurn);
  return story.storyS[Math.max(0, at)] ?? 0;
};
