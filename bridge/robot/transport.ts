import { AbstractTransport, type ITransport, type ITransportFactory, type RosbridgeMessage } from "roslib";
import { WebSocket } from "ws";
import { PrimitiveError } from "../protocol/index.ts";

/** A camera picture as base64 is about a megabyte; nothing that a robot sends is larger than this. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** One WebSocket to a rosbridge server. What cannot be sent now is refused, never kept for later. */
export class SocketTransport extends AbstractTransport implements ITransport {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = (event) => void this.emit("open", event);
    socket.onclose = (event) => void this.emit("close", event);
    socket.onerror = (event) => void this.emit("error", event);
    socket.onmessage = (event) => this.handleRawMessage(event.data);
  }

  /** @throws PrimitiveError Disconnected when the socket is not open */
  send(message: RosbridgeMessage): void {
    if (!this.isOpen())
      throw new PrimitiveError("Disconnected", `the robot's connection is not open: ${message.op} was not sent.`);
    this.#socket.send(JSON.stringify(message));
  }

  /** Asks the other end for a sign of life; resolves true when it came within `timeoutS` wall seconds. */
  async alive(timeoutS: number): Promise<boolean> {
    if (!this.isOpen()) return false;
    return new Promise((resolve) => {
      const answer = (alive: boolean) => () => {
        clearTimeout(timer);
        this.#socket.off("pong", pong);
        resolve(alive);
      };
      const pong = answer(true);
      const timer = setTimeout(answer(false), timeoutS * 1000);
      this.#socket.once("pong", pong);
      this.#socket.ping();
    });
  }

  close(): void {
    this.#socket.close();
  }

  /** Drops the socket without the closing handshake, which a dead peer would never answer. */
  terminate(): void {
    this.#socket.terminate();
  }

  isConnecting(): boolean {
    return this.#socket.readyState === WebSocket.CONNECTING;
  }
  isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }
  isClosing(): boolean {
    return this.#socket.readyState === WebSocket.CLOSING;
  }
  isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }
}

/** Opens sockets for roslib; `opened` is told each, since roslib keeps its transport to itself. */
export const socketTransports =
  (handshakeTimeoutS: number, opened: (transport: SocketTransport) => void): ITransportFactory =>
  (url) => {
    const socket = new WebSocket(url, {
      handshakeTimeout: handshakeTimeoutS * 1000,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    const transport = new SocketTransport(socket);
    opened(transport);
    return Promise.resolve(transport);
  };
