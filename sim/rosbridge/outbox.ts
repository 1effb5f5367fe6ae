import type { WebSocket } from "ws";

/** Bytes that may wait in the socket before messages wait here. */
const SOCKET_BYTES = 1024 * 1024;
/** Topic messages that may wait for a slow client; beyond it the oldest goes. */
const MAX_WAITING_TOPICS = 256;
/** Results that may wait before a client that reads nothing is cut off. */
const MAX_WAITING_RESULTS = 10_000;

interface Waiting {
  readonly json: string;
  readonly droppable: boolean;
}

/** What is on its way to one WebSocket client; it never grows beyond its bounds, and results are never dropped. */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #onDropped: (count: number) => void;
  #waiting: Waiting[] = [];
  #waitingTopics = 0;

  constructor(socket: WebSocket, onDropped: (count: number) => void) {
    this.#socket = socket;
    this.#onDropped = onDropped;
  }

  send(json: string, droppable: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#waiting.length === 0 && this.#socket.bufferedAmount < SOCKET_BYTES) {
      this.#socket.send(json);
      if (this.#socket.bufferedAmount >= SOCKET_BYTES) this.#flushWhenWritten();
      return;
    }
    this.#waiting.push({ json, droppable });
    if (droppable) this.#waitingTopics += 1;
    if (this.#waitingTopics > MAX_WAITING_TOPICS) this.#dropOldest();
    if (this.#waiting.length - this.#waitingTopics > MAX_WAITING_RESULTS) this.#socket.terminate();
  }

  #dropOldest(): void {
    const oldest = this.#waiting.findIndex(({ droppable }) => droppable);
    this.#waiting.splice(oldest, 1);
    this.#waitingTopics -= 1;
    this.#onDropped(1);
  }

  /** An empty ping is written behind everything before it; its callback tells that the socket took it all. */
  #flushWhenWritten(): void {
    this.#socket.ping(undefined, undefined, () => this.#flush());
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#socket.readyState === this.#socket.OPEN) {
      if (this.#socket.bufferedAmount >= SOCKET_BYTES) return this.#flushWhenWritten();
      const next = this.#waiting.shift() as Waiting;
      if (next.droppable) this.#waitingTopics -= 1;
      this.#socket.send(next.json);
    }
  }
}
