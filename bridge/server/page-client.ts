import { WebSocket } from "ws";
import { FromPage, type ToPage } from "../protocol/index.ts";

/** Above this much unsent, robot frames wait: the client gets the newest one once it has caught up. */
const FRAME_BACKPRESSURE_BYTES = 64 * 1024;
/** A client this far behind is let go; it reconnects and starts from the history. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;

/** Does what a client asks; `client` tells one connection from the others. What it gives back goes to that one only. */
export type OnRequest = (message: FromPage, client: string) => Promise<ToPage | void>;

let clients = 0;

/** One page: what goes out to it, and what it asks for after validation. */
export class PageClient {
  readonly id = `page ${++clients}`;
  readonly #socket: WebSocket;
  #frameVersion = "";
  /** The version of each camera's picture that it has. */
  readonly #pictures = new Map<string, number>();
  #alive = true;

  constructor(socket: WebSocket, onRequest: OnRequest) {
    this.#socket = socket;
    socket.on("pong", () => {
      this.#alive = true;
    });
    socket.on("message", (bytes, isBinary) => {
      const request = isBinary ? "binary" : bytes.toString();
      this.#serve(request, onRequest).catch((error: Error) => this.#refuse(opOf(request), error.message));
    });
    // Oversized and malformed frames end the connection; ws has then closed it with the fitting code.
    socket.on("error", () => socket.terminate());
  }

  send(message: ToPage): void {
    this.sendText(JSON.stringify(message));
  }

  /** Sends a message that was put into text once for all clients. */
  sendText(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BACKLOG_BYTES) this.close(1013, "too slow to follow; reconnect");
    else this.#socket.send(text);
  }

  /** Sends the newest robot frame unless this client has it already or is busy with what it was sent before. */
  offerFrame(version: string, text: string): void {
    if (version === this.#frameVersion || this.#socket.bufferedAmount > FRAME_BACKPRESSURE_BYTES) return;
    this.#frameVersion = version;
    this.sendText(text);
  }

  /** Sends the newest picture of a camera, under the same terms: a slow page gets fewer, never older ones. */
  offerPicture(camera: string, version: number, text: string): void {
    if (this.#pictures.get(camera) === version) return;
    if (this.#socket.bufferedAmount > FRAME_BACKPRESSURE_BYTES) return;
    this.#pictures.set(camera, version);
    this.sendText(text);
  }

  /** Ends a connection whose other end has gone without a word. Call at a low rate. */
  checkAlive(): void {
    if (!this.#alive) return this.#socket.terminate();
    this.#alive = false;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #serve(request: string, onRequest: OnRequest): Promise<void> {
    const parsed = FromPage.safeParse(parseJson(request));
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
      throw new Error(
        `The bridge did not understand this request${where}: ${issue?.message ?? "not JSON"}. Reload the page; its version may be older.`,
      );
    }
    const answer = await onRequest(parsed.data, this.id);
    if (answer) this.send(answer);
  }

  #refuse(request: string, reason: string): void {
    this.send({ op: "refused", request, reason });
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const opOf = (request: string): string => {
  const op = (parseJson(request) as { op?: unknown } | undefined | null)?.op;
  return typeof op === "string" ? op.slice(0, 40) : "unknown";
};
