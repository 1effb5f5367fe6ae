import { quatFromRpy } from "../math.ts";
import type {
  CollisionGeom,
  Joint,
  Link,
  Origin,
  RobotDescription,
  Shape,
  VisualGeom,
} from "./description.ts";

/** Which of the two sets of shapes a model is for: contacts, or pictures. */
export type GeomSet = "collision" | "visual";

const list = (values: readonly number[]): string => values.join(" ");

/** MJCF position and orientation (MuJoCo's quaternions are w, x, y, z). */
export const poseAttributes = ({ xyz, rpy }: Origin): string => {
  const [x, y, z, w] = quatFromRpy(rpy);
  return `pos="${list(xyz)}" quat="${list([w, x, y, z])}"`;
};

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
  return (
    `<joint name="${joint.name}" type="${joint.type === "revolute" ? "hinge" : "slide"}" axis="${list(joint.axis)}" ` +
    `range="${lower} ${upper}" armature="${joint.armature}" damping="${joint.damping}"/>`
  );
};

const inertialXml = (link: Link): string => {
  if (!link.inertial) return "";
  const { mass, center, moments } = link.inertial;
  return `<inertial pos="${list(center)}" mass="${mass}" diaginertia="${list(moments)}"/>`;
};

/** The link and all that hangs on it. `inLink`: MJCF to add inside a link, such as a camera or a site. */
const bodyXml = (
  robot: RobotDescription,
  link: Link,
  joint: Joint | null,
  set: GeomSet,
  inLink: Readonly<Record<string, string>>,
): string => {
  const children = robot.joints.filter((candidate) => candidate.parent === link.name);
  const inner = children.map((child) => {
    const next = robot.links.find((candidate) => candidate.name === child.child);
    if (!next) throw new Error(`joint "${child.name}" leads to a link "${child.child}" that does not exist`);
    return bodyXml(robot, next, child, set, inLink);
  });
  const pose = joint ? poseAttributes(joint.origin) : "";
  return (
    `<body name="${link.name}" ${pose} gravcomp="1">${inertialXml(link)}${joint ? jointXml(joint) : ""}` +
    `${geomsXml(robot, link, set)}${inLink[link.name] ?? ""}\n${inner.join("")}</body>\n`
  );
};

/** The robot's bodies, for a worldbody. Every link of the URDF is a body of the same name. */
export const writeRobotBodies = (
  robot: RobotDescription,
  set: GeomSet,
  inLink: Readonly<Record<string, string>> = {},
): string => {
  const root = robot.links.find((link) => link.name === robot.rootLink);
  if (!root) throw new Error(`robot "${robot.name}" has no link "${robot.rootLink}"`);
  return bodyXml(robot, root, null, set, inLink);
};

const effortOf = (robot: RobotDescription, name: string): number => {
  const joint = robot.joints.find((candidate) => candidate.name === name);
  return joint && joint.type !== "fixed" ? joint.limit.effort : 0;
};

/** Servos, the gripper's tendon and coupling, and the pairs of links that may not collide. */
export const writeRobotDrives = (robot: RobotDescription): string => {
  const [left, right] = robot.gripper.joints;
  const { kp, kv, maxForce } = robot.gripper;
  const servos = robot.servos.map((servo) => {
    const effort = effortOf(robot, servo.joint);
    return (
      `<position name="${servo.joint}" joint="${servo.joint}" kp="${servo.kp}" dampratio="1" ` +
      // Wider than the joint's range, for the lead of the trajectory controller.
      `forcerange="${-effort} ${effort}" inheritrange="1.1"/>\n`
    );
  });
  const excludes = robot.touchingLinks.map(([a, b]) => `<exclude body1="${a}" body2="${b}"/>`);
  return `<contact>${excludes.join("")}</contact>
<equality><joint joint1="${left}" joint2="${right}" polycoef="0 1 0 0 0" solref="0.005 1"/></equality>
<tendon><fixed name="gripper"><joint joint="${left}" coef="0.5"/><joint joint="${right}" coef="0.5"/></fixed></tendon>
<actuator>
${servos.join("")}<position name="gripper" tendon="gripper" kp="${kp}" kv="${kv}" forcerange="${-maxForce} ${maxForce}" ctrlrange="0 0.04"/>
</actuator>
`;
};
