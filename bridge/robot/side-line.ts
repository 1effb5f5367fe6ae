import type { RosbridgeMessage } from "roslib";
import { redialDelay } from "./redial.ts";
import { Transport } from "./transport.ts";

/** A message that could not be sent for so long, wall milliseconds, is dropped. */
const KEPT_MS = 3_000;

interface Waiting {
  readonly message: RosbridgeMessage;
  readonly sinceMs: number;
}

/**
 * A second line to the same server, for what must not wait: a Python rosbridge_server as it is started by default
 * (`send_action_goals_in_new_thread` false) reads nothing more from a line until the goal that came over it has ended,
 * not even that goal's cancel. Its goals are known to all of its lines by id, so a cancel over this one is heard.
 * Nothing that moves a robot passes here.
 */
export class SideLine {
  readonly #url: string;
  #transport: Transport | null = null;
  #waiting: Waiting[] = [];
  #wanted = false;
  #attempts = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Dials, and dials again after a drop, until close(). */
  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#dial();
  }

  /** Sends now, or as soon as the line is up; what would come too late is dropped. Never throws. */
  send(message: RosbridgeMessage): void {
    if (this.#transport?.isOpen()) return this.#transport.send(message);
    if (this.#wanted) this.#waiting = [...this.#fresh(), { message, sinceMs: performance.now() }];
  }

  close(): void {
    this.#wanted = false;
    this.#waiting = [];
    clearTimeout(this.#retry);
    this.#transport?.terminate();
    this.#transport = null;
  }

  #dial(): void {
    const transport = new Transport(this.#url);
    this.#transport = transport;
    transport.on("error", () => {});
    transport.on("open", () => {
      this.#attempts = 0;
      for (const { message } of this.#fresh()) transport.send(message);
      this.#waiting = [];
    });
    transport.on("close", () => {
      if (this.#transport !== transport) return;
      this.#transport = null;
      if (!this.#wanted) return;
      this.#retry = setTimeout(() => this.#dial(), redialDelay(this.#attempts++) * 1000);
      this.#retry.unref();
    });
  }

  /** What waits and does not come too late yet. */
  #fresh(): { readonly message: RosbridgeMessage; readonly sinceMs: number }[] {
    const oldest = performance.now() - KEPT_MS;
    return this.#waiting.filter(({ sinceMs }) => sinceMs >= oldest);
  }
}
