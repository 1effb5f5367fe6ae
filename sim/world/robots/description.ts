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
  /** Finger pads grip: they get the friction of rubber. */
  readonly surface: "arm" | "pad";
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
  readonly type: "revolute" | "prismatic";
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

export interface GripperDrive {
  readonly joints: readonly [string, string];
  readonly kp: number;
  readonly kv: number;
  /** Force of the drive, newtons: both fingers' pushes together. */
  readonly maxForce: number;
}

export interface RobotDescription {
  readonly name: string;
  readonly rootLink: string;
  /** Colours as r, g, b from 0 to 1. */
  readonly materials: Readonly<Record<string, Vec3>>;
  readonly links: readonly Link[];
  readonly joints: readonly Joint[];
  readonly servos: readonly Servo[];
  readonly gripper: GripperDrive;
  /** Links that touch by construction and must not collide. */
  readonly touchingLinks: readonly (readonly [string, string])[];
  readonly home: readonly number[];
}

export const at = (x: number, y: number, z: number, rpy: Vec3 = [0, 0, 0]): Origin => ({
  xyz: [x, y, z],
  rpy,
});

/** The moving joints that are driven by servos, in the robot's order. */
export const armJoints = (robot: RobotDescription): MovingJoint[] =>
  robot.servos.map((servo) => movingJoint(robot, servo.joint));

const movingJoint = (robot: RobotDescription, name: string): MovingJoint => {
  const joint = robot.joints.find((candidate) => candidate.name === name);
  if (!joint || joint.type === "fixed")
    throw new Error(`robot "${robot.name}" has no moving joint "${name}"`);
  return joint;
};

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
