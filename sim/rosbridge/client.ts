import type { WebSocket } from "ws";
import { ByteBudget } from "./byte-budget.ts";
import type { Delivery } from "./delivery.ts";
import { DropReport } from "./drop-report.ts";
import { Fragments } from "./fragments.ts";
import type { Graph } from "./graph.ts";
import { writeParsed } from "./json.ts";
import {
  type Client,
  type Fragment,
  type Png,
  reasonOf,
  STATUS_LEVELS,
  type StatusLevel,
  serve,
} from "./operations.ts";
import { Outbox } from "./outbox.ts";
import { type Id, type Outgoing, Refusal } from "./participant.ts";
import { decodePng } from "./png.ts";
import type { Subscription } from "./subscription.ts";
import type { TopicMessage } from "./topic-message.ts";

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Bytes of topic messages that may wait for a client. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Bytes of latched messages that a client may leave. */
const MAX_LATCHED_BYTES = 64 * 1024 * 1024;
/** Where the id of a message too long to parse is looked for. */
const ID = /"id"\s*:\s*"([^"\\]{1,256})"/;

/** One WebSocket client of the graph. */
export class WebSocketClient implements Client {
  readonly name: string;
  readonly trusted = false;
  readonly budget = new ByteBudget(MAX_WAITING_BYTES);
  readonly latched = new ByteBudget(MAX_LATCHED_BYTES);
  readonly #graph: Graph;
  readonly #outbox: Outbox;
  readonly #drops = new DropReport((text) => this.status("warning", text));
  readonly #fragments = new Fragments();
  readonly #pictures = new Fragments();
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

  deliver(op: Outgoing, how?: Delivery): void {
    if (op.op === "action_feedback" && this.#outbox.congested) return this.#drops.add(op.action, 1);
    this.#outbox.send(writeParsed(op), how, "id" in op && op.id !== "" ? op.id : undefined);
  }

  offer(message: TopicMessage, subscription: Subscription): void {
    this.#outbox.offer(message, subscription);
  }

  status(level: Exclude<StatusLevel, "none">, msg: string, id?: Id): void {
    if (STATUS_LEVELS.indexOf(level) > STATUS_LEVELS.indexOf(this.#level)) return;
    this.deliver({ op: "status", level, msg, id });
  }

  setLevel(level: StatusLevel): void {
    this.#level = level;
  }

  addFragment(fragment: Fragment): void {
    const text = this.#fragments.add(fragment);
    if (text !== null) this.#serve(unwrapped(text, "fragment"));
  }

  addPng({ id, data, num, total }: Png): void {
    const single = num === undefined && total === undefined;
    if (!single && (id === undefined || num === undefined || total === undefined))
      throw new Refusal("A part of a PNG needs id, num and total; a whole one has no num and no total.");
    const whole = single
      ? data
      : this.#pictures.add({
          op: "fragment",
          id: id as Id,
          data,
          num: num as number,
          total: total as number,
        });
    if (whole !== null) this.#serve(unwrapped(decodePng(whole), "png"));
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
      input = isBinary ? parseBinary(data) : parse(data.toString("utf8"));
    } catch (error) {
      return this.status("error", reasonOf(error), idOf(input));
    }
    this.#serve(input);
  }

  #serve(input: unknown): void {
    try {
      serve(this.#graph, this, input);
    } catch (error) {
      this.status(error instanceof Refusal ? error.level : "error", reasonOf(error), idOf(input));
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

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** JSON in a binary frame is taken as text, as rosbridge_suite does. */
const parseBinary = (data: Buffer): unknown => {
  try {
    return JSON.parse(UTF8.decode(data));
  } catch {
    throw new Refusal("Binary messages (BSON, CBOR) are not taken here; send JSON text.");
  }
};

/** The message in a fragment or picture, which holds no further one of its kind: nesting would have no end. */
const unwrapped = (text: string, wrapper: "fragment" | "png"): unknown => {
  const input = parse(text);
  const op = opOf(input);
  if (op === wrapper || (wrapper === "png" && op === "fragment"))
    throw new Refusal(`A ${wrapper} cannot hold another ${op}; send the message in one level.`);
  return input;
};

const opOf = (input: unknown): unknown => (input as { op?: unknown } | null | undefined)?.op;

const idOf = (input: unknown): Id | undefined => {
  const id = (input as { id?: unknown } | null | undefined)?.id;
  if (Number.isSafeInteger(id)) return id as number;
  return typeof id === "string" ? id.slice(0, 1024) : undefined;
};
