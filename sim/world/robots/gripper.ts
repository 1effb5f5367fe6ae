import type { CollisionGeom, GripperDrive, Joint, Link, MovingJoint, VisualGeom } from "./description.ts";
import { at, boxMoments } from "./description.ts";
import { block, hullBox, tube } from "./shapes.ts";

/* A parallel gripper on the flange: z out of the hand, x along the direction in which the fingers open. */

/** The gap at the widest, metres; each finger goes half of it. */
const MAX_GAP_M = 0.08;
const STROKE = MAX_GAP_M / 2;
/** From the flange to the root of the fingers, to their tips, and to the middle of what they hold. */
const PALM_Z = 0.07;
const TIP_Z = 0.145;
const TCP_Z = 0.137;
const PAD_THICKNESS = 0.012;
const PAD_WIDTH = 0.022;

const finger = (name: string, side: 1 | -1): Link => {
  const length = TIP_Z - PALM_Z;
  const visuals: VisualGeom[] = [
    block("carriage", [0.022, 0.026, 0.018], side * 0.013, 0, 0.009),
    block("shell", [0.011, 0.02, length - 0.012], side * 0.0125, 0, length / 2 + 0.004),
    block("rubber", [0.007, PAD_WIDTH, 0.034], side * 0.0035, 0, length - 0.017),
    block("accent", [0.0112, 0.0202, 0.004], side * 0.0125, 0, 0.024),
  ];
  const pad: CollisionGeom = {
    shape: { type: "box", size: [PAD_THICKNESS, PAD_WIDTH, length] },
    origin: at((side * PAD_THICKNESS) / 2, 0, length / 2),
    surface: "pad",
  };
  const moments = boxMoments(0.05, [PAD_THICKNESS, PAD_WIDTH, length]);
  return {
    name,
    visuals,
    collisions: [pad],
    inertial: { mass: 0.05, center: [side * 0.006, 0, length / 2], moments },
  };
};

const palm: Link = {
  name: "gripper_base",
  visuals: [
    tube("joint", "z", 0.036, [0, 0.012]),
    tube("accent", "z", 0.0365, [0.012, 0.015]),
    block("shell", [0.084, 0.056, 0.04], 0, 0, 0.035),
    tube("shell", "z", 0.028, [0.015, 0.055], [0.042, 0, 0]),
    tube("shell", "z", 0.028, [0.015, 0.055], [-0.042, 0, 0]),
    block("joint", [0.128, 0.036, 0.014], 0, 0, 0.062),
    block("camera", [0.03, 0.018, 0.022], 0, -0.038, 0.036),
    tube("lens", "z", 0.0065, [0.046, 0.05], [0, -0.039, 0]),
  ],
  collisions: [hullBox([0.13, 0.06, PALM_Z], 0, 0, PALM_Z / 2)],
  inertial: { mass: 0.6, center: [0, 0, 0.035], moments: boxMoments(0.6, [0.13, 0.06, PALM_Z]) },
};

export const gripperLinks: readonly Link[] = [
  palm,
  finger("left_finger", 1),
  finger("right_finger", -1),
  { name: "tcp", visuals: [], collisions: [], inertial: null },
];

const slide = (name: string, child: string, side: 1 | -1, mimic: string | null): MovingJoint => ({
  name,
  parent: "gripper_base",
  child,
  type: "prismatic",
  origin: at(0, 0, PALM_Z),
  axis: [side, 0, 0],
  limit: { lower: 0, upper: STROKE, effort: 15, velocity: 0.2 },
  armature: 0.1,
  damping: 5,
  mimic,
});

export const gripperJoints: readonly Joint[] = [
  { name: "gripper_mount", parent: "tool0", child: "gripper_base", type: "fixed", origin: at(0, 0, 0) },
  slide("left_finger_joint", "left_finger", 1, null),
  slide("right_finger_joint", "right_finger", -1, "left_finger_joint"),
  { name: "tcp_joint", parent: "gripper_base", child: "tcp", type: "fixed", origin: at(0, 0, TCP_Z) },
];

export const gripperDrive: GripperDrive = {
  joints: ["left_finger_joint", "right_finger_joint"],
  kp: 2000,
  kv: 40,
  maxForce: 30,
};
