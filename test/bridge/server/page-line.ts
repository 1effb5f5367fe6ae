import { WebSocket } from "ws";
import { type FromPage, ToPage } from "../../../bridge/protocol/index.ts";

/** What a page hears of its bridge, each message checked against its schema. */
export class PageLine {
  readonly messages: ToPage[] = [];
  readonly #socket: WebSocket;
  readonly #looks = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (bytes) => {
      this.messages.push(ToPage.parse(JSON.parse(bytes.toString())));
      for (const look of this.#looks) look();
    });
  }

  static async open(url: string): Promise<PageLine> {
    const socket = new WebSocket(url);
    const line = new PageLine(socket);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return line;
  }

  ask(message: FromPage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The first message of a kind that fits, past or coming. */
  until<O extends ToPage["op"]>(
    op: O,
    fits: (message: Extract<ToPage, { op: O }>) => boolean = () => true,
  ): Promise<Extract<ToPage, { op: O }>> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.of(op).find(fits);
        if (!found) return;
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }

  /** All messages of a kind so far. */
  of<O extends ToPage["op"]>(op: O): Extract<ToPage, { op: O }>[] {
    return this.messages.filter((message) => message.op === op) as Extract<ToPage, { op: O }>[];
  }

  forget(): void {
    this.messages.length = 0;
  }

  /** Stops reading, as a page on a slow line does; and goes on. */
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.CLOSED) return resolve();
      this.#socket.once("close", () => resolve());
      this.#socket.close();
    });
  }
}
