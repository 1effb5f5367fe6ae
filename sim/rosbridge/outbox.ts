import type { WebSocket } from "ws";
import type { ByteBudget } from "./byte-budget.ts";
import { cut } from "./fragments.ts";
import { SendQueue } from "./send-queue.ts";
import type { Subscription } from "./subscription.ts";
import type { TopicMessage } from "./topic-message.ts";

/** Bytes that may wait in the socket before more waits here, where the oldest topic messages can still be dropped. */
const SOCKET_BYTES = 128 * 1024;
/** Bytes of requests and results that may wait before a client that reads nothing is cut off. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;
/** Smallest fragment that a client gets, however small it asks for: each costs a frame. */
const MIN_FRAGMENT = 64;
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

  /** Sends what must arrive; a client that lets too much of it pile up is cut off. */
  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#queue.empty && !this.congested) return this.#socket.send(text, this.#written);
    this.#queue.addText(text);
    if (this.#queue.textBytes > MAX_UNREAD_BYTES) this.#socket.terminate();
  }

  /** Sends a topic message, or drops older ones when the client reads slower than they come. */
  offer(message: TopicMessage, subscription: Subscription): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#queue.empty && !this.congested) this.#write(message, subscription);
    else this.#queue.addMessage(message, subscription, frameOf(message, subscription).length);
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
    const frame = frameOf(message, subscription);
    if (encoding === "json" && fragmentSize !== null && frame.length > fragmentSize) {
      const id = `fragment:${topic}:${++this.#fragmented}`;
      for (const part of cut(message.json(topic), Math.max(fragmentSize, MIN_FRAGMENT), id))
        this.#socket.send(part, this.#written);
    } else this.#socket.send(frame, encoding === "cbor" ? BINARY : TEXT, this.#written);
  }
}

const frameOf = (message: TopicMessage, { encoding, topic }: Subscription): Buffer =>
  encoding === "cbor" ? message.cborFrame(topic) : message.jsonFrame(topic);
