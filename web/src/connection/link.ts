import { NO_ROBOT_CODE } from "../../../bridge/protocol/close-codes.ts";
import type { FromPage, ToPage } from "../../../bridge/protocol/index.ts";
import type { LinkState } from "../state/app-state.ts";

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 8_000;
/** The bridge says something every two seconds at least; after this long without a word the line is dead. */
const SILENCE_MS = 7_000;

export interface LinkOptions {
  readonly token: string;
  readonly onState: (state: LinkState) => void;
  readonly onMessage: (message: ToPage) => void;
}

/** The WebSocket to the bridge: redials with back-off, and never sends again what was asked before a break. */
export class Link {
  readonly #options: LinkOptions;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #heardMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#dial();
    setInterval(() => this.#watch(), 1_000);
    addEventListener("online", this.#redialNow);
    document.addEventListener("visibilitychange", this.#redialNow);
  }

  /** Sends a request; false when there is no connection, and then it is not kept for later. */
  send(message: FromPage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Dials at once rather than when it would; nothing while it does not wait to. */
  redial(): void {
    this.#redialNow();
  }

  readonly #redialNow = (): void => {
    if (this.#timer === undefined || document.hidden) return;
    clearTimeout(this.#timer);
    this.#dial();
  };

  #dial(): void {
    this.#timer = undefined;
    const { host, protocol } = location;
    const address = `${protocol === "https:" ? "wss" : "ws"}://${host}/ws`;
    const socket = new WebSocket(address, ["codeact", `token.${this.#options.token}`]);
    this.#socket = socket;
    let opened = false;
    // A socket that was given up as dead has no more say.
    const current = (): boolean => this.#socket === socket;
    socket.addEventListener("open", () => {
      if (!current()) return;
      opened = true;
      this.#attempt = 0;
      this.#heardMs = performance.now();
      this.#options.onState({ phase: "open" });
    });
    socket.addEventListener("message", ({ data }) => {
      if (!current()) return;
      this.#heardMs = performance.now();
      this.#options.onMessage(JSON.parse(data) as ToPage);
    });
    socket.addEventListener("close", ({ code }) => {
      if (!current()) return;
      if (code === NO_ROBOT_CODE) this.#options.onState({ phase: "viewer" });
      else void this.#lost(opened);
    });
  }

  /** A line can die without a word: a tunnel that ended, a bridge that hangs. */
  #watch(): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN || performance.now() - this.#heardMs < SILENCE_MS) return;
    this.#socket = null;
    socket.close();
    void this.#lost(true);
  }

  async #lost(opened: boolean): Promise<void> {
    // A browser does not tell why a WebSocket was refused; the same question over HTTP does.
    if (!opened && (await this.#tokenRefused())) return this.#options.onState({ phase: "denied" });
    const delayMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#options.onState({ phase: "reconnecting", attempt: this.#attempt, retryAtMs: Date.now() + delayMs });
    this.#timer = setTimeout(() => this.#dial(), delayMs);
  }

  async #tokenRefused(): Promise<boolean> {
    try {
      const response = await fetch("/api/session", {
        headers: { authorization: `Bearer ${this.#options.token}` },
      });
      return response.status === 401;
    } catch {
      return false;
    }
  }
}
