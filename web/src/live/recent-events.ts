import { type Event, type EventType, stampToSeconds } from "../../../bridge/protocol/index.ts";

/** What a timeline shows; words as they are streamed, output and pictures are not on it. */
const SHOWN: ReadonlySet<EventType> = new Set<EventType>([
  "episode_start",
  "episode_end",
  "turn_start",
  "reply",
  "action_start",
  "action_end",
  "primitive_call",
  "receipt",
  "primitive_result",
  "question",
  "answer",
  "approval_request",
  "approval",
  "stop",
  "estop",
  "manual",
  "connection",
]);
/** More than this many are not kept; the oldest go, many at once. */
const MOST = 6_000;
const DROPPED = 1_000;

type Listener = () => void;

/** The newest events of the session that runs, as far as a timeline shows them. */
export class RecentEvents {
  readonly #listeners = new Set<Listener>();
  #events: Event[] = [];
  #version = 0;
  /** By how much this machine's clock is ahead of the bridge's at most, seconds. */
  #aheadS = Number.POSITIVE_INFINITY;

  get events(): readonly Event[] {
    return this.#events;
  }

  /** Counts up with each change. */
  get version(): number {
    return this.#version;
  }

  push(event: Event, nowMs = Date.now()): void {
    if (!SHOWN.has(event.type) || event.seq <= (this.#events.at(-1)?.seq ?? -1)) return;
    this.#aheadS = Math.min(this.#aheadS, nowMs / 1000 - stampToSeconds(event.wall));
    if (this.#events.length >= MOST) this.#events = this.#events.slice(DROPPED);
    this.#events.push(event);
    this.#changed();
  }

  /** The bridge is about to tell everything anew; it may be another bridge by now. */
  clear(): void {
    this.#events = [];
    this.#aheadS = Number.POSITIVE_INFINITY;
    this.#changed();
  }

  /** The bridge's wall clock, seconds, as far as its events tell it. */
  nowS(nowMs = Date.now()): number {
    return nowMs / 1000 - (Number.isFinite(this.#aheadS) ? this.#aheadS : 0);
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
