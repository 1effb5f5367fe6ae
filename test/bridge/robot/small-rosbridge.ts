import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { RosbridgeOp } from "../../../bridge/protocol/index.ts";

/**
 * A rosbridge on a real WebSocket that publishes what a test tells it to, and keeps all that it was sent. It can go
 * away and come back on its port, and fall silent with its line open.
 */
export class SmallRosbridge {
  readonly received: RosbridgeOp[] = [];
  /** Latched messages, sent to each new subscriber. */
  readonly latched = new Map<string, unknown>();
  /** Answers to services; without one a call fails as for an unknown service. */
  readonly services = new Map<string, (args: unknown) => unknown>();
  port = 0;
  #http: Server | null = null;
  #sockets: WebSocketServer | null = null;
  readonly #waiting: { wanted: (op: RosbridgeOp) => boolean; resolve: (op: RosbridgeOp) => void }[] = [];

  static async start(): Promise<SmallRosbridge> {
    const server = new SmallRosbridge();
    await server.open();
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get clients(): number {
    return this.#sockets?.clients.size ?? 0;
  }

  async open(): Promise<void> {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http });
    sockets.on("connection", (socket) => socket.on("message", (data) => this.#receive(socket, String(data))));
    http.listen(this.port, "127.0.0.1");
    await once(http, "listening");
    this.port = (http.address() as AddressInfo).port;
    this.#http = http;
    this.#sockets = sockets;
  }

  /** Cuts every line and stops listening. */
  async goAway(): Promise<void> {
    const [http, sockets] = [this.#http, this.#sockets];
    if (!http || !sockets) return;
    this.#http = null;
    this.#sockets = null;
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }

  /** Cuts every line and goes on listening. */
  cut(): void {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate();
  }

  /** Keeps the lines open but reads and answers nothing any more, not even pings: a half-open connection. */
  fallSilent(): void {
    for (const socket of this.#sockets?.clients ?? []) socket.pause();
  }

  publish(topic: string, msg: unknown): void {
    this.send({ op: "publish", topic, msg });
  }

  send(op: unknown): void {
    for (const socket of this.#sockets?.clients ?? []) socket.send(JSON.stringify(op));
  }

  /** The next operation to arrive that is wanted. */
  next(wanted: (op: RosbridgeOp) => boolean): Promise<RosbridgeOp> {
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  ops<N extends RosbridgeOp["op"]>(name: N): Extract<RosbridgeOp, { op: N }>[] {
    return this.received.filter((op): op is Extract<RosbridgeOp, { op: N }> => op.op === name);
  }

  #receive(socket: WebSocket, text: string): void {
    const op = JSON.parse(text) as RosbridgeOp;
    this.received.push(op);
    if (op.op === "subscribe" && this.latched.has(op.topic))
      socket.send(JSON.stringify({ op: "publish", topic: op.topic, msg: this.latched.get(op.topic) }));
    if (op.op === "call_service") {
      const service = this.services.get(op.service);
      const values = service ? service(op.args) : `Service ${op.service} does not exist`;
      socket.send(
        JSON.stringify({
          op: "service_response",
          id: op.id,
          service: op.service,
          values,
          result: service !== undefined,
        }),
      );
    }
    for (const waiter of [...this.#waiting])
      if (waiter.wanted(op)) {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.resolve(op);
      }
  }
}
