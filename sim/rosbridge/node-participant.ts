import type { MessagePort } from "node:worker_threads";
import { ByteBudget } from "./byte-budget.ts";
import type { Graph } from "./graph.ts";
import { withBase64 } from "./json.ts";
import type { FromNode, ToNode } from "./node-port.ts";
import { type Client, reasonOf, serve } from "./operations.ts";
import { type Outgoing, Refusal } from "./participant.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Subscription } from "./subscription.ts";
import type { TopicMessage } from "./topic-message.ts";

/** Bytes of topic messages that may wait for a node behind a throttle. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** A port has no bound of its own: more than this a second of one topic would pile up in front of a busy node. */
const MAX_MESSAGES_A_SECOND = 2000;

/** One of the simulator's own nodes, at the other end of a MessagePort. */
export class NodeParticipant implements Client {
  readonly name: string;
  readonly trusted = true;
  readonly budget = new ByteBudget(MAX_WAITING_BYTES);
  readonly latched = new ByteBudget(Number.POSITIVE_INFINITY);
  readonly #port: MessagePort;
  readonly #rates = new WeakMap<Subscription, RateLimit>();

  constructor(graph: Graph, name: string, port: MessagePort) {
    this.name = name.startsWith("/") ? name : `/${name}`;
    this.#port = port;
    graph.join(this);
    port.on("message", (op: FromNode) => {
      try {
        serve(graph, this, jsonReady(op));
      } catch (error) {
        // A node is our own: what it is refused is a fault to be seen, not to be sent back.
        if (error instanceof Refusal)
          process.emitWarning(`${this.name}: ${reasonOf(error)}`, "RosbridgeWarning");
        else throw error;
      }
    });
    port.on("close", () => graph.leave(this));
  }

  close(): void {
    this.#port.close();
  }

  deliver(op: Outgoing): void {
    if (isForNodes(op)) this.#port.postMessage(op);
  }

  offer({ msg }: TopicMessage, subscription: Subscription): void {
    let rate = this.#rates.get(subscription);
    if (!rate) {
      rate = new RateLimit(MAX_MESSAGES_A_SECOND);
      this.#rates.set(subscription, rate);
    }
    if (!rate.allows(performance.now())) return;
    const op: ToNode = { op: "publish", topic: subscription.topic, msg };
    this.#port.postMessage(op);
  }

  status(): void {}

  setLevel(): void {}

  addFragment(): void {}

  addPng(): void {}
}

const isForNodes = (op: Outgoing): op is Exclude<ToNode, { op: "publish" }> =>
  op.op === "call_service" ||
  op.op === "send_action_goal" ||
  op.op === "cancel_action_goal" ||
  op.op === "subscribers";

/** Values of services and actions go out as JSON to one client each; topic messages keep their typed arrays. */
const jsonReady = (op: FromNode): FromNode => {
  switch (op.op) {
    case "service_response":
    case "action_feedback":
    case "action_result":
      return { ...op, values: withBase64(op.values) };
    default:
      return op;
  }
};
