import { encodeCbor } from "./cbor.ts";
import { writeNative, writeParsed } from "./json.ts";

/** A message on its way to any number of subscribers: encoded at most once for each encoding that one of them wants. */
export class TopicMessage {
  readonly topic: string;
  /** Type of the topic, package/msg/Name; empty while nobody said it. */
  readonly type: string;
  readonly msg: unknown;
  /** Whether it came from a node, and may hold typed arrays. */
  readonly #native: boolean;
  #body: string | null = null;
  #frame: Buffer | null = null;
  #cbor: Buffer | null = null;

  constructor(topic: string, type: string, msg: unknown, native: boolean) {
    this.topic = topic;
    this.type = type;
    this.msg = msg;
    this.#native = native;
  }

  /** The `publish` operation as JSON. @param topic the name as the subscriber spelt it */
  json(topic: string): string {
    this.#body ??= this.#native ? writeNative(this.msg) : writeParsed(this.msg);
    return `{"op":"publish","topic":"${topic}","msg":${this.#body}}`;
  }

  /** The same in UTF-8. */
  jsonFrame(topic: string): Buffer {
    if (topic !== this.topic) return Buffer.from(this.json(topic));
    this.#frame ??= Buffer.from(this.json(topic));
    return this.#frame;
  }

  /** The `publish` operation as CBOR with typed arrays. */
  cborFrame(topic: string): Buffer {
    if (topic !== this.topic) return encodeCbor(topic, this.type, this.msg);
    this.#cbor ??= encodeCbor(topic, this.type, this.msg);
    return this.#cbor;
  }
}
