import type { ByteBudget } from "./byte-budget.ts";
import { Fifo } from "./fifo.ts";
import { MAX_QUEUE_LENGTH, type Subscription } from "./subscription.ts";
import type { TopicMessage } from "./topic-message.ts";

/** A text that must arrive, or a message of a subscription; neither once it was dropped. */
export interface Waiting {
  readonly text: string | null;
  readonly subscription: Subscription | null;
  readonly bytes: number;
  message: TopicMessage | null;
}

/** Dropped ones that may stay in the list before it is cleared of them. */
const MAX_HUSKS = 1024;

/**
 * What waits for one client, in the order it came: a result never overtakes the state that was published before it.
 * Where there is no room the oldest topic messages go; the rest stays.
 */
export class SendQueue {
  readonly #budget: ByteBudget;
  readonly #onDropped: (topic: string, count: number) => void;
  readonly #all = new Fifo<Waiting>();
  readonly #messages = new Fifo<Waiting>();
  readonly #bySubscription = new Map<Subscription, Fifo<Waiting>>();
  #husks = 0;
  #textBytes = 0;

  constructor(budget: ByteBudget, onDropped: (topic: string, count: number) => void) {
    this.#budget = budget;
    this.#onDropped = onDropped;
  }

  get empty(): boolean {
    return this.#all.length === 0;
  }

  /** Bytes of what must arrive. */
  get textBytes(): number {
    return this.#textBytes;
  }

  addText(text: string): void {
    this.#textBytes += text.length;
    this.#all.push({ text, subscription: null, bytes: text.length, message: null });
  }

  addMessage(message: TopicMessage, subscription: Subscription, bytes: number): void {
    const own = this.#bySubscription.get(subscription) ?? new Fifo<Waiting>();
    this.#bySubscription.set(subscription, own);
    while (own.length >= (subscription.queueLength || MAX_QUEUE_LENGTH)) this.#drop(own.peek());
    while (!this.#budget.take(bytes)) {
      const oldest = this.#messages.peek();
      if (!oldest) return this.#onDropped(subscription.topic, 1);
      this.#drop(oldest);
    }
    const waiting: Waiting = { text: null, subscription, bytes, message };
    own.push(waiting);
    this.#messages.push(waiting);
    this.#all.push(waiting);
  }

  shift(): Waiting | undefined {
    for (let next = this.#all.shift(); next; next = this.#all.shift()) {
      if (next.text !== null) this.#textBytes -= next.bytes;
      else if (next.message === null) {
        this.#husks -= 1;
        continue;
      } else this.#takeOut(next);
      return next;
    }
    return undefined;
  }

  #drop(waiting: Waiting | undefined): void {
    if (!waiting?.subscription) return;
    this.#takeOut(waiting);
    waiting.message = null;
    this.#husks += 1;
    this.#onDropped(waiting.subscription.topic, 1);
    if (this.#husks <= MAX_HUSKS) return;
    this.#all.keep(({ text, message }) => text !== null || message !== null);
    this.#messages.keep(({ message }) => message !== null);
    this.#husks = 0;
  }

  /** Takes a message, which is the oldest of its subscription, off the lists that find the oldest. */
  #takeOut(waiting: Waiting): void {
    this.#budget.give(waiting.bytes);
    const own = waiting.subscription && this.#bySubscription.get(waiting.subscription);
    own?.shift();
    if (waiting.subscription && own?.length === 0) this.#bySubscription.delete(waiting.subscription);
    if (this.#messages.peek() === waiting) this.#messages.shift();
    while (this.#messages.length > 0 && this.#messages.peek()?.message === null) this.#messages.shift();
  }
}
