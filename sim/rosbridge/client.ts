import type { WebSocket } from "ws";
import { ByteBudget } from "./byte-budget.ts";
import { DropReport } from "./drop-report.ts";
import { Fragments } from "./fragments.ts";
import type { Graph } from "./graph.ts";
import { writeParsed } from "./json.ts";
import {
  type Client,
  type Fragment,
  reasonOf,
  STATUS_LEVELS,
  type StatusLevel,
  serve,
} from "./operations.ts";
import { Outbox } from "./outbox.ts";
import { type Outgoing, Refusal } from "./participant.ts";
import type { Subscription } from "./subscription.ts";
import type { TopicMessage } from "./topic-message.ts";

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Bytes of topic messages that may wait for a client. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Where the id of a message too long to parse is looked for. */
const ID = /"id"\s*:\s*"([^"\\]{1,256})"/;

/** One WebSocket client of the graph. */
export class WebSocketClient implements Client {
  readonly name: string;
  readonly trusted = false;
  readonly budget = new ByteBudget(MAX_WAITING_BYTES);
  readonly #graph: Graph;
  readonly #outbox: Outbox;
  readonly #drops = new DropReport((text) => this.status("warning", text));
  readonly #fragments = new Fragments();
  #level: StatusLevel = "error";

  constructor(graph: Graph, socket: WebSocket, number: number) {
    this.name = `/rosbridge_client_${number}`;
    this.#graph = graph;
    this.#outbox = new Outbox(socket, this.budget, (topic, count) => this.#drops.add(topic, count));
    graph.join(this);
    socket.on("message", (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on("close", () => {
      this.#drops.end();
      graph.leave(this);
    });
    socket.on("error", () => socket.terminate()); // a broken frame of this client; "close" follows
  }

  deliver(op: Outgoing): void {
    if (op.op === "action_feedback" && this.#outbox.congested) return this.#drops.add(op.action, 1);
    this.#outbox.send(writeParsed(op));
  }

  offer(message: TopicMessage, subscription: Subscription): void {
    this.#outbox.offer(message, subscription);
  }

  status(level: Exclude<StatusLevel, "none">, msg: string, id?: string): void {
    if (STATUS_LEVELS.indexOf(level) > STATUS_LEVELS.indexOf(this.#level)) return;
    this.deliver({ op: "status", level, msg, id });
  }

  setLevel(level: StatusLevel): void {
    this.#level = level;
  }

  addFragment(fragment: Fragment): void {
    const text = this.#fragments.add(fragment);
    if (text === null) return;
    const input = parse(text);
    if (opOf(input) === "fragment")
      throw new Refusal("A fragment cannot hold another fragment; send the message in one level.");
    this.#serve(input);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    let input: unknown;
    try {
      if (data.length > MAX_MESSAGE_BYTES) {
        input = { id: ID.exec(data.toString("latin1", 0, 1024))?.[1] };
        throw new Refusal(
          `A message of ${data.length} bytes is too long; ${MAX_MESSAGE_BYTES} is the limit. Send it in fragments or smaller.`,
        );
      }
      if (isBinary) throw new Refusal("Binary messages (BSON, CBOR) are not taken here; send JSON text.");
      input = parse(data.toString("utf8"));
    } catch (error) {
      return this.status("error", reasonOf(error), idOf(input));
    }
    this.#serve(input);
  }

  #serve(input: unknown): void {
    try {
      serve(this.#graph, this, input);
    } catch (error) {
      this.status("error", reasonOf(error), idOf(input));
    }
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(`This is no JSON: ${(error as Error).message}. Send one JSON object a message.`);
  }
};

const opOf = (input: unknown): unknown => (input as { op?: unknown } | null | undefined)?.op;

const idOf = (input: unknown): string | undefined => {
  const id = (input as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" ? id.slice(0, 1024) : undefined;
};
