import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { compose, quatFromRpy } from "../math.ts";
import type { Joint, Link, Origin, RobotDescription, Shape } from "./description.ts";

const list = (values: readonly number[]): string => values.join(" ");
const originXml = ({ xyz, rpy }: Origin): string => `<origin xyz="${list(xyz)}" rpy="${list(rpy)}"/>`;

/** URDF has no capsule: the same solid is a cylinder and two spheres. */
const primitives = (shape: Shape, origin: Origin): { xml: string; origin: Origin }[] => {
  switch (shape.type) {
    case "box":
      return [{ xml: `<box size="${list(shape.size)}"/>`, origin }];
    case "cylinder":
      return [{ xml: `<cylinder radius="${shape.radius}" length="${shape.length}"/>`, origin }];
    case "sphere":
      return [{ xml: `<sphere radius="${shape.radius}"/>`, origin }];
    case "capsule": {
      const end = (z: number): Origin => {
        const placed = compose(
          { position: origin.xyz, orientation: quatFromRpy(origin.rpy) },
          { position: [0, 0, z], orientation: [0, 0, 0, 1] },
        );
        return { xyz: placed.position, rpy: [0, 0, 0] };
      };
      const sphere = `<sphere radius="${shape.radius}"/>`;
      return [
        { xml: `<cylinder radius="${shape.radius}" length="${shape.length}"/>`, origin },
        { xml: sphere, origin: end(-shape.length / 2) },
        { xml: sphere, origin: end(shape.length / 2) },
      ];
    }
  }
};

const shapeXml = (tag: "visual" | "collision", shape: Shape, origin: Origin, inner = ""): string =>
  primitives(shape, origin)
    .map((part) => `    <${tag}>${originXml(part.origin)}<geometry>${part.xml}</geometry>${inner}</${tag}>\n`)
    .join("");

const linkXml = (link: Link): string => {
  const parts = [
    ...link.visuals.map((v) => shapeXml("visual", v.shape, v.origin, `<material name="${v.material}"/>`)),
    ...link.collisions.map((c) => shapeXml("collision", c.shape, c.origin)),
  ];
  if (link.inertial) {
    const { mass, center, moments } = link.inertial;
    const inertia = `ixx="${moments[0]}" iyy="${moments[1]}" izz="${moments[2]}" ixy="0" ixz="0" iyz="0"`;
    const origin = originXml({ xyz: center, rpy: [0, 0, 0] });
    parts.push(`    <inertial>${origin}<mass value="${mass}"/><inertia ${inertia}/></inertial>\n`);
  }
  return parts.length === 0
    ? `  <link name="${link.name}"/>\n`
    : `  <link name="${link.name}">\n${parts.join("")}  </link>\n`;
};

const jointXml = (joint: Joint): string => {
  const ends = `${originXml(joint.origin)}<parent link="${joint.parent}"/><child link="${joint.child}"/>`;
  if (joint.type === "fixed") return `  <joint name="${joint.name}" type="fixed">${ends}</joint>\n`;
  const { lower, upper, effort, velocity } = joint.limit;
  const bounds = joint.type === "continuous" ? "" : `lower="${lower}" upper="${upper}" `;
  const limit = `<limit ${bounds}effort="${effort}" velocity="${velocity}"/>`;
  const mimic = joint.mimic ? `<mimic joint="${joint.mimic}" multiplier="1" offset="0"/>` : "";
  const axis = `<axis xyz="${list(joint.axis)}"/><dynamics damping="${joint.damping}" friction="0"/>`;
  return `  <joint name="${joint.name}" type="${joint.type}">${ends}${axis}${limit}${mimic}</joint>\n`;
};

const materialXml = ([name, color]: [string, Vec3]): string =>
  `  <material name="${name}"><color rgba="${list(color)} 1"/></material>\n`;

/** The robot as URDF, with colours, collision shapes, inertias and limits; primitive shapes only, no files. */
export const writeUrdf = (robot: RobotDescription): string =>
  [
    `<?xml version="1.0"?>\n<robot name="${robot.name}">\n`,
    ...Object.entries(robot.materials).map(materialXml),
    ...robot.links.map(linkXml),
    ...robot.joints.map(jointXml),
    "</robot>\n",
  ].join("");
