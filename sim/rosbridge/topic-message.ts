import { encodeCbor, encodeCborRaw } from "./cbor.ts";
import { encodeCdr } from "./cdr.ts";
import { writeNative, writeParsed } from "./json.ts";
import { pngOp } from "./png.ts";
import type { Now } from "./types/shapes.ts";

/** How a subscriber wants messages; of several requests for one topic the last in this list wins, as in rosbridge_suite. */
export const ENCODINGS = ["json", "png", "cbor", "cbor-raw"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A message on its way to any number of subscribers: encoded at most once for each encoding that one of them wants. */
export class TopicMessage {
  readonly topic: string;
  /** Type of the topic, package/msg/Name; empty while nobody said it. */
  readonly type: string;
  readonly msg: unknown;
  /** Whether it came from a node, and may hold typed arrays. */
  readonly #native: boolean;
  readonly #now: Now;
  #body: string | null = null;
  #frame: Buffer | null = null;
  /** Other encodings by name, for subscribers who spell the topic as it is. */
  #others: Map<Encoding, string | Buffer> | null = null;

  constructor(topic: string, type: string, msg: unknown, native: boolean, now: Now) {
    this.topic = topic;
    this.type = type;
    this.msg = msg;
    this.#native = native;
    this.#now = now;
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

  /** The same as the pixels of a picture: a `png` operation as JSON. */
  png(topic: string): string {
    return this.#once("png", topic, () => pngOp(this.json(topic)));
  }

  /** The `publish` operation as CBOR with typed arrays. */
  cborFrame(topic: string): Buffer {
    return this.#once("cbor", topic, () => encodeCbor(topic, this.type, this.msg));
  }

  /** The `publish` operation as CBOR with the message as CDR in it, and the graph's time of now, as the protocol says. */
  cborRawFrame(topic: string): Buffer {
    return this.#once("cbor-raw", topic, () =>
      encodeCborRaw(topic, encodeCdr(this.type, this.msg), this.#now()),
    );
  }

  /** Bytes that it is counted with while it waits; pictures are not drawn for this, as many are dropped again. */
  weight(encoding: Encoding, topic: string): number {
    if (encoding === "cbor") return this.cborFrame(topic).length;
    if (encoding === "cbor-raw") return this.cborRawFrame(topic).length;
    return this.jsonFrame(topic).length;
  }

  #once<T extends string | Buffer>(encoding: Encoding, topic: string, encode: () => T): T {
    if (topic !== this.topic) return encode();
    this.#others ??= new Map();
    const known = this.#others.get(encoding) as T | undefined;
    if (known !== undefined) return known;
    const encoded = encode();
    this.#others.set(encoding, encoded);
    return encoded;
  }
}
