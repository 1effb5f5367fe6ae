import { Store } from "../state/store.ts";
import type { Outline } from "./outline.ts";
import { type Cursor, cursorAtEnd, cursorAtEvent, cursorAtStory, cursorAtTime, type Story } from "./story.ts";

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10] as const;
/** Two moments nearer than this, seconds, are one. */
const SAME_S = 1e-7;

export interface PlayerState {
  readonly cursor: Cursor;
  readonly playing: boolean;
  readonly speed: number;
}

/** Where the viewer of an episode is, and how it goes on from there. Draws nothing and reads nothing. */
export class Player {
  readonly story: Story;
  readonly state: Store<PlayerState>;
  /** Events at which a turn or a call begins, in order. */
  readonly #turns: readonly number[];
  readonly #calls: readonly number[];

  constructor(story: Story, outline: Outline) {
    this.story = story;
    this.#turns = outline.turns.map(({ from }) => from);
    this.#calls = outline.calls.map(({ from }) => from);
    this.state = new Store<PlayerState>({ cursor: cursorAtStory(story, 0), playing: false, speed: 1 });
  }

  get cursor(): Cursor {
    return this.state.get().cursor;
  }

  play(): void {
    const ended = this.cursor.storyS >= this.story.lengthS;
    const cursor = ended ? cursorAtStory(this.story, 0) : this.cursor;
    this.state.update((state) => ({ ...state, cursor, playing: true }));
  }

  pause(): void {
    this.state.update((state) => ({ ...state, playing: false }));
  }

  toggle(): void {
    if (this.state.get().playing) this.pause();
    else this.play();
  }

  /** @param speed times as fast as it was; held between 0.1 and 10 */
  setSpeed(speed: number): void {
    const held = Math.min(SPEEDS.at(-1) ?? 10, Math.max(SPEEDS[0], speed));
    this.state.update((state) => ({ ...state, speed: held }));
  }

  /** The next of the usual speeds. */
  faster(direction: 1 | -1): void {
    const { speed } = this.state.get();
    const next = direction === 1 ? SPEEDS.find((one) => one > speed) : SPEEDS.findLast((one) => one < speed);
    if (next !== undefined) this.setSpeed(next);
  }

  /** Goes on by this much of the viewer's time, seconds; at the end it stands. */
  advance(elapsedS: number): void {
    const { playing, speed, cursor } = this.state.get();
    if (!playing) return;
    const next = cursorAtStory(this.story, cursor.storyS + elapsedS * speed);
    this.state.update((state) => ({ ...state, cursor: next, playing: next.storyS < this.story.lengthS }));
  }

  toStory(storyS: number): void {
    this.#go(cursorAtStory(this.story, storyS));
  }
  /** @param timeS of the robot's clock, from the beginning */
  toTime(timeS: number): void {
    this.#go(cursorAtTime(this.story, timeS));
  }
  /** Right after an event. */
  toEvent(event: number): void {
    this.#go(cursorAtEvent(this.story, event));
  }
  toStart(): void {
    this.#go(cursorAtStory(this.story, 0));
  }
  toEnd(): void {
    this.#go(cursorAtEnd(this.story));
  }

  stepTurn(direction: 1 | -1): void {
    this.#stepAmong(this.#turns, direction);
  }
  stepCall(direction: 1 | -1): void {
    this.#stepAmong(this.#calls, direction);
  }

  /**
   * The smallest step: to the next measurement, or to the next event when that comes first; many events may share one
   * robot time, and are gone through one by one.
   *
   * @param measuredS robot time of the neighbouring measurement in this direction, seconds; null when there is none
   */
  stepFrame(direction: 1 | -1, measuredS: number | null): void {
    const { index, timeS } = this.cursor;
    this.pause();
    if (direction === 1) {
      const eventS = this.story.timeS[index];
      if (eventS === undefined && measuredS === null) return this.toEnd();
      if (eventS !== undefined && eventS <= (measuredS ?? Number.POSITIVE_INFINITY))
        return this.toEvent(index);
      return this.#go(this.#between(index, measuredS ?? timeS));
    }
    const eventS = this.story.timeS[index - 1] ?? 0;
    if (measuredS !== null && measuredS > eventS + SAME_S && measuredS < timeS - SAME_S)
      return this.#go(this.#between(index, measuredS));
    // Still after the event: right to it; at it: to before it.
    if (timeS > eventS + SAME_S) return this.toEvent(index - 1);
    this.toEvent(index - 2);
  }

  /** A moment after `index` events, before the next, at a robot time between the two. */
  #between(index: number, timeS: number): Cursor {
    const at = cursorAtTime(this.story, timeS);
    return at.index === index ? at : { ...cursorAtEvent(this.story, index - 1), timeS };
  }

  #stepAmong(events: readonly number[], direction: 1 | -1): void {
    const { index, storyS } = this.cursor;
    this.pause();
    if (direction === 1) {
      const next = events.find((event) => event >= index);
      return next === undefined ? this.toEnd() : this.toEvent(next);
    }
    // In the middle of one, its beginning comes first.
    const before = events.findLast(
      (event) =>
        event < index - 1 || (event === index - 1 && storyS > (this.story.storyS[event] ?? 0) + SAME_S),
    );
    if (before === undefined) this.toStart();
    else this.toEvent(before);
  }

  #go(cursor: Cursor): void {
    this.state.update((state) => ({ ...state, cursor }));
  }
}
