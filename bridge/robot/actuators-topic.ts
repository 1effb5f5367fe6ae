import { connectionOf } from "./connection.ts";
import type { Robot } from "./robot.ts";
import { rosType } from "./ros-spelling.ts";
import type { Unsubscribe } from "./types.ts";

/**
 * A topic that the bridge publishes on, and may hear; advertised anew on every connection, so that those who listen are
 * known by the time that something is said. Only bridge/safety may use it: what passes here is not checked any more.
 */
export class RobotTopic {
  readonly name: string;
  readonly #type: string;
  readonly #connection: ReturnType<typeof connectionOf>;
  readonly #unwatch: Unsubscribe;

  /** `robot` must be made by connectRobot. `latch`: who listens later gets the last message. */
  constructor(robot: Robot, { topic, type }: { topic: string; type: string }, options: { latch: boolean }) {
    this.name = topic;
    this.#type = rosType(robot.profile.ros_version, type);
    this.#connection = connectionOf(robot);
    const id = `bridge:${topic}`;
    const advertise = (): void => {
      try {
        this.#connection.send({ op: "advertise", id, topic, type: this.#type, latch: options.latch });
      } catch {
        // It dropped this moment, and is told again when it is back.
      }
    };
    if (this.#connection.state === "connected") advertise();
    this.#unwatch = this.#connection.onState((state) => {
      if (state === "connected") advertise();
    });
  }

  /** @throws PrimitiveError `Disconnected`; nothing is sent later */
  publish(message: unknown): void {
    this.#connection.send({ op: "publish", topic: this.name, msg: message });
  }

  /** Takes the advertisement back; nothing is advertised any more. */
  close(): void {
    this.#unwatch();
    try {
      this.#connection.send({ op: "unadvertise", id: `bridge:${this.name}`, topic: this.name });
    } catch {
      // A connection that is down has forgotten it already.
    }
  }

  /** Hears every message, one's own among them. */
  hear(listener: (message: unknown) => void): Unsubscribe {
    return this.#connection.subscribe(this.name, { type: this.#type }, listener);
  }
}
