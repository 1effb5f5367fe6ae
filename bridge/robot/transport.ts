import { AbstractTransport, type RosbridgeMessage } from "roslib";
import { WebSocket } from "ws";
import { PrimitiveError } from "../protocol/index.ts";

/** A picture of 4K as JSON stays below this; what is larger closes the connection. */
const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;
const HANDSHAKE_TIMEOUT_MS = 8_000;

/** roslib's transport over `ws`. Unlike roslib's own it refuses to send while not open, and can cut a dead line. */
export class Transport extends AbstractTransport {
  readonly #socket: WebSocket;
  /** Signs of life so far: messages and answers to pings. */
  heard = 0;

  /** Throws SyntaxError where `url` is no WebSocket address. */
  constructor(url: string) {
    super();
    this.#socket = new WebSocket(url, {
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    this.#socket.binaryType = "arraybuffer";
    this.#socket.on("open", () => this.emit("open", undefined));
    this.#socket.on("close", (code, reason) => this.emit("close", `${code} ${reason}`.trim()));
    this.#socket.on("error", (error) => this.emit("error", error));
    this.#socket.on("pong", () => this.heard++);
    this.#socket.on("message", (data, isBinary) => {
      this.heard++;
      this.handleRawMessage(isBinary ? data : String(data));
    });
  }

  override send(message: RosbridgeMessage): void {
    if (!this.isOpen())
      throw new PrimitiveError(
        "Disconnected",
        `The connection to the robot is down; ${message.op} was not sent. Wait until it is back, then try again.`,
      );
    this.#socket.send(JSON.stringify(message));
  }

  ping(): void {
    if (this.isOpen()) this.#socket.ping();
  }

  override close(): void {
    this.#socket.close();
  }

  /** Ends the connection without waiting for the other side, which may be gone. */
  terminate(): void {
    this.#socket.terminate();
  }

  override isConnecting(): boolean {
    return this.#socket.readyState === WebSocket.CONNECTING;
  }
  override isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }
  override isClosing(): boolean {
    return this.#socket.readyState === WebSocket.CLOSING;
  }
  override isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }
}
