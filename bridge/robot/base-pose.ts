import { type BasePose, baseOf, type Pose, type Quat } from "../protocol/index.ts";
import { compose, invert } from "./kinematics/rotation.ts";
import type { Placement } from "./kinematics/types.ts";
import type { BaseReading, Robot } from "./robot.ts";

/** A pose in the plane: metres, radians. */
export interface Pose2 {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

/** An angle brought between -π and π, radians. */
export const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/** `b` given in the frame that stands at `a`, in the frame of `a`. */
export const compose2 = (a: Pose2, b: Pose2): Pose2 => ({
  x_m: a.x_m + Math.cos(a.yaw_rad) * b.x_m - Math.sin(a.yaw_rad) * b.y_m,
  y_m: a.y_m + Math.sin(a.yaw_rad) * b.x_m + Math.cos(a.yaw_rad) * b.y_m,
  yaw_rad: wrapped(a.yaw_rad + b.yaw_rad),
});

/** The pose of odometry itself, in its own frame. */
const odometryPose = ({ x_m, y_m, yaw_rad, frame_id, stamp_s }: BaseReading): BasePose => ({
  x_m,
  y_m,
  yaw_rad,
  frame_id,
  stamp_s,
});

/**
 * Where the frame of odometry stands on the map, by tf: odometry is the fresher of the two, and the map's correction of
 * it changes slowly. Null when no transform leads from the map to the robot.
 */
export const mapFromOdometry = async (robot: Robot): Promise<Pose2 | null> => {
  const { map_frame, frame } = baseOf(robot.profile);
  const reading = robot.base();
  if (map_frame === reading.frame_id) return { x_m: 0, y_m: 0, yaw_rad: 0 };
  const [map, odometry, base] = await Promise.all([
    robot.frame(map_frame),
    robot.frame(reading.frame_id),
    robot.frame(frame),
  ]);
  if (!map) return null;
  if (odometry) return flat(compose(invert(map), odometry));
  if (!base) return null;
  // Without a transform of odometry the robot's own is taken, and odometry is subtracted from it.
  return compose2(flat(compose(invert(map), base)), inverse2(reading));
};

/** Where the base is: on the map where that is known, else by odometry. @throws as Robot.base does */
export const basePose = async (robot: Robot): Promise<BasePose> => {
  const map = await mapFromOdometry(robot);
  const reading = robot.base();
  if (!map) return odometryPose(reading);
  return {
    ...compose2(map, reading),
    frame_id: baseOf(robot.profile).map_frame,
    stamp_s: reading.stamp_s,
  };
};

/** Quaternion of a yaw, for a base in the plane. */
export const yawQuaternion = (yaw_rad: number): { x: number; y: number; z: number; w: number } => ({
  x: 0,
  y: 0,
  z: Math.sin(yaw_rad / 2),
  w: Math.cos(yaw_rad / 2),
});

/** Yaw of a quaternion (REP-103), radians. */
export const yawOf = ([x, y, z, w]: Quat): number => Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));

const flat = ({ position, orientation }: Placement | Pose): Pose2 => ({
  x_m: position[0],
  y_m: position[1],
  yaw_rad: yawOf(orientation),
});

const inverse2 = ({ x_m, y_m, yaw_rad }: Pose2): Pose2 => ({
  x_m: -Math.cos(yaw_rad) * x_m - Math.sin(yaw_rad) * y_m,
  y_m: Math.sin(yaw_rad) * x_m - Math.cos(yaw_rad) * y_m,
  yaw_rad: -yaw_rad,
});
