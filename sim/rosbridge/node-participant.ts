import type { MessagePort } from "node:worker_threads";
import type { Graph } from "./graph.ts";
import type { FromNode } from "./node-port.ts";
import { type Client, serve } from "./operations.ts";
import { type Message, Refusal } from "./participant.ts";

/** One of the simulator's own nodes, at the other end of a MessagePort. */
export class NodeParticipant implements Client {
  readonly name: string;
  readonly trusted = true;
  readonly #port: MessagePort;

  constructor(graph: Graph, name: string, port: MessagePort) {
    this.name = name;
    this.#port = port;
    graph.join(this);
    port.on("message", (op: FromNode) => {
      try {
        serve(graph, this, op);
      } catch (error) {
        // An answer to a caller that timed out or left is late, not wrong; anything else is a fault of ours.
        if (!(error instanceof Refusal)) throw error;
      }
    });
    port.on("close", () => graph.leave(this));
  }

  deliver(message: Message): void {
    this.#port.postMessage(message.body);
  }

  setLevel(): void {}
}
