import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { RosbridgeOp } from "../bridge/protocol/index.ts";

/** A WebSocket line between a bridge and its robot that keeps every operation the bridge sends. */
export class RecordingWire {
  /** What the bridge sent, in order. */
  readonly sent: RosbridgeOp[] = [];
  /** Frames that are no rosbridge operation. */
  readonly unreadable: string[] = [];
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer, target: string) {
    this.#server = server;
    server.on("connection", (near) => void this.#join(near, new WebSocket(target)));
  }

  static async to(target: string): Promise<RecordingWire> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return new RecordingWire(server, target);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The operations of one kind. */
  ops<N extends RosbridgeOp["op"]>(op: N): Extract<RosbridgeOp, { op: N }>[] {
    return this.sent.filter((one): one is Extract<RosbridgeOp, { op: N }> => one.op === op);
  }

  close(): void {
    for (const near of this.#server.clients) near.terminate();
    this.#server.close();
  }

  async #join(near: WebSocket, far: WebSocket): Promise<void> {
    const early: [RawData, boolean][] = [];
    near.on("message", (data, binary) => {
      this.#note(String(data));
      if (far.readyState === WebSocket.OPEN) far.send(data, { binary });
      else early.push([data, binary]);
    });
    far.on("message", (data, binary) => near.send(data, { binary }));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.close());
    }
    await once(far, "open");
    for (const [data, binary] of early) far.send(data, { binary });
  }

  #note(text: string): void {
    const parsed = RosbridgeOp.safeParse(JSON.parse(text));
    if (parsed.success) this.sent.push(parsed.data);
    else this.unreadable.push(text.slice(0, 500));
  }
}
