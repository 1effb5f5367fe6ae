import { type Id, type Participant, Refusal } from "./participant.ts";
import { Subscription, type SubscriptionRequest } from "./subscription.ts";
import { TopicMessage } from "./topic-message.ts";
import { FieldMismatch } from "./types/field-mismatch.ts";
import type { ValueCheck } from "./types/plain-values.ts";
import { leftOut, type Now } from "./types/shapes.ts";

/** Topics that many nodes publish on in any ROS system; the simulator's others are its own. */
const SHARED = new Set(["/tf", "/tf_static", "/rosout", "/diagnostics", "/parameter_events"]);

export interface TopicListing {
  readonly name: string;
  readonly type: string;
  readonly publishers: string[];
  readonly subscribers: string[];
}

/** Requests of one client for one topic beyond this are refused: their ids cost memory. */
const MAX_REQUESTS = 1000;

interface Publisher {
  /** Ids of `advertise` requests; empty when it just published. */
  readonly ids: Set<Id | undefined>;
  latch: boolean;
  latched: TopicMessage | null;
  latchedBytes: number;
}

/** One topic: its publishers, its subscribers, and the last message of those that latch. */
export class Topic {
  readonly name: string;
  readonly type: string;
  readonly #check: ValueCheck;
  readonly #now: Now;
  readonly #publishers = new Map<Participant, Publisher>();
  readonly #subscriptions = new Map<Participant, Subscription>();

  constructor(name: string, type: string, check: ValueCheck, now: Now) {
    this.name = name;
    this.type = type;
    this.#check = check;
    this.#now = now;
  }

  get unused(): boolean {
    return this.#publishers.size === 0 && this.#subscriptions.size === 0;
  }

  /** The simulator's node that has this topic for itself; null when `who` may publish. */
  closedTo(who: Participant): Participant | null {
    if (who.trusted || SHARED.has(this.name)) return null;
    for (const publisher of this.#publishers.keys()) if (publisher.trusted) return publisher;
    return null;
  }

  advertise(who: Participant, id: Id | undefined, latch: boolean): void {
    const publisher = this.#publisher(who);
    if (publisher.ids.size >= MAX_REQUESTS) throw tooMany("advertised", this.name);
    publisher.ids.add(id);
    publisher.latch ||= latch;
    if (who.trusted) this.#tellCount(who);
  }

  /** @returns false when there was nothing to take back */
  unadvertise(who: Participant, id: Id | undefined): boolean {
    const publisher = this.#publishers.get(who);
    if (!publisher || (id !== undefined && publisher.ids.size > 0 && !publisher.ids.has(id))) return false;
    if (id === undefined) publisher.ids.clear();
    else publisher.ids.delete(id);
    if (publisher.ids.size > 0) return true;
    this.#release(who, publisher);
    this.#publishers.delete(who);
    return true;
  }

  /**
   * Hands a message to all who listen.
   *
   * @param latch whether it stays for late listeners, as of an advertisement with `latch`
   * @throws Refusal for a message that is not of the topic's type
   */
  publish(who: Participant, msg: unknown, id: Id | undefined, latch: boolean): void {
    const publisher = this.#publisher(who);
    publisher.latch ||= latch;
    const checked = who.trusted ? msg : this.#checked(who, msg, id);
    const message = new TopicMessage(this.name, this.type, checked, who.trusted, this.#now);
    if (publisher.latch) this.#keep(who, publisher, message);
    for (const subscription of this.#subscriptions.values()) subscription.offer(message);
  }

  subscribe(who: Participant, spelling: string, id: Id | undefined, request: SubscriptionRequest): void {
    let subscription = this.#subscriptions.get(who);
    const isNew = subscription === undefined;
    if (!subscription) {
      subscription = new Subscription(who, spelling);
      this.#subscriptions.set(who, subscription);
    }
    if (subscription.size >= MAX_REQUESTS) throw tooMany("subscribed to", this.name);
    subscription.add(id, request);
    for (const { latched } of this.#publishers.values()) if (latched) subscription.offerNow(latched);
    if (isNew) this.#tellCounts();
  }

  /** @returns false when there was no such subscription */
  unsubscribe(who: Participant, id: Id | undefined): boolean {
    const subscription = this.#subscriptions.get(who);
    if (!subscription || (id !== undefined && !subscription.has(id))) return false;
    if (!subscription.remove(id)) {
      this.#subscriptions.delete(who);
      this.#tellCounts();
    }
    return true;
  }

  leave(who: Participant): void {
    this.#publishers.delete(who);
    const subscription = this.#subscriptions.get(who);
    if (!subscription) return;
    subscription.end();
    this.#subscriptions.delete(who);
    this.#tellCounts();
  }

  listing(): TopicListing {
    return {
      name: this.name,
      type: this.type,
      publishers: [...this.#publishers.keys()].map(({ name }) => name),
      subscribers: [...this.#subscriptions.keys()].map(({ name }) => name),
    };
  }

  /** Keeps a message for late listeners in place of the one before. */
  #keep(who: Participant, publisher: Publisher, message: TopicMessage): void {
    this.#release(who, publisher);
    const bytes = who.trusted ? 0 : message.weight("json", this.name);
    if (!who.latched.take(bytes))
      throw new Refusal(
        `You keep too many bytes for late listeners to add ${bytes} of ${this.name}. Unadvertise some latched topics.`,
      );
    publisher.latched = message;
    publisher.latchedBytes = bytes;
  }

  #release(who: Participant, publisher: Publisher): void {
    who.latched.give(publisher.latchedBytes);
    publisher.latched = null;
    publisher.latchedBytes = 0;
  }

  #publisher(who: Participant): Publisher {
    const known = this.#publishers.get(who);
    if (known) return known;
    const publisher: Publisher = { ids: new Set(), latch: false, latched: null, latchedBytes: 0 };
    this.#publishers.set(who, publisher);
    return publisher;
  }

  #checked(who: Participant, msg: unknown, id: Id | undefined): unknown {
    try {
      leftOut.field = null;
      const checked = this.#check(msg ?? {});
      if (leftOut.field !== null)
        who.status(
          "warning",
          `The message for ${this.name} (${this.type}) left out ${leftOut.field}, if not more; defaults were filled in.`,
          id,
        );
      return checked;
    } catch (error) {
      if (!(error instanceof FieldMismatch)) throw error;
      throw new Refusal(`Message for ${this.name} (${this.type}): ${error.message}.`);
    }
  }

  #tellCounts(): void {
    for (const publisher of this.#publishers.keys()) if (publisher.trusted) this.#tellCount(publisher);
  }

  #tellCount(publisher: Participant): void {
    // The graph itself reads the clock: stamps that clients leave out, and /rosapi/get_time, are of its time.
    const own = this.name === "/clock" ? 1 : 0;
    publisher.deliver({ op: "subscribers", topic: this.name, count: this.#subscriptions.size + own });
  }
}

const tooMany = (what: string, topic: string): Refusal =>
  new Refusal(
    `You have ${what} ${topic} ${MAX_REQUESTS} times. Take some back first, or use the same id again.`,
  );
