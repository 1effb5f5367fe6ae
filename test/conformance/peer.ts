import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";

/** A frame as it came: text that was JSON, or bytes. */
export type Frame = { readonly json: Record<string, unknown> } | { readonly bytes: Buffer };

const TYPE = "std_msgs/msg/String";
/** How long anything may take; a server that answers needs a small part of it. */
const PATIENCE_MS = 10_000;
const AGAIN_MS = 400;

/** A client that keeps every frame that it got, in order, and can tell when what it sent was worked off. */
export class Peer {
  readonly #socket: WebSocket;
  readonly #barrier = `/barrier_${randomUUID().slice(0, 8)}`;
  readonly frames: Frame[] = [];
  readonly #wake = new Set<() => void>();
  #passed = 0;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on("close", () => this.#notify());
  }

  static async connect(url: string): Promise<Peer> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    const peer = new Peer(socket);
    peer.send({ op: "advertise", topic: peer.#barrier, type: TYPE });
    peer.send({ op: "subscribe", topic: peer.#barrier, type: TYPE });
    await peer.barrier();
    peer.frames.length = 0;
    return peer;
  }

  send(message: unknown): void {
    this.sendRaw(typeof message === "string" ? message : JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close();
  }

  end(): void {
    this.#socket.terminate();
  }

  /** Returns once all that this client sent was worked off: a message of its own, sent after it, came back. */
  async barrier(): Promise<void> {
    const number = ++this.#asked;
    const again = (): void =>
      this.send({ op: "publish", topic: this.#barrier, msg: { data: String(number) } });
    await this.until(() => (this.#passed >= number ? true : null), again);
  }

  /**
   * Asks until there is an answer, anew after each frame.
   *
   * @param again sent now and then while there is none
   * @throws Error after some seconds without one, or when the server closed the connection
   */
  async until<T>(ask: () => T | null, again?: () => void): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    again?.();
    for (;;) {
      const answer = ask();
      if (answer !== null) return answer;
      if (this.#socket.readyState !== this.#socket.OPEN) throw new Error("the server closed the connection");
      if (Date.now() > end) throw new Error("it did not come");
      const woken = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), AGAIN_MS);
        this.#wake.add(() => {
          clearTimeout(timer);
          resolve(true);
        });
      });
      this.#wake.clear();
      if (!woken) again?.();
    }
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) this.frames.push({ bytes: data });
    else {
      const json = JSON.parse(data.toString("utf8")) as Record<string, unknown>;
      if (json["topic"] === this.#barrier) this.#passed = Number((json["msg"] as { data: string }).data);
      else this.frames.push({ json });
    }
    this.#notify();
  }

  #notify(): void {
    for (const wake of [...this.#wake]) wake();
  }
}
