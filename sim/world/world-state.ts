import type { Vec3 } from "../../bridge/protocol/index.ts";
import type { PhysicsState } from "./physics-state.ts";

/** The physics blew up: MuJoCo met a NaN or an absurd number and threw its state away. */
export class PhysicsDiverged extends Error {
  override readonly name = "PhysicsDiverged";
}

/** Everything that a later `restore` needs to go on exactly from here. */
export interface WorldState extends PhysicsState {
  readonly steps: number;
}

/** Linear (m/s) and angular (rad/s) velocity in the scene's frame. */
export interface Twist {
  readonly linear: Vec3;
  readonly angular: Vec3;
}
