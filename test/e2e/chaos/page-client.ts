import { once } from "node:events";
import { WebSocket } from "ws";
import type { Event, EventType, FromPage, SessionInfo } from "../../../bridge/protocol/index.ts";

type Of<T extends EventType> = Extract<Event, { type: T }>;

/** Wall seconds after which something that was waited for is not coming. */
const PATIENCE_S = 60;

/** A page without a browser: the WebSocket of `start`, as the web app speaks it. */
export class PageClient {
  readonly #socket: WebSocket;
  readonly #listeners = new Set<() => void>();
  readonly events: Event[] = [];
  readonly refusals: string[] = [];
  session: SessionInfo | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.op === "event") this.events.push(message.event);
      else if (message.op === "refused") this.refusals.push(`${message.request}: ${message.reason}`);
      else if (message.op === "session") this.session = message.session;
      else return;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** `url`: what `start` prints, with the token. */
  static async connect(url: string): Promise<PageClient> {
    const { host, hash } = new URL(url);
    const token = hash.slice("#token=".length);
    const socket = new WebSocket(`ws://${host}/ws`, ["codeact", `token.${token}`]);
    const client = new PageClient(socket);
    await once(socket, "open");
    await client.until(() => client.session, "the session");
    return client;
  }

  send(message: FromPage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Goes away without a word, as a page whose machine lost its power. */
  kill(): void {
    this.#socket.terminate();
  }

  /** Resolves with the first event of a type from number `from` on, past or coming. */
  event<T extends EventType>(
    type: T,
    from: number,
    fits: (event: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> {
    return this.until(
      () =>
        this.events.slice(from).find((event) => event.type === type && fits(event as Of<T>)) as
          | Of<T>
          | undefined,
      `an event ${type}`,
    );
  }

  until<T>(find: () => T | null | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#listeners.delete(look);
        const seen = this.events.slice(-8).map((event) => JSON.stringify(event).slice(0, 200));
        reject(
          new Error(
            `waited in vain for ${what}; refused: ${this.refusals.join(" ")}; last:\n${seen.join("\n")}`,
          ),
        );
      }, PATIENCE_S * 1000);
      const look = (): void => {
        const found = find();
        if (found === null || found === undefined) return;
        clearTimeout(late);
        this.#listeners.delete(look);
        resolve(found);
      };
      this.#listeners.add(look);
      look();
    });
  }
}
