import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { FromNode, ToNode } from "../../sim/rosbridge/node-port.ts";
import type { ToCameras } from "../../sim/sensors/camera/snapshots.ts";
import { workerUrl } from "../../sim/worker-url.ts";

const root = new URL("../../sim/simulator.ts", import.meta.url).href;

export interface JointStateMessage {
  header: { stamp: { sec: number; nanosec: number } };
  name: string[];
  position: number[];
  velocity: number[];
  effort: number[];
}

export interface ActionEnd {
  status: number;
  result: boolean;
  values: any;
}

export const ARM = [
  "shoulder_pan_joint",
  "shoulder_lift_joint",
  "elbow_joint",
  "wrist_1_joint",
  "wrist_2_joint",
  "wrist_3_joint",
];
export const HOME = [0, -1.5708, 1.5708, -1.5708, -1.5708, 0];
export const FOLLOW = "/joint_trajectory_controller/follow_joint_trajectory";
export const GRIP = "/gripper_controller/gripper_cmd";

/** The real physics thread, spoken to over its MessagePort as the rosbridge server does. */
export class PhysicsClient {
  readonly worker: Worker;
  readonly cameraPort: MessagePort;
  readonly #port: MessagePort;
  readonly #seen: FromNode[] = [];
  readonly #waiting: { test: (op: FromNode) => boolean; resolve: (op: FromNode) => void }[] = [];
  #id = 0;

  private constructor(options: { scene: string; seed: number; clock: "fast" | "realtime" }) {
    const node = new MessageChannel();
    const camera = new MessageChannel();
    this.#port = node.port1;
    this.cameraPort = camera.port1;
    const workerData = { ...options, nodePort: node.port2, cameraPort: camera.port2 };
    const url = workerUrl(root, "./world/physics-worker.ts");
    this.worker = new Worker(url, { workerData, transferList: [node.port2, camera.port2] });
    this.#port.on("message", (op: FromNode) => {
      this.#seen.push(op);
      for (const waiter of this.#waiting.filter(({ test }) => test(op))) {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.resolve(op);
      }
    });
  }

  static async start({
    scene = "table",
    seed = 1,
    clock = "fast" as "fast" | "realtime",
  } = {}): Promise<PhysicsClient> {
    const client = new PhysicsClient({ scene, seed, clock });
    await new Promise((resolve, reject) => {
      client.worker.once("message", resolve);
      client.worker.once("error", reject);
    });
    return client;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
    this.#port.close();
    this.cameraPort.close();
  }

  /** Everything that was published on a topic so far. */
  published(topic: string): any[] {
    return this.#seen.flatMap((op) => (op.op === "publish" && op.topic === topic ? [op.msg] : []));
  }

  subscribe(...topics: string[]): void {
    for (const topic of topics) this.#send({ op: "subscribers", topic, count: 1 });
  }

  unsubscribe(...topics: string[]): void {
    for (const topic of topics) this.#send({ op: "subscribers", topic, count: 0 });
  }

  publish(topic: string, msg: unknown): void {
    this.#send({ op: "publish", topic, msg });
  }

  /** The next message of a topic that is subscribed. */
  async next(topic: string): Promise<any> {
    const op = await this.#wait((candidate) => candidate.op === "publish" && candidate.topic === topic);
    return op.op === "publish" ? op.msg : undefined;
  }

  /** Subscribes to joint states for one message. */
  async jointState(): Promise<JointStateMessage> {
    this.subscribe("/joint_states");
    return (await this.next("/joint_states")) as JointStateMessage;
  }

  async call(service: string, args: unknown = {}): Promise<any> {
    const id = `call:${++this.#id}`;
    const answer = this.#wait((op) => op.op === "service_response" && op.id === id);
    this.#send({ op: "call_service", id, service, args });
    const op = await answer;
    return op.op === "service_response" ? op.values : undefined;
  }

  sendGoal(
    action: string,
    args: unknown,
  ): { id: string; end: Promise<ActionEnd>; feedback: () => unknown[] } {
    const id = `goal:${++this.#id}`;
    const end = this.#wait((op) => op.op === "action_result" && op.id === id) as Promise<
      FromNode & ActionEnd
    >;
    this.#send({ op: "send_action_goal", id, action, action_type: "", args });
    const feedback = (): unknown[] =>
      this.#seen.flatMap((op) => (op.op === "action_feedback" && op.id === id ? [op.values] : []));
    return { id, end, feedback };
  }

  cancel(action: string, id: string): void {
    this.#send({ op: "cancel_action_goal", id, action });
  }

  /** Moves the arm through joint positions, `seconds` for each. */
  follow(
    waypoints: readonly number[][],
    seconds: number,
    more: object = {},
  ): ReturnType<PhysicsClient["sendGoal"]> {
    return this.sendGoal(FOLLOW, trajectoryGoal(waypoints, seconds, more));
  }

  grip(position: number, max_effort = 0): Promise<ActionEnd> {
    return this.sendGoal(GRIP, { command: { position, max_effort } }).end;
  }

  /** Asks for a snapshot as the camera thread does. */
  async look(): Promise<Extract<ToCameras, { t: "snapshot" }>> {
    const answer = new Promise<Extract<ToCameras, { t: "snapshot" }>>((resolve) => {
      const listen = (message: ToCameras): void => {
        if (message.t !== "snapshot") return;
        this.cameraPort.off("message", listen);
        resolve(message);
      };
      this.cameraPort.on("message", listen);
    });
    this.cameraPort.postMessage({ t: "look" });
    return await answer;
  }

  #wait(test: (op: FromNode) => boolean): Promise<FromNode> {
    return new Promise((resolve) => this.#waiting.push({ test, resolve }));
  }

  #send(op: ToNode): void {
    this.#port.postMessage(op);
  }
}

/** A goal through joint positions at equal times, standing at the end. */
export const trajectoryGoal = (
  waypoints: readonly number[][],
  seconds: number,
  more: object = {},
  joints: readonly string[] = ARM,
): object => ({
  trajectory: {
    joint_names: joints,
    points: waypoints.map((positions, index) => {
      const at = (index + 1) * seconds;
      const still = positions.map(() => 0);
      return {
        positions,
        velocities: still,
        accelerations: still,
        time_from_start: { sec: Math.floor(at), nanosec: Math.round((at % 1) * 1e9) },
      };
    }),
  },
  ...more,
});
