import type { WebSocket } from "ws";
import type { Graph } from "./graph.ts";
import { type Client, serve, STATUS_LEVELS, type StatusLevel } from "./operations.ts";
import { Outbox } from "./outbox.ts";
import { Message, Refusal } from "./participant.ts";

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DROP_REPORT_MS = 1000;

/** One WebSocket client of the graph. */
export class WebSocketClient implements Client {
  readonly name: string;
  readonly trusted = false;
  readonly #graph: Graph;
  readonly #outbox: Outbox;
  #level: StatusLevel = "error";
  #dropped = 0;
  #dropReportMs = 0;

  constructor(graph: Graph, socket: WebSocket, number: number) {
    this.name = `/rosbridge_client_${number}`;
    this.#graph = graph;
    this.#outbox = new Outbox(socket, (count) => this.#reportDropped(count));
    graph.join(this);
    socket.on("message", (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on("close", () => graph.leave(this));
    socket.on("error", () => socket.terminate()); // a broken frame of this client; "close" follows
  }

  deliver(message: Message, droppable: boolean): void {
    let json: string;
    try {
      json = message.json;
    } catch (error) {
      this.#status("error", `A message could not be written as JSON: ${(error as Error).message}.`);
      return;
    }
    this.#outbox.send(json, droppable);
  }

  setLevel(level: StatusLevel): void {
    this.#level = level;
  }

  #receive(data: Buffer, isBinary: boolean): void {
    let input: unknown;
    try {
      if (data.length > MAX_MESSAGE_BYTES)
        throw new Refusal(`A message of ${data.length} bytes is too long; ${MAX_MESSAGE_BYTES} is the limit.`);
      if (isBinary) throw new Refusal("Binary messages (BSON) are not served here; send JSON text.");
      input = parse(data);
      serve(this.#graph, this, input);
    } catch (error) {
      const id = (input as { id?: unknown } | undefined)?.id;
      const reason = error instanceof Refusal ? error.message : `The request failed: ${(error as Error).message}.`;
      this.#status("error", reason, typeof id === "string" ? id : undefined);
    }
  }

  #status(level: StatusLevel, text: string, id?: string): void {
    if (STATUS_LEVELS.indexOf(level) > STATUS_LEVELS.indexOf(this.#level)) return;
    const message = new Message({ op: "status", level, msg: text, ...(id === undefined ? {} : { id }) });
    this.#outbox.send(message.json, false);
  }

  #reportDropped(count: number): void {
    this.#dropped += count;
    const now = performance.now();
    if (now - this.#dropReportMs < DROP_REPORT_MS) return;
    this.#dropReportMs = now;
    this.#status("warning", `You read too slowly: ${this.#dropped} topic messages were dropped so far.`);
  }
}

const parse = (data: Buffer): unknown => {
  try {
    return JSON.parse(data.toString("utf8"));
  } catch (error) {
    throw new Refusal(`This is no JSON: ${(error as Error).message}.`);
  }
};
