import type { ClientOp } from "../../bridge/protocol/index.ts";
import { hasCdr } from "./cdr.ts";
import { rosName, rosType } from "./names.ts";
import { type Id, type Participant, Refusal } from "./participant.ts";
import type { RosClock } from "./ros-clock.ts";
import { Topic, type TopicListing } from "./topic.ts";
import { ENCODINGS, type Encoding } from "./topic-message.ts";
import type { Interfaces } from "./types/interfaces.ts";

type PublishOp = Extract<ClientOp, { op: "publish" }>;
type SubscribeOp = Extract<ClientOp, { op: "subscribe" }>;

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
    request: {
      id?: Id | undefined;
      topic: string;
      type?: string | undefined;
      latch?: boolean | undefined;
    },
  ): void {
    if (request.type === undefined && !this.#topics.has(rosName(request.topic)))
      throw new Refusal(
        `Topic ${request.topic} is not known, so its type cannot be told. Advertise it with a type, such as std_msgs/msg/String.`,
      );
    const topic = this.#open(request.topic, request.type);
    const owner = topic.closedTo(who);
    if (owner)
      throw new Refusal(
        `Topic ${topic.name} belongs to ${owner.name} of the simulator; advertise another one.`,
      );
    topic.advertise(who, request.id, request.latch === true);
  }

  unadvertise(who: Participant, name: string, id: Id | undefined): void {
    const topic = this.#topics.get(rosName(name));
    if (!topic?.unadvertise(who, id))
      throw new Refusal(`You do not advertise ${name}, so there is nothing to unadvertise.`, "warning");
    this.#forgetIfUnused(topic);
  }

  /** Publishes to everyone who listens. Without an advertisement before, the topic must be known. */
  publish(who: Participant, { id, topic: name, msg, latch }: PublishOp): void {
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
    topic.publish(who, msg, id, latch === true);
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
      encoding: encodingOf(who, request, topic.type),
    });
  }

  unsubscribe(who: Participant, name: string, id: Id | undefined): void {
    const topic = this.#topics.get(rosName(name));
    if (!topic?.unsubscribe(who, id))
      throw new Refusal(
        `You are not subscribed to ${name}${id === undefined ? "" : ` with id "${id}"`}.`,
        "warning",
      );
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
    const topic = new Topic(name, type ?? "", this.#interfaces.published(type ?? ""), () =>
      this.#clock.now(),
    );
    this.#topics.set(name, topic);
    return topic;
  }

  #forgetIfUnused(topic: Topic): void {
    if (topic.unused) this.#topics.delete(topic.name);
  }
}

const encodingOf = (
  who: Participant,
  { compression = "none", topic, id }: SubscribeOp,
  type: string,
): Encoding => {
  if (compression === "none") return "json";
  const encoding = ENCODINGS.find((one) => one === compression && one !== "json");
  if (encoding === "cbor-raw" && !hasCdr(type))
    throw new Refusal(
      `Messages of ${topic} (${type}) cannot be sent as cbor-raw: the type is not known here, or has wide strings. Subscribe with cbor.`,
    );
  if (encoding) return encoding;
  who.status(
    "error",
    `Compression "${compression.slice(0, 60)}" is not offered for ${topic}; it comes as JSON. Offered are none, png, cbor and cbor-raw.`,
    id,
  );
  return "json";
};
