import type { Quat, Stamp, Vec3 } from "../../bridge/protocol/index.ts";
import type { Transform } from "../world/math.ts";

/* ROS spellings of plain numbers. */

export interface Header {
  readonly stamp: Stamp;
  readonly frame_id: string;
}

export const stampOf = (ns: bigint): Stamp => ({
  sec: Number(ns / 1_000_000_000n),
  nanosec: Number(ns % 1_000_000_000n),
});

/** builtin_interfaces/msg/Duration of non-negative seconds. */
export const durationOf = (seconds: number): Stamp => stampOf(BigInt(Math.round(seconds * 1e9)));

/** geometry_msgs/msg/Vector3 or Point */
export const xyz = ([x, y, z]: Vec3): { x: number; y: number; z: number } => ({ x, y, z });

/** geometry_msgs/msg/Quaternion */
export const xyzw = ([x, y, z, w]: Quat): { x: number; y: number; z: number; w: number } => ({ x, y, z, w });

/** geometry_msgs/msg/Pose */
export const poseMessage = ({ position, orientation }: Transform): object => ({
  position: xyz(position),
  orientation: xyzw(orientation),
});

/** geometry_msgs/msg/TransformStamped */
export const transformMessage = (
  header: Header,
  child: string,
  { position, orientation }: Transform,
): object => ({
  header,
  child_frame_id: child,
  transform: { translation: xyz(position), rotation: xyzw(orientation) },
});
