import type { ControllerHost } from "./trajectory/controller.ts";

export const HEARTBEAT_TOPIC = "/codeact/heartbeat";
export const HEARTBEAT_TYPE = "std_msgs/msg/Header";

/** How often it is looked, wall milliseconds, and the looks without a heartbeat after which the bridge counts as gone. */
const LOOK_MS = 500;
const QUIET_LOOKS = 6;

interface Stoppable {
  readonly active: boolean;
  halt(reason: string): void;
}

/**
 * Stops a robot that moves when the bridge which had sent heartbeats (5 a second) has sent none for three seconds of wall
 * time: it may hang, or be behind a line that is dead and does not show it. Whoever never sent one is not watched; a
 * bridge that falls silent while the robot rests is no longer expected.
 */
export class HeartbeatWatchdog {
  readonly #mover: Stoppable;
  readonly #host: Pick<ControllerHost, "log">;
  #expected = false;
  #quiet = 0;

  constructor(mover: Stoppable, host: Pick<ControllerHost, "log">) {
    this.#mover = mover;
    this.#host = host;
  }

  /** Looks from now on, for as long as the process has something else to do. */
  start(): void {
    setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Takes a heartbeat. */
  onMessage(): void {
    this.#expected = true;
    this.#quiet = 0;
  }

  /** Counts looks, not seconds: heartbeats that wait while a `fast` clock steps are none that were missed. */
  look(): void {
    if (!this.#expected || ++this.#quiet < QUIET_LOOKS) return;
    this.#expected = false;
    if (!this.#mover.active) return;
    const seconds = (QUIET_LOOKS * LOOK_MS) / 1000;
    const reason = `no heartbeat on ${HEARTBEAT_TOPIC} for ${seconds} s, so the bridge counts as gone; the robot stops`;
    this.#host.log("warn", reason);
    this.#mover.halt(reason);
  }
}
