import { Backlog } from "./backlog.ts";
import type { Id, Participant } from "./participant.ts";
import { ENCODINGS, type Encoding, type TopicMessage } from "./topic-message.ts";

/** One `subscribe` request; a client may have several for a topic. */
export interface SubscriptionRequest {
  /** Shortest time between two messages, milliseconds. */
  readonly throttleMs: number;
  /** Messages kept while throttled or while the client reads slowly; 0: none while throttled. */
  readonly queueLength: number;
  /** Longest text in one frame, characters; null: whole messages. */
  readonly fragmentSize: number | null;
  readonly encoding: Encoding;
}

/** Longest queue that a client gets, whatever it asks for. */
export const MAX_QUEUE_LENGTH = 1000;
/** Milliseconds that never overflow a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * What one participant gets of one topic. Several requests count together, as the protocol says: the lowest throttle
 * rate, the longest queue, the smallest fragments.
 */
export class Subscription {
  /** The topic as the subscriber spelt it. */
  readonly topic: string;
  readonly #who: Participant;
  readonly #requests = new Map<Id | undefined, SubscriptionRequest>();
  /** Messages that the throttle holds back. */
  readonly #held: Backlog<TopicMessage>;
  #throttleMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;
  queueLength = 0;
  fragmentSize: number | null = null;
  encoding: Encoding = "json";

  constructor(who: Participant, topic: string) {
    this.#who = who;
    this.topic = topic;
    this.#held = new Backlog(who.budget);
  }

  add(id: Id | undefined, request: SubscriptionRequest): void {
    this.#requests.set(id, request);
    this.#combine();
  }

  /** @returns whether a request is left */
  remove(id: Id | undefined): boolean {
    if (id === undefined) this.#requests.clear();
    else this.#requests.delete(id);
    if (this.#requests.size === 0) this.end();
    else this.#combine();
    return this.#requests.size > 0;
  }

  get size(): number {
    return this.#requests.size;
  }

  has(id: Id): boolean {
    return this.#requests.has(id);
  }

  /** True once the subscriber left or unsubscribed. */
  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    this.#ended = true;
    this.#unhold();
  }

  #unhold(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#held.clear();
  }

  offer(message: TopicMessage): void {
    if (this.#throttleMs === 0) return this.#who.offer(message, this);
    const now = performance.now();
    const waitMs = this.#lastMs + this.#throttleMs - now;
    if (waitMs <= 0 && this.#held.length === 0) {
      this.#lastMs = now;
      return this.#who.offer(message, this);
    }
    if (this.queueLength === 0) return;
    this.#held.push(message, message.weight(this.encoding, this.topic), this.queueLength);
    this.#wake(waitMs);
  }

  /** A message that must not wait, such as a latched one for a new listener. */
  offerNow(message: TopicMessage): void {
    this.#lastMs = performance.now();
    this.#who.offer(message, this);
  }

  #wake(waitMs: number): void {
    this.#timer ??= setTimeout(() => this.#release(), Math.min(Math.max(waitMs, 0), MAX_TIMER_MS));
  }

  #release(): void {
    this.#timer = null;
    const now = performance.now();
    const waitMs = this.#lastMs + this.#throttleMs - now;
    // A timer may fire a little early, and long waits are cut to what a timer can hold.
    if (waitMs > 1) return this.#wake(waitMs);
    const next = this.#held.shift();
    if (next === undefined) return;
    this.#lastMs = now;
    this.#who.offer(next, this);
    if (this.#held.length > 0) this.#wake(this.#throttleMs);
  }

  #combine(): void {
    const requests = [...this.#requests.values()];
    this.#throttleMs = Math.min(...requests.map(({ throttleMs }) => throttleMs));
    this.queueLength = Math.min(
      MAX_QUEUE_LENGTH,
      Math.max(...requests.map(({ queueLength }) => queueLength)),
    );
    const sizes = requests.flatMap(({ fragmentSize }) => fragmentSize ?? []);
    this.fragmentSize = sizes.length > 0 ? Math.min(...sizes) : null;
    this.encoding =
      ENCODINGS[Math.max(...requests.map(({ encoding }) => ENCODINGS.indexOf(encoding)))] ?? "json";
    if (this.#throttleMs > 0) return;
    for (let held = this.#held.shift(); held; held = this.#held.shift()) this.#who.offer(held, this);
    this.#unhold();
  }
}
