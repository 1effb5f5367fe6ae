import type { WebSocket } from "ws";
import type { ByteBudget } from "./byte-budget.ts";
import type { Delivery } from "./delivery.ts";
import { cut } from "./fragments.ts";
import type { Id } from "./participant.ts";
import { pngOp } from "./png.ts";
import { SendQueue } from "./send-queue.ts";
import type { Subscription } from "./subscription.ts";
import type { TopicMessage } from "./topic-message.ts";

/** Bytes that may wait in the socket before more waits here, where the oldest topic messages can still be dropped. */
const SOCKET_BYTES = 128 * 1024;
/** Bytes of requests and results that may wait before a client that reads nothing is cut off. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;
const TEXT = { binary: false } as const;
const BINARY = { binary: true } as const;

/** What is on its way to one WebSocket client. */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #queue: SendQueue;
  #fragmented = 0;

  constructor(socket: WebSocket, budget: ByteBudget, onDropped: (topic: string, count: number) => void) {
    this.#socket = socket;
    this.#queue = new SendQueue(budget, onDropped);
  }

  /** Whether the client reads slower than it is written to. */
  get congested(): boolean {
    return this.#socket.bufferedAmount >= SOCKET_BYTES;
  }

  /**
   * Sends what must arrive; a client that lets too much of it pile up is cut off.
   *
   * @param how how the client wants it; whole when not said
   * @param id what its fragments are told by
   */
  send(text: string, how?: Delivery, id?: Id): void {
    const packed = how?.png ? pngOp(text) : text;
    const size = how?.fragmentSize ?? null;
    if (size === null || packed.length <= size) return this.#sendWhole(packed);
    for (const part of cut(packed, size, id ?? this.#fragmentId("answer"))) this.#sendWhole(part);
  }

  #sendWhole(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#queue.empty && !this.congested) return this.#socket.send(text, this.#written);
    this.#queue.addText(text);
    if (this.#queue.textBytes > MAX_UNREAD_BYTES) this.#socket.terminate();
  }

  /** Sends a topic message, or drops older ones when the client reads slower than they come. */
  offer(message: TopicMessage, subscription: Subscription): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#queue.empty && !this.congested) this.#write(message, subscription);
    else
      this.#queue.addMessage(
        message,
        subscription,
        message.weight(subscription.encoding, subscription.topic),
      );
  }

  /** Called by the socket when it handed something to the system: there may be room again. */
  readonly #written = (): void => {
    while (!this.#queue.empty && !this.congested && this.#socket.readyState === this.#socket.OPEN) {
      const next = this.#queue.shift();
      if (!next) return;
      if (next.text !== null) this.#socket.send(next.text, this.#written);
      else if (next.message && next.subscription && !next.subscription.ended)
        this.#write(next.message, next.subscription);
    }
  };

  #write(message: TopicMessage, subscription: Subscription): void {
    const { fragmentSize, encoding, topic } = subscription;
    if (encoding === "cbor") return this.#socket.send(message.cborFrame(topic), BINARY, this.#written);
    if (encoding === "cbor-raw") return this.#socket.send(message.cborRawFrame(topic), BINARY, this.#written);
    if (encoding === "json" && fragmentSize === null)
      return this.#socket.send(message.jsonFrame(topic), TEXT, this.#written);
    const text = encoding === "png" ? message.png(topic) : message.json(topic);
    if (fragmentSize === null || text.length <= fragmentSize) return this.#socket.send(text, this.#written);
    for (const part of cut(text, fragmentSize, this.#fragmentId(topic)))
      this.#socket.send(part, this.#written);
  }

  #fragmentId(what: string): string {
    return `fragment:${what}:${++this.#fragmented}`;
  }
}
