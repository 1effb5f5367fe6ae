import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { Ros } from "roslib";
import { WebSocket } from "ws";
import type { FromNode, ToNode } from "../../../sim/rosbridge/node-port.ts";
import { RosbridgeServer } from "../../../sim/rosbridge/server.ts";

export type Json = Record<string, unknown>;

/** Hands out what arrives one by one, in order, to whoever asks. */
class Inbox<T> {
  readonly #arrived: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  add(item: T): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(item);
    else this.#arrived.push(item);
  }

  next(): Promise<T> {
    const first = this.#arrived.shift();
    return first === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(first);
  }
}

/** A client that speaks JSON by hand. */
export class RawClient {
  readonly socket: WebSocket;
  readonly #inbox = new Inbox<Json>();
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      if (!isBinary) this.#inbox.add(JSON.parse(String(data)));
    });
  }

  static async connect(url: string, headers: Record<string, string> = {}): Promise<RawClient> {
    const socket = new WebSocket(url, { headers });
    await once(socket, "open");
    return new RawClient(socket);
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  next(): Promise<Json> {
    return this.#inbox.next();
  }

  /** Sends, and returns once the server has worked it off; what else came before is lost to the reader. */
  async settle(...messages: unknown[]): Promise<Json[]> {
    for (const message of messages) this.send(message);
    const id = `settle:${++this.#asked}`;
    this.send({ op: "call_service", id, service: "/rosapi/get_ros_version" });
    const before: Json[] = [];
    for (;;) {
      const message = await this.next();
      if (message["id"] === id) return before;
      before.push(message);
    }
  }
}

/** A node of the simulator at the other end of a port. */
export class TestNode {
  readonly send: (op: FromNode) => void;
  readonly close: () => void;
  /** Resolves when either end closed the port. */
  readonly closed: Promise<unknown>;
  readonly #inbox = new Inbox<ToNode>();

  constructor(server: RosbridgeServer, name: string) {
    const { port1, port2 } = new MessageChannel();
    server.attachNode(name, port1);
    port2.on("message", (op: ToNode) => this.#inbox.add(op));
    this.closed = once(port2, "close");
    this.send = (op) => port2.postMessage(op);
    this.close = () => port2.close();
  }

  next(): Promise<ToNode> {
    return this.#inbox.next();
  }

  /** The next operation of a kind; others before it are passed over. */
  async nextOf<O extends ToNode["op"]>(op: O): Promise<Extract<ToNode, { op: O }>> {
    for (;;) {
      const next = await this.next();
      if (next.op === op) return next as Extract<ToNode, { op: O }>;
    }
  }
}

/** A server on a free port with clients that are closed with it. */
export class Rig {
  readonly server: RosbridgeServer;
  readonly #closers: (() => void)[] = [];

  private constructor(server: RosbridgeServer) {
    this.server = server;
  }

  static async start(parameters: Record<string, unknown> = {}): Promise<Rig> {
    const options = { host: "127.0.0.1", port: 0, parameters: new Map(Object.entries(parameters)) };
    return new Rig(await RosbridgeServer.listen(options));
  }

  async raw(headers: Record<string, string> = {}): Promise<RawClient> {
    const client = await RawClient.connect(this.server.url, headers);
    this.#closers.push(() => client.socket.terminate());
    return client;
  }

  async roslib(): Promise<Ros> {
    const ros = new Ros();
    const connected = new Promise<void>((resolve) => ros.once("connection", () => resolve()));
    await ros.connect(this.server.url);
    await connected;
    this.#closers.push(() => ros.close());
    return ros;
  }

  node(name: string): TestNode {
    const node = new TestNode(this.server, name);
    this.#closers.push(node.close);
    return node;
  }

  async stop(): Promise<void> {
    for (const close of this.#closers.splice(0)) close();
    await this.server.close();
  }
}

/** Returns once what a roslib client sent before has been worked off: the server answers in order. */
export const settled = (ros: Ros): Promise<unknown> =>
  new Promise((resolve, reject) => ros.getNodes(resolve, reject));

/** Waits until something of the graph is there; every question is an event of its own. */
export const until = async (ask: () => Promise<boolean>): Promise<void> => {
  while (!(await ask()));
};
