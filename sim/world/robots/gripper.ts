import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type {
  CollisionGeom,
  GripperDrive,
  Joint,
  Link,
  MovingJoint,
  RobotDescription,
  VisualGeom,
} from "./description.ts";
import { at, boxMoments } from "./description.ts";
import { block, hullBox, tube } from "./shapes.ts";

/* A parallel gripper on a flange: z out of the hand, x along the direction in which the fingers open. */

/** What grippers differ in. Lengths in metres, forces in newtons. */
export interface GripperForm {
  /** Link that the gripper is screwed to. */
  readonly flange: string;
  readonly palm: string;
  readonly mountJoint: string;
  readonly fingers: readonly [string, string];
  readonly fingerJoints: readonly [string, string];
  readonly tip: string;
  /** The gap at the widest; each finger goes half of it. */
  readonly maxGap: number;
  /** From the flange to the root of the fingers, to their tips, and to the middle of what they hold. */
  readonly palmZ: number;
  readonly tipZ: number;
  readonly tcpZ: number;
  readonly palmMass: number;
  readonly maxForce: number;
}

type GripperParts = Pick<RobotDescription, "links" | "joints"> & { readonly drive: GripperDrive };

const PAD_THICKNESS = 0.012;
const PAD_WIDTH = 0.022;

const fingerLink = (name: string, side: 1 | -1, length: number): Link => {
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

const palmLink = ({ palm, maxGap, palmZ, palmMass }: GripperForm): Link => {
  const hull: Vec3 = [maxGap + 0.05, 0.06, palmZ];
  return {
    name: palm,
    visuals: [
      tube("joint", "z", 0.036, [0, 0.012]),
      tube("accent", "z", 0.0365, [0.012, 0.015]),
      block("shell", [maxGap + 0.004, 0.056, 0.04], 0, 0, 0.035),
      tube("shell", "z", 0.028, [0.015, 0.055], [maxGap / 2 + 0.002, 0, 0]),
      tube("shell", "z", 0.028, [0.015, 0.055], [-(maxGap / 2 + 0.002), 0, 0]),
      block("joint", [maxGap + 0.048, 0.036, 0.014], 0, 0, palmZ - 0.008),
      block("camera", [0.03, 0.018, 0.022], 0, -0.038, 0.036),
      tube("lens", "z", 0.0065, [0.046, 0.05], [0, -0.039, 0]),
    ],
    collisions: [hullBox(hull, 0, 0, palmZ / 2)],
    inertial: { mass: palmMass, center: [0, 0, palmZ / 2], moments: boxMoments(palmMass, hull) },
  };
};

/** Links, joints and drive of a gripper of the given form. */
export const parallelGripper = (form: GripperForm): GripperParts => {
  const { palm, palmZ, maxGap, maxForce } = form;
  const [left, right] = form.fingerJoints;
  const length = form.tipZ - palmZ;
  const slide = (name: string, child: string, side: 1 | -1, mimic: string | null): MovingJoint => ({
    name,
    parent: palm,
    child,
    type: "prismatic",
    origin: at(0, 0, palmZ),
    axis: [side, 0, 0],
    limit: { lower: 0, upper: maxGap / 2, effort: maxForce / 2, velocity: 0.2 },
    armature: 0.1,
    damping: 5,
    mimic,
  });
  const joints: Joint[] = [
    { name: form.mountJoint, parent: form.flange, child: palm, type: "fixed", origin: at(0, 0, 0) },
    slide(left, form.fingers[0], 1, null),
    slide(right, form.fingers[1], -1, left),
    { name: `${form.tip}_joint`, parent: palm, child: form.tip, type: "fixed", origin: at(0, 0, form.tcpZ) },
  ];
  return {
    links: [
      palmLink(form),
      fingerLink(form.fingers[0], 1, length),
      fingerLink(form.fingers[1], -1, length),
      { name: form.tip, visuals: [], collisions: [], inertial: null },
    ],
    joints,
    drive: { joints: form.fingerJoints, kp: 2000, kv: 40, maxForce },
  };
};
