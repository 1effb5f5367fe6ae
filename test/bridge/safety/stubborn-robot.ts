import type { EventBody, RosbridgeOp } from "../../../bridge/protocol/index.ts";
import { connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import { jointPath } from "../../../bridge/robot/trajectory/joint-path.ts";
import { type MotionReport, SafetyGate } from "../../../bridge/safety/gate.ts";
import { SIX_JOINTS, urdfText } from "../robot/kinematics/arms.ts";
import { jointState, sixJointProfile } from "../robot/small-robot.ts";
import { SmallRosbridge } from "../robot/small-rosbridge.ts";

export const ESTOP = "/codeact/estop";
const SPEED_RAD_S = 0.4;

/** What a robot does not obey. */
export type Deafness = "cancel" | "hold" | "estop";

/** A small robot behind a real WebSocket whose joints go on turning when it does not obey. */
export class StubbornRobot {
  readonly server: SmallRosbridge;
  readonly events: EventBody[] = [];
  readonly deafTo = new Set<Deafness>();
  /** What every joint measures now, rad/s. */
  speed = 0;
  /** Whether what a client says on the e-stop topic comes back to it, as behind a real rosbridge. */
  echoes = true;
  #goal: string | undefined;
  #time_s = 10;
  #timer: NodeJS.Timeout | undefined;
  #robot: Robot | null = null;
  #gate: SafetyGate | null = null;

  private constructor(server: SmallRosbridge) {
    this.server = server;
  }

  static async start(changes: Record<string, unknown> = {}): Promise<StubbornRobot> {
    const server = await SmallRosbridge.start();
    server.latched.set("/robot_description", { data: urdfText("six-joint") });
    const stubborn = new StubbornRobot(server);
    stubborn.keepPublishing();
    void stubborn.#serve();
    const profile = sixJointProfile({
      wrench: null,
      detections: null,
      tf: null,
      workspace: { min: [-2, -2, -2], max: [2, 2, 2] },
      ...changes,
    });
    const emit = (event: EventBody): void => void stubborn.events.push(event);
    stubborn.#robot = await connectRobot({ url: server.url, profile, emit });
    stubborn.#gate = new SafetyGate({ robot: stubborn.#robot, emit });
    return stubborn;
  }

  get robot(): Robot {
    return this.#robot as Robot;
  }
  get gate(): SafetyGate {
    return this.#gate as SafetyGate;
  }

  /** What clients said on the e-stop topic. */
  get told(): boolean[] {
    return this.server
      .ops("publish")
      .filter(({ topic }) => topic === ESTOP)
      .map(({ msg }) => (msg as { data: boolean }).data);
  }

  /** Resolves when the bridge says that on the e-stop topic. */
  async says(data: boolean): Promise<void> {
    await this.server.next(
      (op) => op.op === "publish" && op.topic === ESTOP && (op.msg as { data: boolean }).data === data,
    );
  }

  get goals(): number {
    return this.server.ops("send_action_goal").length;
  }

  keepPublishing(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this.#time_s += 0.02;
      const velocities = [0, ...SIX_JOINTS.map(() => this.speed)];
      this.server.publish("/joint_states", jointState(this.#time_s, 0.4, velocities));
    }, 20);
  }

  fallSilent(): void {
    clearInterval(this.#timer);
  }

  /** Somebody on the robot's side says something on the e-stop topic. */
  press(data: boolean): void {
    this.server.publish(ESTOP, { data });
  }

  /** Turns the last joint through the gate; resolves when the joints were measured turning. */
  async turning(signal = new AbortController().signal): Promise<{ motion: Promise<MotionReport> }> {
    const motion = this.turn(signal);
    motion.catch(() => {});
    const refused = motion.then(() => {
      throw new Error("the motion ended before the joints were measured turning");
    });
    await Promise.race([this.measured((speed) => speed > 0.1), refused]);
    return { motion };
  }

  turn(signal = new AbortController().signal): Promise<MotionReport> {
    const { positions } = this.robot.arm();
    const end = positions.map((value, joint) => (joint === 5 ? value + 0.1 : value));
    return this.gate.moveArm({
      path: jointPath(positions, end),
      target: this.robot.model.forward(end),
      speed: { joint: 0.5 },
      mayTouch: [],
      timeoutS: null,
      signal,
    });
  }

  /** Resolves when joint states say so. */
  async measured(fits: (speed: number) => boolean): Promise<void> {
    while (!fits((await this.robot.freshArm(undefined, 5)).velocities[0] ?? Number.NaN));
  }

  /** An event that is there already or comes. */
  async event<T extends EventBody["type"]>(
    type: T,
    fits: (event: Extract<EventBody, { type: T }>) => boolean = () => true,
  ): Promise<Extract<EventBody, { type: T }>> {
    for (;;) {
      const found = this.events.find(
        (event): event is Extract<EventBody, { type: T }> =>
          event.type === type && fits(event as Extract<EventBody, { type: T }>),
      );
      if (found) return found;
      await this.robot.freshArm(undefined, 10);
    }
  }

  /** Resolves when everything that was sent to the bridge so far was taken in. */
  async takenIn(): Promise<void> {
    await this.robot.freshArm();
    await this.robot.freshArm();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#robot?.close();
    await this.server.goAway();
  }

  async #serve(): Promise<never> {
    for (;;) this.#obey(await this.server.next(() => true));
  }

  #obey(op: RosbridgeOp): void {
    if (op.op === "send_action_goal") {
      const held = this.#goal !== undefined;
      if (held && this.deafTo.has("hold")) return;
      this.#goal = op.id;
      this.speed = held ? 0 : SPEED_RAD_S;
    } else if (op.op === "cancel_action_goal") {
      if (this.deafTo.has("cancel")) return;
      this.speed = 0;
      this.server.send({
        op: "action_result",
        id: op.id,
        action: op.action,
        values: {},
        status: 5,
        result: true,
      });
    } else if (op.op === "publish" && op.topic === ESTOP) {
      if (this.echoes) this.server.publish(ESTOP, op.msg);
      if ((op.msg as { data: boolean }).data && !this.deafTo.has("estop")) this.speed = 0;
    }
  }

  /** Forgets what was told and received so far. */
  async forget(): Promise<void> {
    await this.takenIn();
    this.events.length = 0;
    this.server.received.length = 0;
  }
}
