import { randomUUID } from "node:crypto";
import type { Case, Options, Step } from "./case.ts";
import { fromCbor, fromCborRaw, fromPng, plain, toPng } from "./forms.ts";
import { filled, fits, named, type Saved } from "./pattern.ts";
import { type Frame, Peer } from "./peer.ts";

/** Where a message that a step waits for was found: its content, and the frames up to its end. */
interface Found {
  readonly value: unknown;
  readonly upTo: number;
}

/** Plays one case against a server. @returns null when all came as expected, and what did not otherwise */
export const play = async (url: string, { steps }: Case): Promise<string | null> => {
  const round = new Round(url);
  try {
    for (const [index, step] of steps.entries()) {
      const wrong = await round.take(step).catch((error: Error) => error.message);
      if (wrong !== null) return `step ${index + 1}, ${step[0]} ${step[1]}: ${wrong}`;
    }
    return null;
  } finally {
    round.end();
  }
};

class Round {
  readonly #url: string;
  readonly #peers = new Map<string, Peer>();
  readonly #saved: Saved = new Map();
  readonly #namespace = `c${randomUUID().slice(0, 8)}`;
  #lastSender: string | null = null;
  #again: (() => void) | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async take([who, verb, body, options = {}]: Step): Promise<string | null> {
    const peer = await this.#peer(who);
    if (verb === "get" || verb === "next") return this.#expect(peer, body, options, verb === "next");
    // What another client sent before must have had its effect.
    if (this.#lastSender !== null && (this.#lastSender !== who || verb === "never"))
      await this.#peers.get(this.#lastSender)?.barrier();
    if (verb === "never") return this.#expectNone(peer, body);
    this.#lastSender = verb === "leave" ? null : who;
    if (verb === "leave") {
      this.#peers.delete(who);
      peer.close();
      return null;
    }
    const send = (): void => this.#send(peer, verb, filled(body, this.#namespace, this.#saved), options);
    send();
    this.#again = options.repeat === true ? send : null;
    return null;
  }

  end(): void {
    for (const peer of this.#peers.values()) peer.end();
  }

  async #peer(who: string): Promise<Peer> {
    const known = this.#peers.get(who);
    if (known) return known;
    const peer = await Peer.connect(this.#url);
    this.#peers.set(who, peer);
    return peer;
  }

  #send(peer: Peer, verb: Step[1], body: unknown, { size = 20 }: Options): void {
    if (verb === "bytes") return peer.sendRaw(Buffer.from(body as string, "base64"));
    if (verb === "text") return peer.sendRaw(body as string);
    const text = JSON.stringify(body);
    if (verb === "picture") return peer.send({ op: "png", data: toPng(text) });
    if (verb === "send") return peer.send(text);
    const id = randomUUID();
    const total = Math.ceil(text.length / size);
    for (let num = 0; num < total; num++)
      peer.send({ op: "fragment", id, num, total, data: text.slice(num * size, (num + 1) * size) });
  }

  async #expect(peer: Peer, pattern: unknown, options: Options, strict: boolean): Promise<string | null> {
    const wanted = named(pattern, this.#namespace);
    const seen: unknown[] = [];
    const again = this.#again;
    this.#again = null;
    const look = (): boolean | null => {
      for (;;) {
        const found = read(peer.frames, options);
        if (found === null) return null;
        peer.frames.splice(0, found.upTo);
        if (fits(wanted, plain(found.value), this.#saved)) return true;
        seen.push(found.value);
        if (strict) return false;
      }
    };
    // The first attempt was sent already; only later ones are sent from here.
    let first = true;
    const resend = (): void => {
      if (!first) again?.();
      first = false;
    };
    const arrived = await peer.until(look, resend).catch((error: Error) => error.message);
    if (arrived === true) return null;
    return `wanted ${JSON.stringify(wanted)}, got ${seen.length === 0 ? "nothing" : JSON.stringify(plain(seen)).slice(0, 600)}`;
  }

  async #expectNone(peer: Peer, pattern: unknown): Promise<string | null> {
    await peer.barrier();
    const unwanted = named(pattern, this.#namespace);
    const found = peer.frames.find((frame) => "json" in frame && fits(unwanted, frame.json, this.#saved));
    return found === undefined ? null : `got ${JSON.stringify(found)}`;
  }
}

/** The first message among frames, taken out of the forms that it comes in; null while there is none. */
const read = (frames: readonly Frame[], { as = [], type = "", size }: Options): Found | null => {
  const first = frames[0];
  if (first === undefined) return null;
  const [form, ...inner] = as;
  if (form === "cbor" || form === "cbor-raw") {
    if (!("bytes" in first)) return { value: { notIn: form, but: first.json }, upTo: 1 };
    return { value: form === "cbor" ? fromCbor(first.bytes) : fromCborRaw(first.bytes, type), upTo: 1 };
  }
  if ("bytes" in first) return { value: { bytes: first.bytes.length }, upTo: 1 };
  const { json } = first;
  if (form === undefined) return { value: json, upTo: 1 };
  if (json["op"] !== (form === "png" ? "png" : "fragment"))
    return { value: { notIn: form, but: json }, upTo: 1 };
  if (form === "png") return { value: fromPng(json["data"] as string), upTo: 1 };
  const parts = frames.flatMap((frame) =>
    "json" in frame && frame.json["id"] === json["id"] ? [frame.json] : [],
  );
  const total = Math.floor(Number(json["total"]));
  if (parts.length < total) return null;
  const data = parts.slice(0, total).map((part) => part["data"] as string);
  const tooLong = data.find((one) => one.length > (size ?? Number.POSITIVE_INFINITY));
  if (tooLong !== undefined || total < 2)
    return { value: { fragments: total, longest: tooLong?.length }, upTo: total };
  const whole = { json: JSON.parse(data.join("")) as Record<string, unknown> };
  const found = read([whole], { as: inner, type });
  return found && { value: found.value, upTo: total };
};
