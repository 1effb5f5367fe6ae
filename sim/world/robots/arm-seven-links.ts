import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { cylinderMoments, type Link } from "./description.ts";
import { ball, hullBox, hullCapsule, tube } from "./shapes.ts";

/* Shapes and masses of the 7-joint arm's links, each in its joint's frame; -y of link 2 and -z of links 3 and 5 run down the arm. */

/** How far the elbow stands out, and where the hand's axis runs beside the wrist. */
const ELBOW = 0.0825;
const WRIST = 0.088;

const inertial = (
  mass: number,
  center: Vec3,
  radius: number,
  length: number,
  axis: 0 | 1 | 2,
): Link["inertial"] => ({
  mass,
  center,
  moments: cylinderMoments(mass, radius, length, axis),
});

export const armSevenLinks: readonly Link[] = [
  {
    name: "base_link",
    visuals: [
      tube("joint", "z", 0.11, [0, 0.014]),
      tube("column", "z", 0.085, [0.014, 0.12]),
      tube("accent", "z", 0.0865, [0.115, 0.121]),
      tube("shell", "z", 0.072, [0.12, 0.185]),
    ],
    collisions: [hullBox([0.15, 0.15, 0.18], 0, 0, 0.09)],
    inertial: inertial(4, [0, 0, 0.09], 0.08, 0.18, 2),
  },
  {
    name: "link_1",
    visuals: [
      tube("joint", "z", 0.064, [-0.148, -0.136]),
      tube("shell", "z", 0.06, [-0.136, 0]),
      ball("shell", 0.06, 0, 0, 0),
      tube("shell", "y", 0.058, [-0.06, 0.06]),
    ],
    collisions: [hullCapsule("z", 0.062, [-0.08, 0])],
    inertial: inertial(4.97, [0, 0, -0.07], 0.06, 0.2, 2),
  },
  {
    name: "link_2",
    visuals: [
      tube("joint", "z", 0.05, [-0.07, 0.07]),
      tube("shell", "y", 0.058, [-0.13, 0]),
      ball("shell", 0.058, 0, 0, 0),
      tube("accent", "y", 0.0595, [-0.128, -0.122]),
    ],
    collisions: [hullCapsule("y", 0.06, [-0.1, 0])],
    inertial: inertial(0.65, [0, -0.05, 0], 0.055, 0.15, 1),
  },
  {
    name: "link_3",
    visuals: [
      tube("joint", "z", 0.052, [-0.185, -0.176]),
      tube("shell", "z", 0.055, [-0.176, -0.02]),
      tube("shell", "x", 0.05, [0, ELBOW], [0, 0, -0.02]),
      ball("shell", 0.055, 0, 0, -0.02),
      tube("shell", "y", 0.05, [-0.05, 0.05], [ELBOW, 0, 0]),
    ],
    collisions: [hullCapsule("z", 0.055, [-0.1, -0.03])],
    inertial: inertial(3.23, [0.03, 0, -0.06], 0.055, 0.18, 2),
  },
  {
    name: "link_4",
    visuals: [
      tube("joint", "z", 0.044, [-0.062, 0.062]),
      tube("shell", "x", 0.046, [-ELBOW, 0]),
      ball("shell", 0.05, -ELBOW, 0.02, 0),
      tube("shell", "y", 0.05, [0.02, 0.13], [-ELBOW, 0, 0]),
      tube("accent", "y", 0.0515, [0.122, 0.128], [-ELBOW, 0, 0]),
    ],
    collisions: [hullCapsule("y", 0.052, [0.03, 0.09], [-ELBOW, 0, 0])],
    inertial: inertial(3.59, [-0.05, 0.04, 0], 0.05, 0.18, 1),
  },
  {
    name: "link_5",
    visuals: [
      tube("joint", "z", 0.046, [-0.254, -0.246]),
      tube("shell", "z", 0.048, [-0.246, -0.12]),
      tube("shell", "z", 0.04, [-0.12, -0.03]),
      tube("shell", "y", 0.042, [-0.055, 0.055]),
    ],
    collisions: [hullCapsule("z", 0.046, [-0.19, -0.05])],
    inertial: inertial(1.23, [0, 0, -0.12], 0.045, 0.25, 2),
  },
  {
    name: "link_6",
    visuals: [
      tube("joint", "z", 0.038, [-0.062, 0.062]),
      ball("shell", 0.044, 0, 0, 0),
      tube("shell", "x", 0.04, [0, WRIST]),
      tube("shell", "y", 0.042, [-0.04, 0.03], [WRIST, 0, 0]),
    ],
    collisions: [hullCapsule("x", 0.042, [0.01, WRIST])],
    inertial: inertial(1.67, [0.06, 0, 0], 0.045, 0.13, 0),
  },
  {
    name: "link_7",
    visuals: [tube("accent", "z", 0.0425, [0.03, 0.036]), tube("shell", "z", 0.041, [0.036, 0.107])],
    collisions: [hullCapsule("z", 0.036, [0.05, 0.07])],
    inertial: inertial(0.74, [0, 0, 0.07], 0.04, 0.08, 2),
  },
  { name: "flange", visuals: [], collisions: [], inertial: null },
];
