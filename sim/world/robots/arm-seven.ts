import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { armSevenLinks } from "./arm-seven-links.ts";
import { at, type Joint, type MovingJoint, type RobotDescription } from "./description.ts";
import { parallelGripper } from "./gripper.ts";
import { materials } from "./materials.ts";

/*
 * A 7-joint arm of the size of a Franka Emika arm. Lengths and limits are those that the maker publishes (modified DH:
 * d1 0.333, d3 0.316, a4 0.0825, a5 -0.0825, d5 0.384, a7 0.088, flange 0.107); names, shapes and hand are our own.
 */

const quarter = Math.PI / 2;

const turn = (
  index: number,
  xyz: Vec3,
  roll: number,
  [lower, upper]: readonly [number, number],
  kind: "large" | "small",
): MovingJoint => ({
  name: `joint_${index}`,
  parent: index === 1 ? "base_link" : `link_${index - 1}`,
  child: `link_${index}`,
  type: "revolute",
  origin: { xyz, rpy: [roll, 0, 0] },
  axis: [0, 0, 1],
  limit: { lower, upper, effort: kind === "large" ? 87 : 12, velocity: kind === "large" ? 2.175 : 2.61 },
  armature: kind === "large" ? 0.2 : 0.1,
  damping: kind === "large" ? 2 : 1,
  mimic: null,
});

const turning: MovingJoint[] = [
  turn(1, [0, 0, 0.333], 0, [-2.8973, 2.8973], "large"),
  turn(2, [0, 0, 0], -quarter, [-1.7628, 1.7628], "large"),
  turn(3, [0, -0.316, 0], quarter, [-2.8973, 2.8973], "large"),
  turn(4, [0.0825, 0, 0], quarter, [-3.0718, -0.0698], "large"),
  turn(5, [-0.0825, 0.384, 0], -quarter, [-2.8973, 2.8973], "small"),
  turn(6, [0, 0, 0], quarter, [-0.0175, 3.7525], "small"),
  turn(7, [0.088, 0, 0], quarter, [-2.8973, 2.8973], "small"),
];
const flange: Joint = {
  name: "flange_joint",
  parent: "link_7",
  child: "flange",
  type: "fixed",
  origin: at(0, 0, 0.107),
};

const hand = parallelGripper({
  flange: "flange",
  palm: "hand",
  mountJoint: "hand_joint",
  fingers: ["finger_1", "finger_2"],
  fingerJoints: ["finger_joint_1", "finger_joint_2"],
  tip: "hand_tcp",
  maxGap: 0.1,
  palmZ: 0.066,
  tipZ: 0.112,
  tcpZ: 0.104,
  palmMass: 0.7,
  maxForce: 40,
});

export const armSeven: RobotDescription = {
  name: "codeact_arm_seven",
  rootLink: "base_link",
  mount: "fixed",
  materials,
  links: [...armSevenLinks, ...hand.links],
  joints: [...turning, flange, ...hand.joints],
  servos: turning.map(({ name }, index) => ({ joint: name, kp: index < 4 ? 4000 : 1000 })),
  gripper: hand.drive,
  drive: null,
  wristLink: "flange",
  lidar: null,
  touchingLinks: [
    ["base_link", "link_1"],
    ["finger_1", "finger_2"],
  ],
  home: [0, -0.785, 0, -2.356, 0, 1.571, 0],
};
