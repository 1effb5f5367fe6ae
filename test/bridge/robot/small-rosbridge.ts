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
  /** Told of every operation, once it was answered. */
  onOp: (op: RosbridgeOp) => void = () => {};
  /** Latched messages, sent to each new subscriber. */
  readonly latched = new Map<string, unknown>();
  /** Answers to services; without one a call fails as for an unknown service. */
  readonly services = new Map<string, (args: unknown) => unknown>();
  /**
   * What it does with action operations: rosbridge 2 knows them; rosbridge 1.x writes an error in its own log and tells
   * its client nothing; another server may refuse them in the same words.
   */
  actionOperations: "known" | "ignored" | "refused" = "known";
  port = 0;
  readonly #mute = new WeakSet<WebSocket>();
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

  /** The lines there are go on answering pings and taking what comes, but bring nothing any more; new ones do. */
  fallMute(): void {
    for (const socket of this.#sockets?.clients ?? []) this.#mute.add(socket);
  }

  publish(topic: string, msg: unknown): void {
    this.send({ op: "publish", topic, msg });
  }

  send(op: unknown): void {
    for (const socket of this.#sockets?.clients ?? [])
      if (!this.#mute.has(socket)) socket.send(JSON.stringify(op));
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
    if (op.op === "send_action_goal" || op.op === "cancel_action_goal") {
      if (this.actionOperations === "refused")
        socket.send(
          JSON.stringify({
            op: "status",
            id: op.id,
            level: "error",
            msg: `Unknown operation: ${op.op}.  Allowed operations: ['call_service', 'advertise', 'publish']`,
          }),
        );
      // A goal of a type that is not installed is refused by every server that knows goals, and is no goal.
      if (op.op === "send_action_goal" && op.action_type === "codeact_ros/action/NoSuchAction") {
        const values = "Unable to import codeact_ros.action from package codeact_ros";
        if (this.actionOperations === "known")
          socket.send(
            JSON.stringify({
              op: "action_result",
              id: op.id,
              action: op.action,
              values,
              status: 0,
              result: false,
            }),
          );
        return;
      }
    }
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
    this.onOp(op);
    for (const waiter of [...this.#waiting])
      if (waiter.wanted(op)) {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.resolve(op);
      }
  }
}
