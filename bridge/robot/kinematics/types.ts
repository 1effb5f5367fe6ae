import type { Pose, Quat, Vec3 } from "../../protocol/index.ts";

/** Where something is and how it is turned, in a frame that the context names. */
export type Placement = Pick<Pose, "position" | "orientation">;

/** What the URDF allows a joint: rad, rad/s, Nm (m, m/s, N where prismatic). Continuous joints get ±2π. */
export interface JointLimit {
  lower: number;
  upper: number;
  velocity: number;
  effort: number;
}

/** A known thing beside the robot; `size_m` is its extent along its own x, y, z; `pose` its centre, base frame. */
export interface Obstacle {
  name: string;
  /** "container": open at the top (bowl, open box); only its walls and bottom are solid. */
  shape: "box" | "cylinder" | "sphere" | "container";
  size_m: Vec3;
  pose: { position: Vec3; orientation: Quat };
  /** Containers only: true for a round one such as a bowl. Default false. */
  round?: boolean;
  /** Containers only: thickness of walls and bottom, metres. Default 0.005. */
  wall_m?: number;
}

/** Two things closer than allowed. `a`: a link, or the held object; `b`: a link, an obstacle, or "table". */
export interface Contact {
  a: string;
  b: string;
  /** Negative when they overlap. */
  distance_m: number;
}

/** Which contacts count. */
export interface ContactOptions {
  /** Names (obstacles, links, "table") whose contacts do not count. */
  mayTouch?: readonly string[];
  /** Makes near misses count, metres. */
  margin_m?: number;
  /** Pairs already in touch: their contact counts only once it is 2 mm deeper than given here. */
  allowed?: readonly Contact[];
}

/** The first posture of a path that collides. */
export interface Collision {
  /** The path point that it collides at, or on the way to which it does. */
  index: number;
  contact: Contact;
  /** The joint positions of the collision, radians. */
  q: number[];
}

/** What the solver found; when not `ok`, `q` is the closest posture found and the errors say how close. */
export interface IkResult {
  ok: boolean;
  q: number[];
  error_m: number;
  error_rad: number;
  /** Why not, with numbers; empty when ok. */
  reason: string;
}

export interface IkOptions {
  /** Joint positions to start from and to stay near, radians. */
  seed: readonly number[];
  /** Most postures to start from, the seed included. Default 32. */
  starts?: number;
  tolerance_m?: number;
  tolerance_rad?: number;
}
