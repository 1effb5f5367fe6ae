import {
  at,
  boxMoments,
  cylinderMoments,
  type Joint,
  type Link,
  type RobotDescription,
} from "./description.ts";
import { materials } from "./materials.ts";
import { ball, block, hullCylinder, tube } from "./shapes.ts";

/*
 * A round base on two driven wheels and a caster, with a laser scanner on top; its own design. base_link is on the
 * floor between the wheels, x forward and y left (REP-105 has it so for a footprint; here it is the base's own frame).
 */

const RADIUS = 0.18;
const WHEEL_RADIUS = 0.05;
const TRACK = 0.28;
const CASTER_RADIUS = 0.02;
const CASTER_X = -0.13;
const SCAN_Z = 0.13;

const wheel = (name: string): Link => ({
  name,
  visuals: [
    tube("rubber", "y", WHEEL_RADIUS, [-0.014, 0.014]),
    tube("carriage", "y", 0.03, [-0.0145, 0.0145]),
    // Off the middle, so that one sees it turn.
    block("accent", [0.012, 0.0295, 0.012], 0.018, 0, 0),
  ],
  // A ball: it touches the floor in one point, in the middle of the wheel.
  collisions: [{ shape: { type: "sphere", radius: WHEEL_RADIUS }, origin: at(0, 0, 0), surface: "wheel" }],
  inertial: { mass: 0.3, center: [0, 0, 0], moments: cylinderMoments(0.3, WHEEL_RADIUS, 0.028, 1) },
});

const links: readonly Link[] = [
  {
    name: "base_link",
    visuals: [
      tube("shell", "z", RADIUS - 0.005, [0.025, 0.085]),
      tube("accent", "z", RADIUS - 0.004, [0.05, 0.056]),
      tube("joint", "z", RADIUS - 0.02, [0.085, 0.1]),
      block("camera", [0.02, 0.06, 0.024], RADIUS - 0.025, 0, 0.112),
      tube("lens", "x", 0.008, [RADIUS - 0.018, RADIUS - 0.012], [0, 0, 0.112]),
    ],
    collisions: [hullCylinder("z", RADIUS, [0.025, 0.1])],
    // Behind the wheels' axle, so that it rests on its caster.
    inertial: { mass: 8, center: [-0.04, 0, 0.06], moments: boxMoments(8, [0.3, 0.3, 0.08]) },
  },
  wheel("left_wheel"),
  wheel("right_wheel"),
  {
    name: "caster",
    visuals: [ball("carriage", CASTER_RADIUS, 0, 0, 0)],
    collisions: [
      { shape: { type: "sphere", radius: CASTER_RADIUS }, origin: at(0, 0, 0), surface: "caster" },
    ],
    inertial: { mass: 0.05, center: [0, 0, 0], moments: boxMoments(0.05, [0.03, 0.03, 0.03]) },
  },
  {
    name: "base_scan",
    visuals: [tube("joint", "z", 0.04, [-0.03, 0.015]), tube("lens", "z", 0.0405, [-0.006, 0.006])],
    collisions: [],
    inertial: { mass: 0.2, center: [0, 0, 0], moments: cylinderMoments(0.2, 0.04, 0.045, 2) },
  },
];

const rolling = (name: string, child: string, y: number): Joint => ({
  name,
  parent: "base_link",
  child,
  type: "continuous",
  origin: at(0, y, WHEEL_RADIUS),
  axis: [0, 1, 0],
  limit: { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, effort: 1.2, velocity: 20 },
  armature: 0.005,
  damping: 0.005,
  mimic: null,
});
const fixed = (child: string, x: number, z: number): Joint => ({
  name: `${child}_joint`,
  parent: "base_link",
  child,
  type: "fixed",
  origin: at(x, 0, z),
});

export const base: RobotDescription = {
  name: "codeact_base",
  rootLink: "base_link",
  mount: "free",
  materials,
  links,
  joints: [
    rolling("left_wheel_joint", "left_wheel", TRACK / 2),
    rolling("right_wheel_joint", "right_wheel", -TRACK / 2),
    fixed("caster", CASTER_X, CASTER_RADIUS),
    fixed("base_scan", 0, SCAN_Z),
  ],
  servos: [],
  gripper: null,
  drive: {
    left: "left_wheel_joint",
    right: "right_wheel_joint",
    wheelRadius: WHEEL_RADIUS,
    trackWidth: TRACK,
    kv: 2,
    limits: { linear: 0.6, angular: 1.8, linearAcceleration: 1, angularAcceleration: 3 },
    // The wheels' middles are inside the shell, their balls stand out of it a little.
    radius: TRACK / 2 + WHEEL_RADIUS,
  },
  wristLink: null,
  lidar: { link: "base_scan", rays: 360, rangeMin: 0.05, rangeMax: 12 },
  touchingLinks: [],
  home: [],
};
