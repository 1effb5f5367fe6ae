import { once } from "node:events";
import { WebSocket } from "ws";
import { JOINTS, type JointStateMessage, TRAJECTORY, type TrajectoryMessage } from "./arm-topics.ts";

const PATIENCE_MS = 60_000;

export interface Seen {
  readonly positions: number[];
  readonly velocities: number[];
}

/** Somebody else on the graph, who sees what the arm does and what it is told, with none of the bridge's code. */
export class Observer {
  readonly trajectories: TrajectoryMessage[] = [];
  /** Newest state of the arm, joints in the order of JOINTS. */
  state: Seen | null = null;
  readonly #socket: WebSocket;
  readonly #listeners = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#hear(String(data)));
  }

  /** Connects, and waits for the first joint state: it takes a while until the nodes of a graph found each other. */
  static async connect(url: string): Promise<Observer> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    const observer = new Observer(socket);
    const subscribe = (topic: string, type: string): void =>
      socket.send(JSON.stringify({ op: "subscribe", topic, type }));
    subscribe("/joint_states", "sensor_msgs/msg/JointState");
    subscribe(TRAJECTORY, "trajectory_msgs/msg/JointTrajectory");
    await observer.until("the first joint state", () => observer.state !== null);
    return observer;
  }

  /** Resolves when that is so, asked anew at each message. @throws Error with `what` after a minute */
  until(what: string, is: () => boolean): Promise<void> {
    if (is()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
      };
      const look = (): void => {
        if (!is()) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${what} did not come; the arm is at ${this.state?.positions.join(", ")}`));
      }, PATIENCE_MS);
      this.#listeners.add(look);
    });
  }

  /** Resolves after so many joint states that followed each other with every joint at rest. */
  async atRest(states = 10): Promise<Seen> {
    let resting = 0;
    let last: Seen | null = null;
    await this.until("an arm at rest", () => {
      if (this.state === last) return false;
      last = this.state;
      resting = this.state?.velocities.every((velocity) => Math.abs(velocity) < 1e-6) ? resting + 1 : 0;
      return resting >= states;
    });
    return this.state as unknown as Seen;
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    const { topic, msg } = JSON.parse(text) as { topic?: string; msg: unknown };
    if (topic === TRAJECTORY) this.trajectories.push(msg as TrajectoryMessage);
    if (topic === "/joint_states") {
      const { name, position, velocity } = msg as JointStateMessage;
      const of = (values: number[]): number[] => JOINTS.map((joint) => values[name.indexOf(joint)] ?? 0);
      this.state = { positions: of(position), velocities: of(velocity) };
    }
    for (const look of [...this.#listeners]) look();
  }
}
