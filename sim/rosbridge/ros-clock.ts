import type { Stamp } from "../../bridge/protocol/index.ts";

/** The time of the graph: the simulator's once it publishes /clock, the machine's until then. */
export class RosClock {
  #simulated: Stamp | null = null;

  /** @param message rosgraph_msgs/msg/Clock */
  set(message: unknown): void {
    const { clock } = message as { clock?: Stamp };
    if (clock && typeof clock.sec === "number" && typeof clock.nanosec === "number") this.#simulated = clock;
  }

  now(): Stamp {
    if (this.#simulated) return { sec: this.#simulated.sec, nanosec: this.#simulated.nanosec };
    const ms = Date.now();
    return { sec: Math.floor(ms / 1000), nanosec: (ms % 1000) * 1_000_000 };
  }
}
