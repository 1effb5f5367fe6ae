import type { EventBody, RosbridgeOp } from "../../../bridge/protocol/index.ts";
import { connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import { jointPath } from "../../../bridge/robot/trajectory/joint-path.ts";
import { type MotionReport, SafetyGate } from "../../../bridge/safety/gate.ts";
import { SIX_JOINTS, urdfText } from "../robot/kinematics/arms.ts";
import { sixJointProfile } from "../robot/small-robot.ts";
import { SmallRosbridge } from "../robot/small-rosbridge.ts";

export const ACTION = "/arm/follow_joint_trajectory";
export const TOPIC = "/arm/joint_trajectory";
const TICK_S = 0.02;

interface Point {
  readonly time_s: number;
  readonly positions: readonly number[];
}
/** A goal of actionlib that the controller follows, or has just ended. */
interface Goal {
  readonly id: string;
  status: number;
}

export interface MovingRobotOptions {
  readonly ros?: 1 | 2;
  readonly actionOperations?: SmallRosbridge["actionOperations"];
  /** Changes of the profile. */
  readonly profile?: Record<string, unknown>;
  readonly arm?: Record<string, unknown>;
  /** Who listens for trajectories on the topic, which rosapi then lists. */
  readonly topicListens?: boolean;
}

/**
 * An arm behind a real WebSocket whose measured joints follow the trajectories that reach it: by actionlib's topics in
 * ROS 1, where everything is spelt as there, or by the trajectory topic. It knows no action operations.
 */
export class MovingRobot {
  readonly server: SmallRosbridge;
  readonly events: EventBody[] = [];
  readonly #ros: 1 | 2;
  readonly #topicListens: boolean;
  /** What the controller does not do. */
  readonly deafTo = new Set<"goal" | "cancel" | "trajectory">();
  /** Stops following in the midst of a motion, where it is. */
  stuckAfter_s = Number.POSITIVE_INFINITY;
  positions = SIX_JOINTS.map((_, joint) => 0.4 + joint / 100);
  velocities = SIX_JOINTS.map(() => 0);
  trajectories = 0;
  #time_s = 100;
  #points: Point[] = [];
  #started_s = 0;
  #from: readonly number[] = [];
  #goal: Goal | null = null;
  #status: Goal[] = [];
  #statusSays = true;
  #ticks = 0;
  #timer: NodeJS.Timeout | undefined;
  #robot: Robot | null = null;
  #gate: SafetyGate | null = null;

  private constructor(server: SmallRosbridge, options: MovingRobotOptions) {
    this.server = server;
    this.#ros = options.ros ?? 2;
    this.#topicListens = options.topicListens ?? true;
  }

  static async start(options: MovingRobotOptions = {}): Promise<MovingRobot> {
    const server = await SmallRosbridge.start();
    const moving = new MovingRobot(server, options);
    server.actionOperations = options.actionOperations ?? "ignored";
    moving.#serve();
    const type =
      moving.#ros === 1 ? "control_msgs/FollowJointTrajectory" : "control_msgs/action/FollowJointTrajectory";
    const plain = sixJointProfile();
    const profile = sixJointProfile({
      ros_version: moving.#ros,
      arm: { ...plain.arm, trajectory_action: { name: ACTION, type }, ...options.arm },
      wrench: null,
      detections: null,
      tf: null,
      workspace: { min: [-2, -2, -2], max: [2, 2, 2] },
      ...options.profile,
    });
    const emit = (event: EventBody): void => void moving.events.push(event);
    moving.#robot = await connectRobot({ url: server.url, profile, emit });
    moving.#gate = new SafetyGate({ robot: moving.#robot, emit });
    return moving;
  }

  get robot(): Robot {
    return this.#robot as Robot;
  }
  get gate(): SafetyGate {
    return this.#gate as SafetyGate;
  }
  get moves(): boolean {
    return this.velocities.some((velocity) => Math.abs(velocity) > 0.01);
  }

  /** Every type that the client ever named. */
  get types(): string[] {
    return this.server.received.flatMap((op) => {
      const { type, action_type } = op as { type?: string; action_type?: string };
      return [type, action_type].filter((one) => one !== undefined);
    });
  }

  published(topic: string): unknown[] {
    return this.server
      .ops("publish")
      .filter((op) => op.topic === topic)
      .map(({ msg }) => msg);
  }

  /** Turns the last joint through the gate. */
  async turn(by_rad: number, signal = new AbortController().signal): Promise<MotionReport> {
    const { positions } = await this.robot.freshArm(undefined, 5);
    const end = positions.map((value, joint) => (joint === 5 ? value + by_rad : value));
    return this.gate.moveArm({
      path: jointPath(positions, end),
      target: this.robot.model.forward(end),
      speed: { joint: 0.5 },
      mayTouch: [],
      timeoutS: null,
      signal,
    });
  }

  /** Resolves when a joint state says so. */
  async measured(fits: (reading: { positions: number[]; velocities: number[] }) => boolean): Promise<void> {
    while (!fits(await this.robot.freshArm(undefined, 5)));
  }

  /** The controller's status falls silent, as when its node died; its arm stands. */
  die(): void {
    this.#statusSays = false;
    this.#status = [];
    this.#goal = null;
    this.#stand();
  }

  /** The controller is started anew and knows of no goal; the arm stands. */
  restart(): void {
    this.die();
    this.#statusSays = true;
  }

  /** Somebody else's goal takes over: the arm stands, ours is preempted. */
  preempt(): void {
    this.#stand();
    this.#end(2);
  }

  /** Somebody else sends the arm somewhere. */
  command(positions: readonly number[], time_s: number): void {
    this.#points = [{ time_s, positions }];
    this.#from = this.positions;
    this.#started_s = this.#time_s;
  }

  pause(): void {
    clearInterval(this.#timer);
  }
  resume(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), TICK_S * 1000);
  }

  async close(): Promise<void> {
    this.pause();
    await this.#robot?.close();
    await this.server.goAway();
  }

  #serve(): void {
    const { server } = this;
    const urdf = urdfText("six-joint");
    if (this.#ros === 1)
      server.services.set("/rosapi/get_param", (args) => {
        // rosbridge refuses a request with a field that its type has not.
        const { name, default: fallback, ...rest } = args as Record<string, string>;
        if (Object.keys(rest).length > 0 || fallback === undefined)
          throw new Error(`no field ${Object.keys(rest)}`);
        return { value: name === "/robot_description" ? JSON.stringify(urdf) : "" };
      });
    else server.latched.set("/robot_description", { data: urdf });
    server.services.set("/rosapi/topics", () => ({
      topics: ["/joint_states", ...(this.#topicListens ? [TOPIC] : [])],
      types: [
        "sensor_msgs/msg/JointState",
        ...(this.#topicListens ? ["trajectory_msgs/msg/JointTrajectory"] : []),
      ],
    }));
    server.onOp = (op) => this.#obey(op);
    this.resume();
  }

  #obey(op: RosbridgeOp): void {
    if (op.op !== "publish") return;
    const msg = op.msg as unknown;
    if (op.topic === TOPIC && this.#topicListens && !this.deafTo.has("trajectory")) this.#follow(op.msg);
    if (op.topic === `${ACTION}/goal` && !this.deafTo.has("goal")) {
      this.#end(2); // a new goal takes over
      const { goal_id, goal } = msg as { goal_id: { id: string }; goal: { trajectory: unknown } };
      this.#goal = { id: goal_id.id, status: 1 };
      this.#status.push(this.#goal);
      this.#follow(goal.trajectory);
    }
    if (op.topic === `${ACTION}/cancel` && !this.deafTo.has("cancel")) {
      const { id } = msg as { id: string };
      // Without an id it is every goal.
      if (id !== "" && id !== this.#goal?.id) return;
      this.#stand();
      this.#end(2);
    }
  }

  #follow(trajectory: unknown): void {
    const { points } = trajectory as {
      points: { positions: number[]; time_from_start: Record<string, number> }[];
    };
    const [whole, rest] = this.#ros === 1 ? (["secs", "nsecs"] as const) : (["sec", "nanosec"] as const);
    this.trajectories += 1;
    this.#points = points.map(({ positions, time_from_start: time }) => ({
      positions,
      time_s: (time[whole] ?? Number.NaN) + (time[rest] ?? Number.NaN) * 1e-9,
    }));
    this.#from = this.positions;
    this.#started_s = this.#time_s;
  }

  #stand(): void {
    this.#points = [];
    this.velocities = SIX_JOINTS.map(() => 0);
  }

  #tick(): void {
    this.#time_s += TICK_S;
    this.#ticks += 1;
    this.#move();
    const stamp = this.#stamp(this.#time_s);
    this.server.publish("/joint_states", {
      header: { stamp, frame_id: "" },
      name: [...SIX_JOINTS, "finger_left_joint"],
      position: [...this.positions, 0.03],
      velocity: [...this.velocities, 0],
      effort: [],
    });
    if (this.#ros === 1 && this.#statusSays && this.#ticks % 10 === 0)
      this.server.publish(`${ACTION}/status`, {
        header: { stamp, frame_id: "" },
        status_list: this.#status.map((goal) => this.#goalStatus(goal)),
      });
  }

  #move(): void {
    const elapsed = this.#time_s - this.#started_s;
    const end = this.#points.at(-1);
    if (!end) return;
    if (elapsed > this.stuckAfter_s) return this.#stand();
    const next = this.#points.findIndex(({ time_s }) => time_s >= elapsed);
    const to = this.#points[next] ?? end;
    const from = this.#points[next - 1] ?? { time_s: 0, positions: this.#from };
    const share =
      next === -1 ? 1 : Math.min(1, (elapsed - from.time_s) / Math.max(1e-9, to.time_s - from.time_s));
    const before = this.positions;
    this.positions = to.positions.map((value, joint) => {
      const start = from.positions[joint] ?? value;
      return start + share * (value - start);
    });
    this.velocities = this.positions.map((value, joint) => (value - (before[joint] ?? value)) / TICK_S);
    if (next !== -1) return;
    this.#stand();
    this.#end(3);
  }

  #end(status: number): void {
    const goal = this.#goal;
    if (!goal) return;
    this.#goal = null;
    goal.status = status;
    this.server.publish(`${ACTION}/result`, {
      header: { stamp: this.#stamp(this.#time_s), frame_id: "" },
      status: this.#goalStatus(goal),
      result: { error_code: 0, error_string: "" },
    });
  }

  #goalStatus({ id, status }: Goal): object {
    return { goal_id: { stamp: this.#stamp(0), id }, status, text: "" };
  }

  #stamp(time_s: number): object {
    const whole = Math.floor(time_s);
    const rest = Math.round((time_s - whole) * 1e9);
    return this.#ros === 1 ? { secs: whole, nsecs: rest } : { sec: whole, nanosec: rest };
  }
}
