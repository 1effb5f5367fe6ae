import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { armLinks } from "./arm-links.ts";
import { at, type Joint, type MovingJoint, type RobotDescription } from "./description.ts";
import { parallelGripper } from "./gripper.ts";
import { materials } from "./materials.ts";

/*
 * A 6-joint arm of the size of a UR5e on a low column. Lengths, limits and masses are those that Universal Robots
 * publishes for the UR5e (DH parameters d1 0.1625, a2 -0.425, a3 -0.3922, d4 0.1333, d5 0.0997, d6 0.0996); a DH row
 * (a, d, alpha) is the origin (a, 0, d) and a roll of alpha of the next joint.
 */

/** Height of the column under the arm: with it the tool, pointing down, reaches z 0.01 to 0.4 out to radius 0.72 m. */
const COLUMN_M = 0.17;
const D1 = 0.1625;
const A2 = -0.425;
const A3 = -0.3922;
const D4 = 0.1333;
const D5 = 0.0997;
const D6 = 0.0996;

const turn = (
  name: string,
  parent: string,
  child: string,
  xyz: Vec3,
  rpy: Vec3,
  kind: "large" | "small",
  range = 2 * Math.PI,
): MovingJoint => ({
  name,
  parent,
  child,
  type: "revolute",
  origin: { xyz, rpy },
  axis: [0, 0, 1],
  limit: { lower: -range, upper: range, effort: kind === "large" ? 150 : 28, velocity: Math.PI },
  armature: kind === "large" ? 0.2 : 0.1,
  damping: kind === "large" ? 2 : 1,
  mimic: null,
});

const quarter = Math.PI / 2;
const joints: Joint[] = [
  // The half turn makes a pan of 0 point along +x, as in the maker's base_link.
  turn("shoulder_pan_joint", "base_link", "shoulder_link", [0, 0, COLUMN_M + D1], [0, 0, Math.PI], "large"),
  turn("shoulder_lift_joint", "shoulder_link", "upper_arm_link", [0, 0, 0], [quarter, 0, 0], "large"),
  turn("elbow_joint", "upper_arm_link", "forearm_link", [A2, 0, 0], [0, 0, 0], "large", Math.PI),
  turn("wrist_1_joint", "forearm_link", "wrist_1_link", [A3, 0, 0], [0, 0, 0], "small"),
  turn("wrist_2_joint", "wrist_1_link", "wrist_2_link", [0, 0, D4], [quarter, 0, 0], "small"),
  turn("wrist_3_joint", "wrist_2_link", "wrist_3_link", [0, 0, D5], [-quarter, 0, 0], "small"),
  { name: "flange", parent: "wrist_3_link", child: "tool0", type: "fixed", origin: at(0, 0, D6) },
];

const hand = parallelGripper({
  flange: "tool0",
  palm: "gripper_base",
  mountJoint: "gripper_mount",
  fingers: ["left_finger", "right_finger"],
  fingerJoints: ["left_finger_joint", "right_finger_joint"],
  tip: "tcp",
  maxGap: 0.08,
  palmZ: 0.07,
  tipZ: 0.145,
  tcpZ: 0.137,
  palmMass: 0.6,
  maxForce: 30,
});

export const arm: RobotDescription = {
  name: "codeact_arm",
  rootLink: "base_link",
  mount: "fixed",
  materials,
  links: [...armLinks, ...hand.links],
  joints: [...joints, ...hand.joints],
  servos: joints
    .filter((joint) => joint.type !== "fixed")
    .map((joint, index) => ({ joint: joint.name, kp: index < 3 ? 4000 : 1000 })),
  gripper: hand.drive,
  drive: null,
  wristLink: "tool0",
  lidar: null,
  touchingLinks: [
    ["base_link", "shoulder_link"],
    ["left_finger", "right_finger"],
  ],
  home: [0, -1.5708, 1.5708, -1.5708, -1.5708, 0],
};
