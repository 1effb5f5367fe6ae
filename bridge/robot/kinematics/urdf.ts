import { UserError, type Vec3 } from "../../protocol/index.ts";
import type { JointLimit } from "./types.ts";
import { child, parseXml, type XmlElement } from "./xml.ts";

/** Where a child frame stands in its parent: metres, and fixed-axis roll, pitch, yaw in radians. */
export interface UrdfOrigin {
  xyz: Vec3;
  rpy: Vec3;
}

/** A primitive collision shape: box: extents; cylinder, capsule: radius, length; sphere: radius. Metres. */
export interface UrdfShape {
  type: "box" | "cylinder" | "sphere" | "capsule";
  size: number[];
  origin: UrdfOrigin;
}

export interface UrdfLink {
  name: string;
  shapes: UrdfShape[];
  /** The link has a visual or a collision, if only a mesh: it fills space. */
  solid: boolean;
}

export interface UrdfJoint {
  name: string;
  type: string;
  parent: string;
  child: string;
  origin: UrdfOrigin;
  axis: Vec3;
  limit: JointLimit;
  mimic: { joint: string; multiplier: number; offset: number } | null;
}

export interface Urdf {
  name: string;
  links: Map<string, UrdfLink>;
  joints: Map<string, UrdfJoint>;
}

/** Speed limit of a joint whose URDF gives none, rad/s: slow enough for any arm. */
const UNSTATED_VELOCITY = 1;
const FULL_TURNS = 2 * Math.PI;

function numbers(element: XmlElement | undefined, key: string, fallback: number[], where: string): number[] {
  const text = element?.attributes[key]?.trim();
  if (!text) return fallback;
  const values = text.split(/[\s,]+/).map(Number);
  if (values.length !== fallback.length || !values.every(Number.isFinite)) {
    const hint = text.includes("${") ? "It is unexpanded xacro: run xacro first." : "Correct the URDF.";
    throw new UserError(`URDF ${where}: ${key}="${text}" should be ${fallback.length} number(s). ${hint}`);
  }
  return values;
}

function origin(element: XmlElement, where: string): UrdfOrigin {
  const tag = child(element, "origin");
  return {
    xyz: numbers(tag, "xyz", [0, 0, 0], where) as Vec3,
    rpy: numbers(tag, "rpy", [0, 0, 0], where) as Vec3,
  };
}

/** The collision shape of one <collision>, or null for a mesh or anything else that cannot be used. */
function shape(collision: XmlElement): UrdfShape | null {
  const geometry = child(collision, "geometry")?.children[0];
  if (!geometry) return null;
  const length = (key: string) => Number(geometry.attributes[key] ?? Number.NaN);
  const sizes: Record<string, () => number[]> = {
    box: () =>
      (geometry.attributes.size ?? "")
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    cylinder: () => [length("radius"), length("length")],
    capsule: () => [length("radius"), length("length")],
    sphere: () => [length("radius")],
  };
  const size = sizes[geometry.name]?.();
  const wanted = geometry.name === "box" ? 3 : size?.length;
  if (!size || size.length !== wanted || !size.every((value) => Number.isFinite(value) && value > 0))
    return null;
  const type = geometry.name as UrdfShape["type"];
  return { type, size, origin: origin(collision, `<collision> with a ${type}`) };
}

function jointLimit(joint: XmlElement, type: string, where: string): JointLimit {
  const tag = child(joint, "limit");
  const read = (element: XmlElement | undefined, key: string) => numbers(element, key, [0], where)[0] ?? 0;
  let lower = read(tag, "lower");
  let upper = read(tag, "upper");
  if (type === "continuous" || lower >= upper) [lower, upper] = [-FULL_TURNS, FULL_TURNS];
  const soft = child(joint, "safety_controller");
  const [softLower, softUpper] = [read(soft, "soft_lower_limit"), read(soft, "soft_upper_limit")];
  // Drivers with soft limits refuse what lies beyond them, so they are the limits that count.
  if (type !== "continuous" && softLower < softUpper && softLower < upper && softUpper > lower)
    [lower, upper] = [Math.max(lower, softLower), Math.min(upper, softUpper)];
  const velocity = Math.abs(read(tag, "velocity"));
  const effort = Math.abs(read(tag, "effort"));
  return {
    lower,
    upper,
    velocity: velocity || UNSTATED_VELOCITY,
    effort: effort || Number.POSITIVE_INFINITY,
  };
}

function readJoint(element: XmlElement): UrdfJoint {
  const { name, type } = element.attributes;
  const parent = child(element, "parent")?.attributes.link;
  const childLink = child(element, "child")?.attributes.link;
  if (!name || !type || !parent || !childLink)
    throw new UserError(`URDF joint "${name ?? "(no name)"}" lacks a name, type, parent link or child link.`);
  const where = `joint "${name}"`;
  const axis = numbers(child(element, "axis"), "xyz", [1, 0, 0], where) as Vec3;
  if (Math.hypot(...axis) < 1e-9) throw new UserError(`URDF ${where}: axis is zero. Correct the URDF.`);
  const mimic = child(element, "mimic");
  return {
    name,
    type,
    parent,
    child: childLink,
    origin: origin(element, where),
    axis,
    limit: jointLimit(element, type, where),
    mimic: mimic?.attributes.joint
      ? {
          joint: mimic.attributes.joint,
          multiplier: numbers(mimic, "multiplier", [1], where)[0] ?? 1,
          offset: numbers(mimic, "offset", [0], where)[0] ?? 0,
        }
      : null,
  };
}

/**
 * Reads links and joints of a URDF (wiki.ros.org/urdf/XML). What does not bear on kinematics (inertials, meshes,
 * transmissions, gazebo and xacro tags, materials) is passed over. A missing speed limit becomes 1 rad/s, a missing
 * range ±2π; soft limits of a safety_controller narrow the range. Throws UserError naming what is wrong.
 */
export function parseUrdf(text: string): Urdf {
  const root = parseXml(text, "The robot description");
  if (root.name !== "robot")
    throw new UserError(`The robot description is no URDF: its root is <${root.name}>, not <robot>.`);
  const links = new Map<string, UrdfLink>();
  const joints = new Map<string, UrdfJoint>();
  for (const element of root.children) {
    if (element.name === "link" && element.attributes.name) {
      const collisions = element.children.filter((part) => part.name === "collision");
      const shapes = collisions.map(shape).filter((found) => found !== null);
      const solid = collisions.length > 0 || child(element, "visual") !== undefined;
      links.set(element.attributes.name, { name: element.attributes.name, shapes, solid });
    }
    // A <joint> inside <transmission> or <gazebo> is another thing: only direct children are joints of the robot.
    if (element.name === "joint") {
      const joint = readJoint(element);
      joints.set(joint.name, joint);
    }
  }
  const parented = new Map<string, string>();
  for (const joint of joints.values()) {
    for (const link of [joint.parent, joint.child])
      if (!links.has(link))
        throw new UserError(`URDF joint "${joint.name}" names link "${link}", which the URDF does not have.`);
    const other = parented.get(joint.child);
    if (other)
      throw new UserError(
        `URDF link "${joint.child}" is the child of joints "${other}" and "${joint.name}": only trees can be read.`,
      );
    parented.set(joint.child, joint.name);
  }
  return { name: root.attributes.name ?? "robot", links, joints };
}
