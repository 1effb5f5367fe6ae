import { cylinderMoments, type Link } from "./description.ts";
import { ball, hullBox, hullCapsule, tube } from "./shapes.ts";

/* Shapes and masses of the arm's links, each in its joint's frame. The upper arm runs beside its joint, 135 mm out. */

const UPPER_Z = 0.135;
const FOREARM_Z = 0.015;

export const armLinks: readonly Link[] = [
  {
    name: "base_link",
    visuals: [
      tube("joint", "z", 0.115, [0, 0.014]),
      tube("column", "z", 0.082, [0.014, 0.17]),
      tube("accent", "z", 0.0835, [0.166, 0.172]),
      tube("shell", "z", 0.076, [0.17, 0.235]),
      tube("joint", "z", 0.066, [0.235, 0.258]),
    ],
    collisions: [hullBox([0.16, 0.16, 0.25], 0, 0, 0.125)],
    inertial: { mass: 4, center: [0, 0, 0.12], moments: cylinderMoments(4, 0.08, 0.25, 2) },
  },
  {
    name: "shoulder_link",
    visuals: [
      tube("shell", "z", 0.064, [-0.075, 0.01]),
      ball("shell", 0.064, 0, 0, 0.01),
      tube("shell", "y", 0.06, [-0.07, 0.05]),
      ball("shell", 0.06, 0, 0.04, 0),
      tube("accent", "z", 0.0655, [-0.066, -0.06]),
    ],
    collisions: [hullCapsule("y", 0.066, [-0.01, 0.035])],
    inertial: { mass: 3.761, center: [0, 0, -0.02], moments: cylinderMoments(3.761, 0.06, 0.14, 2) },
  },
  {
    name: "upper_arm_link",
    visuals: [
      tube("joint", "z", 0.057, [0.068, 0.08]),
      tube("shell", "z", 0.062, [0.08, 0.188]),
      tube("accent", "z", 0.063, [0.182, 0.187]),
      tube("joint", "z", 0.056, [0.188, 0.194]),
      tube("shell", "x", 0.044, [-0.37, -0.05], [0, 0, UPPER_Z]),
      tube("joint", "x", 0.046, [-0.078, -0.066], [0, 0, UPPER_Z]),
      tube("joint", "x", 0.046, [-0.362, -0.35], [0, 0, UPPER_Z]),
      tube("shell", "z", 0.054, [0.082, 0.18], [-0.425, 0, 0]),
      tube("accent", "z", 0.055, [0.174, 0.179], [-0.425, 0, 0]),
      tube("joint", "z", 0.048, [0.18, 0.186], [-0.425, 0, 0]),
    ],
    collisions: [hullCapsule("x", 0.06, [-0.425, 0], [0, 0, UPPER_Z])],
    inertial: {
      mass: 8.058,
      center: [-0.2125, 0, UPPER_Z],
      moments: cylinderMoments(8.058, 0.055, 0.5, 0),
    },
  },
  {
    name: "forearm_link",
    visuals: [
      tube("joint", "z", 0.048, [0.066, 0.082]),
      tube("shell", "z", 0.052, [-0.035, 0.066]),
      tube("accent", "z", 0.053, [-0.034, -0.029]),
      tube("joint", "z", 0.045, [-0.041, -0.035]),
      tube("shell", "x", 0.036, [-0.345, -0.04], [0, 0, FOREARM_Z]),
      tube("joint", "x", 0.038, [-0.07, -0.06], [0, 0, FOREARM_Z]),
      tube("joint", "x", 0.038, [-0.338, -0.328], [0, 0, FOREARM_Z]),
      tube("shell", "z", 0.043, [-0.03, 0.06], [-0.3922, 0, 0]),
      tube("joint", "z", 0.038, [-0.036, -0.03], [-0.3922, 0, 0]),
    ],
    collisions: [hullCapsule("x", 0.048, [-0.3922, 0], [0, 0, FOREARM_Z])],
    inertial: {
      mass: 2.846,
      center: [-0.196, 0, FOREARM_Z],
      moments: cylinderMoments(2.846, 0.045, 0.45, 0),
    },
  },
  {
    name: "wrist_1_link",
    visuals: [
      tube("joint", "z", 0.038, [0.06, 0.072]),
      tube("shell", "z", 0.041, [0.072, 0.165]),
      ball("shell", 0.041, 0, 0, 0.142),
      tube("shell", "y", 0.041, [-0.042, 0.03], [0, 0, 0.1333]),
      tube("accent", "y", 0.042, [-0.041, -0.036], [0, 0, 0.1333]),
    ],
    collisions: [hullCapsule("z", 0.044, [0.1, 0.135])],
    inertial: { mass: 1.37, center: [0, 0, 0.11], moments: cylinderMoments(1.37, 0.04, 0.1, 2) },
  },
  {
    name: "wrist_2_link",
    visuals: [
      tube("joint", "z", 0.038, [0.042, 0.054]),
      tube("shell", "z", 0.041, [0.054, 0.128]),
      ball("shell", 0.041, 0, 0, 0.108),
      tube("shell", "y", 0.041, [-0.03, 0.042], [0, 0, 0.0997]),
      tube("accent", "y", 0.042, [0.036, 0.041], [0, 0, 0.0997]),
    ],
    collisions: [hullCapsule("z", 0.044, [0.075, 0.1])],
    inertial: { mass: 1.3, center: [0, 0, 0.085], moments: cylinderMoments(1.3, 0.04, 0.09, 2) },
  },
  {
    name: "wrist_3_link",
    visuals: [tube("joint", "z", 0.037, [0.042, 0.056]), tube("shell", "z", 0.038, [0.056, 0.0996])],
    collisions: [hullCapsule("z", 0.036, [0.062, 0.08])],
    inertial: { mass: 0.365, center: [0, 0, 0.08], moments: cylinderMoments(0.365, 0.036, 0.036, 2) },
  },
  { name: "tool0", visuals: [], collisions: [], inertial: null },
];
