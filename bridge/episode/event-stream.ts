import { EVENT_VERSION, type Event, type EventBody, nsToStamp, type Stamp } from "../protocol/index.ts";

type Listener = (event: Event) => void;

/** Nanoseconds of the wall clock, monotonic between calls of one process as far as the system's clock is. */
export const wallNs = (): bigint =>
  BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e3)) * 1000n;

/**
 * The one stream of what happens in a session. Components emit bodies; the stream stamps and numbers them and hands
 * them to whoever shows or keeps them. The newest `capacity` events stay for those who come later.
 */
export class EventStream {
  readonly #listeners = new Set<Listener>();
  readonly #history: Event[] = [];
  readonly #capacity: number;
  readonly #robotStamp: () => Stamp | null;
  #seq = 0;

  constructor(robotStamp: () => Stamp | null, capacity = 5000) {
    this.#robotStamp = robotStamp;
    this.#capacity = capacity;
  }

  /** Stamps and publishes an event. Safe to pass around unbound. */
  readonly emit = (body: EventBody): Event => {
    const event: Event = {
      ...body,
      v: EVENT_VERSION,
      seq: this.#seq++,
      wall: nsToStamp(wallNs()),
      stamp: this.#robotStamp(),
    };
    this.#history.push(event);
    if (this.#history.length > this.#capacity) this.#history.splice(0, this.#history.length - this.#capacity);
    for (const listener of this.#listeners) listener(event);
    return event;
  };

  history(): readonly Event[] {
    return this.#history;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
