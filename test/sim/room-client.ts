import type { Scene } from "../../sim/world/scenes/scene.ts";
import { makeScene } from "../../sim/world/scenes/scenes.ts";
import { type ActionEnd, PhysicsClient } from "./physics-client.ts";

export const NAVIGATE = "/navigate_to_pose";
const STEPS_A_SECOND = 500;

/** Where the base is on the map, by /odom, and how fast; metres, radians. */
export interface BaseState {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly linear: number;
  readonly angular: number;
  readonly stampS: number;
}

/** The real physics thread of scene `room`. */
export class RoomClient {
  readonly physics: PhysicsClient;
  readonly scene: Scene;

  private constructor(physics: PhysicsClient, scene: Scene) {
    this.physics = physics;
    this.scene = scene;
  }

  static async start({ seed = 1, clock = "fast" as "fast" | "realtime" } = {}): Promise<RoomClient> {
    const physics = await PhysicsClient.start({ scene: "room", seed, clock });
    physics.subscribe("/odom");
    return new RoomClient(physics, makeScene("room", seed));
  }

  close(): Promise<void> {
    return this.physics.close();
  }

  /** The newest state that was published. */
  state(message = this.physics.published("/odom").at(-1)): BaseState {
    const { position, orientation: q } = message.pose.pose;
    const { linear, angular } = message.twist.twist;
    const [startX, startY] = this.scene.start.position;
    const { sec, nanosec } = message.header.stamp;
    return {
      x: startX + position.x,
      y: startY + position.y,
      yaw: 2 * Math.atan2(q.z, q.w),
      linear: linear.x,
      angular: angular.z,
      stampS: sec + nanosec / 1e9,
    };
  }

  /** The next state to be published. */
  async next(): Promise<BaseState> {
    return this.state(await this.physics.next("/odom"));
  }

  async step(seconds: number): Promise<void> {
    await this.physics.call("/step_simulation", { steps: Math.round(seconds * STEPS_A_SECOND) });
  }

  twist(linear: number, angular: number): void {
    this.physics.publish("/cmd_vel", {
      linear: { x: linear, y: 0, z: 0 },
      angular: { x: 0, y: 0, z: angular },
    });
  }

  /** Drives as a bridge does: says the speed again and again, lets time pass in between, then stops and waits. */
  async drive(linear: number, angular: number, seconds: number): Promise<BaseState> {
    for (let at = 0; at < seconds - 1e-9; at += 0.05) {
      this.twist(linear, angular);
      await this.step(0.05);
    }
    this.twist(0, 0);
    await this.step(0.02);
    return this.state();
  }

  go(
    x: number,
    y: number,
    yaw = 0,
    frame_id = "map",
  ): { id: string; end: Promise<ActionEnd>; feedback: () => any[] } {
    const orientation = { x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) };
    const pose = { header: { frame_id }, pose: { position: { x, y, z: 0 }, orientation } };
    return this.physics.sendGoal(NAVIGATE, { pose, behavior_tree: "" });
  }
}
