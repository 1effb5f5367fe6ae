/* What arm.py and its stand-in say and hear, as rosbridge spells it. */

export const JOINTS = [
  "shoulder_pan",
  "shoulder_lift",
  "elbow",
  "wrist_1_joint",
  "wrist_2_joint",
  "wrist_3_joint",
];
export const FINGERS = ["finger_left_joint"];
export const HOME = [0, -1.5708, 1.5708, -1.5708, -1.5708, 0];
export const TRAJECTORY = "/joint_trajectory_controller/joint_trajectory";

interface Time {
  readonly sec: number;
  readonly nanosec: number;
}
export interface JointStateMessage {
  readonly header: { readonly stamp: Time; readonly frame_id: string };
  readonly name: string[];
  readonly position: number[];
  readonly velocity: number[];
}
export interface TrajectoryMessage {
  readonly joint_names: string[];
  readonly points: { readonly positions: number[]; readonly time_from_start: Time }[];
}
