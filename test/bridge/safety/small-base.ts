import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EventBody, nsToStamp, Profile, type RosbridgeOp } from "../../../bridge/protocol/index.ts";
import { connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import type { Approval } from "../../../bridge/safety/approval.ts";
import { SafetyGate } from "../../../bridge/safety/gate.ts";
import { type Call, programCalls } from "../program-calls.ts";
import { SmallRosbridge } from "../robot/small-rosbridge.ts";

/** Seconds between two odometry messages. */
const TICK_S = 0.02;
/** A base that hears nothing for this long stands by itself, seconds. */
const WATCHDOG_S = 0.4;

export const baseProfile = (
  base: Record<string, unknown> = {},
  rest: Record<string, unknown> = {},
): Profile =>
  Profile.parse({
    name: "small_base",
    frames: { base: "base_link" },
    robot_description: { topic: "/robot_description" },
    tf: { topic: "/tf", object_frames: false },
    base: {
      cmd_vel: { topic: "/cmd_vel" },
      odom: { topic: "/odom" },
      navigate_action: { name: "/navigate_to_pose", type: "nav2_msgs/action/NavigateToPose" },
      limits: { linear_m_s: 0.5, angular_rad_s: 1.5, linear_m_s2: 1, angular_rad_s2: 3 },
      ...base,
    },
    ...rest,
  });

/** A velocity that was received, and when by wall clock, milliseconds. */
export interface Heard {
  readonly linear: number;
  readonly angular: number;
  readonly at_ms: number;
}

/** A base with two wheels behind a real WebSocket: it integrates what it is told, and publishes odometry and tf. */
export class SmallBase {
  readonly server: SmallRosbridge;
  readonly events: EventBody[] = [];
  readonly receipts: { receipt: Record<string, unknown>; text: string }[] = [];
  readonly heard: Heard[] = [];
  /** What it does with a velocity: as told, not at all, or without ever slowing down. */
  behaviour: "obeys" | "blocked" | "deaf to zero" = "obeys";
  /** What it makes of a speed. */
  gain = 1;
  /** Where the odometry's frame is on the map; null while it is not localised. */
  map: { x: number; y: number } | null = { x: 1, y: 2 };
  x = 0;
  y = 0;
  yaw = 0;
  linear = 0;
  angular = 0;
  #time_s = 10;
  #told_s = 0;
  #timer: NodeJS.Timeout | undefined;
  #robot: Robot | null = null;
  #gate: SafetyGate | null = null;
  #call: Call | null = null;
  #over = false;

  private constructor(server: SmallRosbridge) {
    this.server = server;
  }

  static async start(
    profile: Profile = baseProfile(),
    approval?: Pick<Approval, "motion">,
    described = true,
  ): Promise<SmallBase> {
    const server = await SmallRosbridge.start();
    if (described) server.latched.set("/robot_description", { data: "<robot name='small_base'/>" });
    const base = new SmallBase(server);
    base.goOn();
    void base.#listen(profile.base?.cmd_vel.topic ?? "");
    const emit = (event: EventBody): void => void base.events.push(event);
    base.#robot = await connectRobot({ url: server.url, profile, emit });
    base.#gate = new SafetyGate({ robot: base.#robot, emit, approval });
    base.#call = programCalls({
      robot: base.robot,
      gate: base.gate,
      workDir: await mkdtemp(join(tmpdir(), "codeact-test-")),
      onReceipt: (receipt, text) => void base.receipts.push({ receipt, text }),
    });
    return base;
  }

  get robot(): Robot {
    return this.#robot as Robot;
  }
  get gate(): SafetyGate {
    return this.#gate as SafetyGate;
  }

  /** Calls a primitive as a program does. */
  get call(): Call {
    return this.#call as Call;
  }

  /** Publishes odometry, and moves on. */
  goOn(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), TICK_S * 1000);
  }

  /** Nothing is measured any more. */
  fallSilent(): void {
    clearInterval(this.#timer);
  }

  /** Resolves once the base has gone so far, metres. */
  async went(distance_m: number): Promise<void> {
    while (Math.hypot(this.x, this.y) < distance_m) await this.robot.freshBase();
  }

  goals(): Extract<RosbridgeOp, { op: "send_action_goal" }>[] {
    return this.server.ops("send_action_goal");
  }

  /** Ends the navigation goal that was sent last. */
  endGoal(status: number, values: Record<string, unknown> = {}): void {
    const { id, action } = this.goals().at(-1) ?? {};
    this.server.send({ op: "action_result", id, action, values, status, result: status === 4 });
  }

  async close(): Promise<void> {
    this.#over = true;
    this.fallSilent();
    await this.#robot?.close();
    await this.server.goAway();
  }

  async #listen(topic: string): Promise<void> {
    while (!this.#over) {
      const op = await this.server.next((one) => one.op === "publish" && one.topic === topic);
      const msg = (op as { msg: unknown }).msg as { twist?: Twist } & Twist;
      const { linear, angular } = msg.twist ?? msg;
      this.heard.push({ linear: linear.x, angular: angular.z, at_ms: performance.now() });
      this.#told_s = this.#time_s;
      const isZero = linear.x === 0 && angular.z === 0;
      if (this.behaviour === "deaf to zero" && isZero) continue;
      [this.linear, this.angular] = [linear.x * this.gain, angular.z * this.gain];
    }
  }

  #tick(): void {
    this.#time_s += TICK_S;
    if (this.behaviour === "obeys" && this.#time_s - this.#told_s > WATCHDOG_S)
      [this.linear, this.angular] = [0, 0];
    const moves = this.behaviour === "blocked" ? 0 : 1;
    this.yaw += moves * this.angular * TICK_S;
    this.x += moves * this.linear * Math.cos(this.yaw) * TICK_S;
    this.y += moves * this.linear * Math.sin(this.yaw) * TICK_S;
    const stamp = nsToStamp(BigInt(Math.round(this.#time_s * 1e9)));
    const turned = (yaw: number) => ({ x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) });
    const transform = (parent: string, child: string, x: number, y: number, yaw: number) => ({
      header: { stamp, frame_id: parent },
      child_frame_id: child,
      transform: { translation: { x, y, z: 0 }, rotation: turned(yaw) },
    });
    const { map } = this;
    this.server.publish("/tf", {
      transforms: [
        transform("odom", "base_link", this.x, this.y, this.yaw),
        ...(map ? [transform("map", "odom", map.x, map.y, 0)] : []),
      ],
    });
    this.server.publish("/odom", {
      header: { stamp, frame_id: "odom" },
      child_frame_id: "base_link",
      pose: { pose: { position: { x: this.x, y: this.y, z: 0 }, orientation: turned(this.yaw) } },
      twist: {
        twist: {
          linear: { x: moves * this.linear, y: 0, z: 0 },
          angular: { x: 0, y: 0, z: moves * this.angular },
        },
      },
    });
  }
}

interface Twist {
  linear: { x: number };
  angular: { z: number };
}
