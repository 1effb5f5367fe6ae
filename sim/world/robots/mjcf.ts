import { quatFromRpy, type Transform } from "../math.ts";
import {
  type CollisionGeom,
  type DifferentialDrive,
  type GripperDrive,
  type Joint,
  type Link,
  movingJoint,
  type Origin,
  type RobotDescription,
  type Shape,
  type VisualGeom,
} from "./description.ts";

/** Which of the two sets of shapes a model is for: contacts, or pictures. */
export type GeomSet = "collision" | "visual";

/** Name of the joint that lets a body move freely: an object's, or the root link's of a robot on wheels. */
export const freeJoint = (body: string): string => `${body}/free`;

/** Name of the joint of a drawer or a door. */
export const partJoint = (body: string): string => `${body}/part`;

const list = (values: readonly number[]): string => values.join(" ");

/** MJCF position and orientation (MuJoCo's quaternions are w, x, y, z). */
export const poseAttributes = ({ xyz, rpy }: Origin): string => {
  const [x, y, z, w] = quatFromRpy(rpy);
  return `pos="${list(xyz)}" quat="${list([w, x, y, z])}"`;
};

/** MJCF position and orientation of a body in the world. */
export const placeAttributes = ({ position, orientation: [x, y, z, w] }: Transform): string =>
  `pos="${list(position)}" quat="${list([w, x, y, z])}"`;

/** MJCF type and size of a shape: MuJoCo takes half lengths. */
export const shapeAttributes = (shape: Shape): string => {
  switch (shape.type) {
    case "box":
      return `type="box" size="${list(shape.size.map((edge) => edge / 2))}"`;
    case "cylinder":
      return `type="cylinder" size="${shape.radius} ${shape.length / 2}"`;
    case "sphere":
      return `type="sphere" size="${shape.radius}"`;
    case "capsule":
      return `type="capsule" size="${shape.radius} ${shape.length / 2}"`;
  }
};

const collisionXml = (geom: CollisionGeom): string =>
  `<geom class="${geom.surface}" ${shapeAttributes(geom.shape)} ${poseAttributes(geom.origin)}/>`;

const visualXml = (robot: RobotDescription, geom: VisualGeom): string =>
  `<geom class="visual" ${shapeAttributes(geom.shape)} ${poseAttributes(geom.origin)} ` +
  `rgba="${list(robot.materials[geom.material] ?? [1, 0, 1])} 1"/>`;

const geomsXml = (robot: RobotDescription, link: Link, set: GeomSet): string =>
  set === "collision"
    ? link.collisions.map(collisionXml).join("")
    : link.visuals.map((geom) => visualXml(robot, geom)).join("");

const jointXml = (joint: Joint): string => {
  if (joint.type === "fixed") return "";
  const { lower, upper } = joint.limit;
  const range = joint.type === "continuous" ? "" : `range="${lower} ${upper}" `;
  return (
    `<joint name="${joint.name}" type="${joint.type === "prismatic" ? "slide" : "hinge"}" axis="${list(joint.axis)}" ` +
    `${range}armature="${joint.armature}" damping="${joint.damping}"/>`
  );
};

const inertialXml = (link: Link): string => {
  if (!link.inertial) return "";
  const { mass, center, moments } = link.inertial;
  return `<inertial pos="${list(center)}" mass="${mass}" diaginertia="${list(moments)}"/>`;
};

