import { z } from "zod";
import { RobotTopic } from "../robot/actuators-topic.ts";
import type { Robot } from "../robot/robot.ts";

const Bool = z.object({ data: z.boolean() });
/** Wall milliseconds in which one's own message comes back, where it does. */
const ECHO_MS = 1000;

/** What the bridge knows when a message comes. */
export interface EstopState {
  /** Whether the stop is latched here, and whether by somebody here rather than by the robot's side. */
  readonly latched: () => { readonly here: boolean } | null;
  /** Somebody on the robot's side pressed it. */
  readonly onPressed: () => void;
}

/**
 * The emergency stop's topic on the robot's side (std_msgs/msg/Bool, latched). `true` from there latches ours, `false`
 * from there resets nothing: it is told again that we still hold it.
 */
export class EstopTopic {
  readonly #topic: RobotTopic | null;
  readonly #state: EstopState;
  #toldTrue_ms = Number.NEGATIVE_INFINITY;
  #echo: (() => void) | null = null;
  #echoed: Promise<void> = Promise.resolve();

  constructor(robot: Robot, state: EstopState) {
    const { estop } = robot.profile;
    this.#state = state;
    this.#topic = estop ? new RobotTopic(robot, estop, { latch: true }) : null;
    this.#topic?.hear((message) => this.#hear(message));
    robot.onConnection((connection) => {
      if (connection === "connected" && state.latched()?.here) this.engage();
    });
  }

  /** Tells the robot to stop; returns what it did, in words. Never throws. */
  engage(): string {
    if (!this.#topic) return "the robot has no e-stop topic in its profile";
    try {
      this.#topic.publish({ data: true });
    } catch {
      return "the robot could not be told, it is not connected";
    }
    this.#toldTrue_ms = performance.now();
    this.#echoed = new Promise((resolve) => {
      this.#echo = resolve;
    });
    return `true was published on ${this.#topic.name}`;
  }

  /** Waits until one's own `true` can no longer be heard: after a reset it would be taken for the robot's. */
  async quiet(): Promise<void> {
    const left_ms = this.#toldTrue_ms + ECHO_MS - performance.now();
    if (left_ms <= 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, left_ms);
    });
    await Promise.race([this.#echoed, late]);
    clearTimeout(timer);
  }

  /** Tells the robot that it may move again. @throws PrimitiveError `Disconnected` */
  release(): void {
    this.#topic?.publish({ data: false });
  }

  #hear(message: unknown): void {
    const parsed = Bool.safeParse(message);
    if (!parsed.success) return;
    const latched = this.#state.latched();
    if (parsed.data.data) {
      this.#echo?.();
      this.#echo = null;
      if (!latched) this.#state.onPressed();
    } else if (latched?.here) this.engage();
  }
}
