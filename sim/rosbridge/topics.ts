import { rosName, rosType } from "./names.ts";
import { Message, type Participant, Refusal } from "./participant.ts";

interface Subscription {
  readonly id: string | undefined;
  /** Shortest time between two messages, milliseconds. */
  readonly throttleMs: number;
  lastMs: number;
}

interface Topic {
  readonly name: string;
  type: string;
  readonly publishers: Set<Participant>;
  readonly subscribers: Map<Participant, Subscription[]>;
  /** Publishers that latch, each with its last message. */
  readonly latched: Map<Participant, Message | null>;
}

/** The topics of the graph: who publishes, who listens, and what stays for late listeners. */
export class Topics {
  readonly #topics = new Map<string, Topic>();

  #topic(name: string, type: string | undefined): Topic {
    const known = this.#topics.get(name);
    if (known) {
      if (type && known.type && rosType(type, "msg") !== known.type)
        throw new Refusal(`Topic ${name} carries ${known.type}, not ${type}. Use that type.`);
      if (type && !known.type) known.type = rosType(type, "msg");
      return known;
    }
    const topic: Topic = {
      name,
      type: type ? rosType(type, "msg") : "",
      publishers: new Set(),
      subscribers: new Map(),
      latched: new Map(),
    };
    this.#topics.set(name, topic);
    return topic;
  }

  advertise(who: Participant, name: string, type: string, latch: boolean): void {
    const topic = this.#topic(rosName(name), type);
    topic.publishers.add(who);
    if (latch && !topic.latched.has(who)) topic.latched.set(who, null);
    this.#tellCount(topic, [who]);
  }

  unadvertise(who: Participant, name: string): void {
    const topic = this.#topics.get(rosName(name));
    if (!topic?.publishers.delete(who))
      throw new Refusal(`You do not advertise ${name}, so there is nothing to unadvertise.`);
    topic.latched.delete(who);
    this.#forgetIfUnused(topic);
  }

  /** Publishes to everyone who listens. Without an advertisement before, the topic must be known. */
  publish(who: Participant, name: string, body: unknown): void {
    const topic = this.#topics.get(name) ?? this.#topics.get(rosName(name));
    if (!topic)
      throw new Refusal(`Topic ${name} is not known, and a message alone does not tell its type. Send advertise with a type first.`);
    if (!who.trusted && !topic.publishers.has(who)) {
      if ([...topic.publishers].some((publisher) => publisher.trusted))
        throw new Refusal(`Topic ${name} belongs to the simulator; clients cannot publish on it.`);
      topic.publishers.add(who);
    }
    const message = new Message({ op: "publish", topic: topic.name, msg: body });
    if (topic.latched.has(who)) topic.latched.set(who, message);
    if (topic.subscribers.size === 0) return;
    const now = performance.now();
    for (const [subscriber, subscriptions] of topic.subscribers)
      if (isDue(subscriptions, now)) subscriber.deliver(message, true);
  }

  subscribe(
    who: Participant,
    request: { id?: string | undefined; topic: string; type?: string | undefined; throttle_rate?: number | undefined },
  ): void {
    const topic = this.#topic(rosName(request.topic), request.type);
    const subscriptions = topic.subscribers.get(who) ?? [];
    const others = subscriptions.filter(({ id }) => id !== request.id || id === undefined);
    topic.subscribers.set(who, [
      ...others,
      { id: request.id, throttleMs: request.throttle_rate ?? 0, lastMs: Number.NEGATIVE_INFINITY },
    ]);
    if (subscriptions.length === 0) {
      for (const message of topic.latched.values()) if (message) who.deliver(message, false);
      this.#tellCount(topic);
    }
  }

  unsubscribe(who: Participant, name: string, id: string | undefined): void {
    const topic = this.#topics.get(rosName(name));
    const subscriptions = topic?.subscribers.get(who);
    if (!topic || !subscriptions) throw new Refusal(`You are not subscribed to ${name}.`);
    const left = id === undefined ? [] : subscriptions.filter((subscription) => subscription.id !== id);
    if (left.length > 0) topic.subscribers.set(who, left);
    else {
      topic.subscribers.delete(who);
      this.#tellCount(topic);
      this.#forgetIfUnused(topic);
    }
  }

  leave(who: Participant): void {
    for (const topic of this.#topics.values()) {
      topic.publishers.delete(who);
      topic.latched.delete(who);
      if (topic.subscribers.delete(who)) this.#tellCount(topic);
      this.#forgetIfUnused(topic);
    }
  }

  list(): { name: string; type: string; publishers: string[]; subscribers: string[] }[] {
    return [...this.#topics.values()].map((topic) => ({
      name: topic.name,
      type: topic.type,
      publishers: [...topic.publishers].map(({ name }) => name),
      subscribers: [...topic.subscribers.keys()].map(({ name }) => name),
    }));
  }

  #forgetIfUnused(topic: Topic): void {
    if (topic.publishers.size === 0 && topic.subscribers.size === 0) this.#topics.delete(topic.name);
  }

  #tellCount(topic: Topic, to: Iterable<Participant> = topic.publishers): void {
    const message = new Message({ op: "subscribers", topic: topic.name, count: topic.subscribers.size });
    for (const publisher of to) if (publisher.trusted) publisher.deliver(message, false);
  }
}

/** Whether any of a client's subscriptions wants this message; the fastest of them decides. */
const isDue = (subscriptions: readonly Subscription[], now: number): boolean => {
  let due = false;
  for (const subscription of subscriptions) {
    if (now - subscription.lastMs < subscription.throttleMs) continue;
    subscription.lastMs = now;
    due = true;
  }
  return due;
};
