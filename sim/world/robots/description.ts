import type { Vec3 } from "../../../bridge/protocol/index.ts";

/*
 * A robot as plain numbers: the one source of which both the URDF (urdf.ts) and the physics (mjcf.ts) are written.
 * Metres, radians, kilograms, newtons. Frames as in URDF: a link's frame is its joint's frame.
 */

/** Pose of a shape or joint in its link; rpy are fixed-axis roll, pitch, yaw. */
export interface Origin {
  readonly xyz: Vec3;
  readonly rpy: Vec3;
}

/** Primitive shapes. Boxes have full edge lengths; cylinders and capsules lie along their own z. */
export type Shape =
  | { readonly type: "box"; readonly size: Vec3 }
  | { readonly type: "cylinder"; readonly radius: number; readonly length: number }
  | { readonly type: "sphere"; readonly radius: number }
  /** `length` is that of the straight part. */
  | { readonly type: "capsule"; readonly radius: number; readonly length: number };

export interface VisualGeom {
  readonly shape: Shape;
  readonly origin: Origin;
  /** A key of `materials`. */
  readonly material: string;
}

export interface CollisionGeom {
  readonly shape: Shape;
  readonly origin: Origin;
  /** Finger pads and wheels grip: they get the friction of rubber; a caster has none. */
  readonly surface: "arm" | "pad" | "wheel" | "caster";
}

/** Mass, centre of mass and principal moments about axes parallel to the link's, about that centre. */
export interface Inertial {
  readonly mass: number;
  readonly center: Vec3;
  readonly moments: Vec3;
}

export interface Link {
  readonly name: string;
  readonly visuals: readonly VisualGeom[];
  readonly collisions: readonly CollisionGeom[];
  readonly inertial: Inertial | null;
}

/** Joints that turn without end have infinite bounds. */
export interface JointLimit {
  readonly lower: number;
  readonly upper: number;
  readonly effort: number;
  readonly velocity: number;
}

interface JointBase {
  readonly name: string;
  readonly parent: string;
  readonly child: string;
  readonly origin: Origin;
}

export interface FixedJoint extends JointBase {
  readonly type: "fixed";
}

export interface MovingJoint extends JointBase {
  readonly type: "revolute" | "prismatic" | "continuous";
  readonly axis: Vec3;
  readonly limit: JointLimit;
  /** Rotor inertia seen at the joint, kg m² or kg. */
  readonly armature: number;
  readonly damping: number;
  /** Moves as the named joint does. */
  readonly mimic: string | null;
}

export type Joint = FixedJoint | MovingJoint;

/** A position servo of an arm joint, critically damped; stiffness in N m/rad. */
export interface Servo {
  readonly joint: string;
  readonly kp: number;
}

/** A parallel gripper: both fingers are driven alike. */
export interface GripperDrive {
  readonly joints: readonly [string, string];
  readonly kp: number;
  readonly kv: number;
  /** Force of the drive, newtons: both fingers' pushes together. */
  readonly maxForce: number;
}

/** How fast a base may go and how fast that may change; metres, radians, seconds. */
export interface BaseLimits {
  readonly linear: number;
  readonly angular: number;
  readonly linearAcceleration: number;
  readonly angularAcceleration: number;
}

/** Two wheels on velocity servos, side by side; a positive turn of either rolls forward, along +x of the root link. */
export interface DifferentialDrive {
  readonly left: string;
  readonly right: string;
  readonly wheelRadius: number;
  /** Distance between the wheels' middles. */
  readonly trackWidth: number;
  /** Stiffness of the servos, N m s/rad. */
  readonly kv: number;
  readonly limits: BaseLimits;
  /** A circle about the root link's origin that holds all of the robot. */
  readonly radius: number;
}

/** A planar laser scanner: rays all around, level, from the link's origin. */
export interface Lidar {
  readonly link: string;
  readonly rays: number;
  readonly rangeMin: number;
  readonly rangeMax: number;
}

export interface RobotDescription {
  readonly name: string;
  readonly rootLink: string;
  /** `fixed`: the root link is where the world's origin is; `free`: it goes where its wheels carry it. */
  readonly mount: "fixed" | "free";
  /** Colours as r, g, b from 0 to 1. */
  readonly materials: Readonly<Record<string, Vec3>>;
  readonly links: readonly Link[];
  readonly joints: readonly Joint[];
  /** Of the arm's joints, in their order; none without an arm. */
  readonly servos: readonly Servo[];
  readonly gripper: GripperDrive | null;
  readonly drive: DifferentialDrive | null;
  /** Link at whose origin force and torque of all that hangs on it are measured. */
  readonly wristLink: string | null;
  readonly lidar: Lidar | null;
  /** Links that touch by construction and must not collide. */
  readonly touchingLinks: readonly (readonly [string, string])[];
  /** Of the servos, radians. */
  readonly home: readonly number[];
}

export const at = (x: number, y: number, z: number, rpy: Vec3 = [0, 0, 0]): Origin => ({
  xyz: [x, y, z],
  rpy,
});

/** The moving joints that are driven by servos, in the robot's order. */
export const armJoints = (robot: RobotDescription): MovingJoint[] =>
  robot.servos.map((servo) => movingJoint(robot, servo.joint));

/** @throws Error for a name that no moving joint has */
export const movingJoint = (robot: RobotDescription, name: string): MovingJoint => {
  const joint = robot.joints.find((candidate) => candidate.name === name);
  if (!joint || joint.type === "fixed")
    throw new Error(`robot "${robot.name}" has no moving joint "${name}"`);
  return joint;
};

/** The gripper's finger joints; none without a gripper. */
export const fingerJoints = (robot: RobotDescription): MovingJoint[] =>
  (robot.gripper?.joints ?? []).map((name) => movingJoint(robot, name));

/** Names of the driven wheels' joints, left and right; none without a drive. */
export const wheelJoints = ({ drive }: RobotDescription): string[] =>
  drive ? [drive.left, drive.right] : [];

/** Moments of a solid cylinder about its centre, its length along the given axis of the link. */
export const cylinderMoments = (mass: number, radius: number, length: number, axis: 0 | 1 | 2): Vec3 => {
  const across = (mass * (3 * radius ** 2 + length ** 2)) / 12;
  const moments: Vec3 = [across, across, across];
  moments[axis] = (mass * radius ** 2) / 2;
  return moments;
};

/** Moments of a solid box with the given full edge lengths about its centre. */
export const boxMoments = (mass: number, [x, y, z]: Vec3): Vec3 => [
  (mass * (y ** 2 + z ** 2)) / 12,
  (mass * (x ** 2 + z ** 2)) / 12,
  (mass * (x ** 2 + y ** 2)) / 12,
];