/** The link and all that hangs on it, held by the joint (the root by its place in the world). */
const bodyXml = (
  robot: RobotDescription,
  link: Link,
  joint: Joint | Transform,
  set: GeomSet,
  inLink: Readonly<Record<string, string>>,
): string => {
  const children = robot.joints.filter((candidate) => candidate.parent === link.name);
  const inner = children.map((child) => {
    const next = robot.links.find((candidate) => candidate.name === child.child);
    if (!next) throw new Error(`joint "${child.name}" leads to a link "${child.child}" that does not exist`);
    return bodyXml(robot, next, child, set, inLink);
  });
  const free = robot.mount === "free";
  const isRoot = "position" in joint;
  const pose = isRoot ? (free ? placeAttributes(joint) : "") : poseAttributes(joint.origin);
  const moves = isRoot ? (free ? `<freejoint name="${freeJoint(link.name)}"/>` : "") : jointXml(joint);
  // An arm holds its own weight; a base stands on its wheels.
  const weight = free ? "" : 'gravcomp="1"';
  return (
    `<body name="${link.name}" ${pose} ${weight}>${inertialXml(link)}${moves}` +
    `${geomsXml(robot, link, set)}${inLink[link.name] ?? ""}\n${inner.join("")}</body>\n`
  );
};

/**
 * The robot's bodies, for a worldbody. Every link of the URDF is a body of the same name.
 *
 * @param start where the root link of a robot on wheels stands at first
 * @param inLink MJCF to add inside a link, such as a site
 */
export const writeRobotBodies = (
  robot: RobotDescription,
  set: GeomSet,
  start: Transform,
  inLink: Readonly<Record<string, string>> = {},
): string => {
  const root = robot.links.find((link) => link.name === robot.rootLink);
  if (!root) throw new Error(`robot "${robot.name}" has no link "${robot.rootLink}"`);
  return bodyXml(robot, root, start, set, inLink);
};

const drivesOfArm = (robot: RobotDescription): string[] =>
  robot.servos.map(({ joint, kp }) => {
    const { effort } = movingJoint(robot, joint).limit;
    return (
      `<position name="${joint}" joint="${joint}" kp="${kp}" dampratio="1" ` +
      // Wider than the joint's range, for the lead of the trajectory controller.
      `forcerange="${-effort} ${effort}" inheritrange="1.1"/>\n`
    );
  });

const driveOfGripper = (robot: RobotDescription, { joints, kp, kv, maxForce }: GripperDrive): string => {
  const { lower, upper } = movingJoint(robot, joints[0]).limit;
  return `<position name="gripper" tendon="gripper" kp="${kp}" kv="${kv}" forcerange="${-maxForce} ${maxForce}" ctrlrange="${lower} ${upper}"/>`;
};

const drivesOfWheels = (robot: RobotDescription, { left, right, kv }: DifferentialDrive): string =>
  [left, right]
    .map((wheel) => {
      const { effort } = movingJoint(robot, wheel).limit;
      return `<velocity name="${wheel}" joint="${wheel}" kv="${kv}" forcerange="${-effort} ${effort}"/>\n`;
    })
    .join("");

/** The fingers move as one: a tendon that drives both, and a coupling. */
const coupling = ({ joints: [left, right] }: GripperDrive): string =>
  `<equality><joint joint1="${left}" joint2="${right}" polycoef="0 1 0 0 0" solref="0.005 1"/></equality>
<tendon><fixed name="gripper"><joint joint="${left}" coef="0.5"/><joint joint="${right}" coef="0.5"/></fixed></tendon>
`;

/** Servos, the gripper's tendon and coupling, the wheels' motors, and the pairs of links that may not collide. */
export const writeRobotDrives = (robot: RobotDescription): string => {
  const { gripper, drive } = robot;
  const excludes = robot.touchingLinks.map(([a, b]) => `<exclude body1="${a}" body2="${b}"/>`);
  return `<contact>${excludes.join("")}</contact>
${gripper ? coupling(gripper) : ""}<actuator>
${drivesOfArm(robot).join("")}${gripper ? driveOfGripper(robot, gripper) : ""}${drive ? drivesOfWheels(robot, drive) : ""}
</actuator>
`;
};

/** The sensor of forces in the wrist, inside its link and among the sensors. */
export const wristSensor = {
  site: '<site name="wrist_sensor"/>',
  sensors:
    '<sensor><force name="wrist_force" site="wrist_sensor"/><torque name="wrist_torque" site="wrist_sensor"/></sensor>',
};
