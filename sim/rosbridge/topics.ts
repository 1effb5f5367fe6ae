import type { RosbridgeOp } from "../../bridge/protocol/index.ts";
import { rosName, rosType } from "./names.ts";
import { type Participant, Refusal } from "./participant.ts";
import type { RosClock } from "./ros-clock.ts";
import type { Encoding } from "./subscription.ts";
import { Topic, type TopicListing } from "./topic.ts";
import type { Interfaces } from "./types/interfaces.ts";

type SubscribeOp = Extract<RosbridgeOp, { op: "subscribe" }>;

/** Topics beyond this are refused: names are the client's choice, and each costs memory. */
const MAX_TOPICS = 10_000;

/** The topics of the graph: who publishes, who listens, and what stays for late listeners. */
export class Topics {
  readonly #interfaces: Interfaces;
  readonly #clock: RosClock;
  readonly #topics = new Map<string, Topic>();

  constructor(interfaces: Interfaces, clock: RosClock) {
    this.#interfaces = interfaces;
    this.#clock = clock;
  }

  advertise(
    who: Participant,
    request: { id?: string | undefined; topic: string; type: string; latch?: boolean | undefined },
  ): void {
    const topic = this.#open(request.topic, request.type);
    const owner = topic.closedTo(who);
    if (owner)
      throw new Refusal(
        `Topic ${topic.name} belongs to ${owner.name} of the simulator; advertise another one.`,
      );
    topic.advertise(who, request.id, request.latch === true);
  }

  unadvertise(who: Participant, name: string, id: string | undefined): void {
    const topic = this.#topics.get(rosName(name));
    if (!topic?.unadvertise(who, id))
      throw new Refusal(`You do not advertise ${name}, so there is nothing to unadvertise.`);
    this.#forgetIfUnused(topic);
  }

  /** Publishes to everyone who listens. Without an advertisement before, the topic must be known. */
  publish(who: Participant, name: string, msg: unknown): void {
    const topic = this.#topics.get(name) ?? this.#topics.get(rosName(name));
    if (!topic)
      throw new Refusal(
        `Topic ${name} is not known, and a message alone does not tell its type. Send advertise with a type first.`,
      );
    const owner = topic.closedTo(who);
    if (owner)
      throw new Refusal(
        `Topic ${topic.name} belongs to ${owner.name} of the simulator; clients cannot publish on it.`,
      );
    topic.publish(who, msg);
    if (topic.name === "/clock" && who.trusted) this.#clock.set(msg);
  }

  subscribe(who: Participant, request: SubscribeOp): void {
    const name = rosName(request.topic);
    if (request.type === undefined && !this.#topics.has(name))
      throw new Refusal(
        `Topic ${name} is not known, so its type cannot be told. Subscribe with a type, or once it is advertised.`,
      );
    const topic = this.#open(request.topic, request.type);
    topic.subscribe(who, request.topic, request.id, {
      throttleMs: request.throttle_rate ?? 0,
      queueLength: request.queue_length ?? 0,
      fragmentSize: request.fragment_size ?? null,
      encoding: encodingOf(who, request),
    });
  }

  unsubscribe(who: Participant, name: string, id: string | undefined): void {
    const topic = this.#topics.get(rosName(name));
    if (!topic?.unsubscribe(who, id))
      throw new Refusal(`You are not subscribed to ${name}${id === undefined ? "" : ` with id "${id}"`}.`);
    this.#forgetIfUnused(topic);
  }

  leave(who: Participant): void {
    for (const topic of this.#topics.values()) {
      topic.leave(who);
      this.#forgetIfUnused(topic);
    }
  }

  find(name: string): TopicListing | undefined {
    return this.#topics.get(name)?.listing();
  }

  list(): TopicListing[] {
    return [...this.#topics.values()].map((topic) => topic.listing());
  }

  #open(spelling: string, givenType: string | undefined): Topic {
    const name = rosName(spelling);
    const type = givenType === undefined ? undefined : rosType(givenType, "msg");
    const known = this.#topics.get(name);
    if (known) {
      if (type !== undefined && type !== known.type)
        throw new Refusal(`Topic ${name} carries ${known.type}, not ${type}. Use that type.`);
      return known;
    }
    if (this.#topics.size >= MAX_TOPICS)
      throw new Refusal(`There are ${MAX_TOPICS} topics already. Unsubscribe or unadvertise some first.`);
    const topic = new Topic(name, type ?? "", this.#interfaces.published(type ?? ""));
    this.#topics.set(name, topic);
    return topic;
  }

  #forgetIfUnused(topic: Topic): void {
    if (topic.unused) this.#topics.delete(topic.name);
  }
}

const encodingOf = (who: Participant, { compression, topic, id }: SubscribeOp): Encoding => {
  if (compression === "cbor") return "cbor";
  if (compression !== undefined && compression !== "none")
    who.status(
      "error",
      `Compression "${compression}" is not offered for ${topic}; it comes as JSON. Offered are none and cbor.`,
      id,
    );
  return "json";
};
