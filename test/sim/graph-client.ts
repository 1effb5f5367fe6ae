import { WebSocket } from "ws";

type Message = any;

/** A rosbridge client over a real WebSocket, as plain as can be. */
export class GraphClient {
  readonly #socket: WebSocket;
  readonly #listeners = new Set<(message: Message) => void>();
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      for (const listener of this.#listeners) listener(message);
    });
  }

  static async connect(url: string): Promise<GraphClient> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return new GraphClient(socket);
  }

  close(): void {
    this.#socket.close();
  }

  /** Resolves when the server ends the connection. */
  async closed(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise((resolve) => this.#socket.once("close", resolve));
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The next message that fits. */
  next(fits: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      const listener = (message: Message): void => {
        if (!fits(message)) return;
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
    });
  }

  /** One message of a topic. */
  async read(topic: string): Promise<Message> {
    const id = `read:${++this.#id}`;
    const message = this.next(({ op, topic: from }) => op === "publish" && from === topic);
    this.send({ op: "subscribe", id, topic });
    const { msg } = await message;
    this.send({ op: "unsubscribe", id, topic });
    return msg;
  }

  async call(service: string, args: object = {}): Promise<Message> {
    const id = `call:${++this.#id}`;
    const answer = this.next((message) => message.op === "service_response" && message.id === id);
    this.send({ op: "call_service", id, service, args });
    return await answer;
  }

  sendGoal(action: string, action_type: string, args: object): { id: string; end: Promise<Message> } {
    const id = `goal:${++this.#id}`;
    const end = this.next((message) => message.op === "action_result" && message.id === id);
    this.send({ op: "send_action_goal", id, action, action_type, args, feedback: true });
    return { id, end };
  }
}
