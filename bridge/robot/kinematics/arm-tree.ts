import { UserError } from "../../protocol/index.ts";
import type { Urdf, UrdfJoint, UrdfLink } from "./urdf.ts";

export interface ArmOptions {
  /** Link whose frame all poses are in. */
  base: string;
  /** Link that is placed by the inverse kinematics. */
  tool: string;
  /** The arm's joints, in the order of every list of joint positions. */
  joints: readonly string[];
  fingerJoints?: readonly string[];
  /** Height of the surface under the arm in the base frame, metres; null: none known. */
  tableZ?: number | null;
}

/** What sets a joint: position = multiplier * (arm or finger joint `index`) + offset; "constant": offset alone. */
export interface JointDrive {
  source: "arm" | "finger" | "constant";
  index: number;
  multiplier: number;
  offset: number;
}

/** A URDF seen from one arm: which joint drives what, what moves and what does not. */
export interface ArmTree {
  root: string;
  base: string;
  tool: string;
  links: ReadonlyMap<string, UrdfLink>;
  /** Joints by parent link, in URDF order. */
  jointsBelow: ReadonlyMap<string, readonly UrdfJoint[]>;
  armJoints: readonly UrdfJoint[];
  fingerJoints: readonly UrdfJoint[];
  /** Every joint that is not rigid, with its drive, depth first: the order of joints in the MJCF. */
  drives: ReadonlyMap<string, JointDrive>;
  /** Links that no arm or finger joint moves. */
  still: ReadonlySet<string>;
  /** Links beyond the last arm joint: hand, fingers, tool. */
  hand: ReadonlySet<string>;
  /** Pairs of links that a joint joins (frames without shape are seen through). */
  adjacent: readonly (readonly [string, string])[];
  /** Movable joints between base and tool that are not the arm's and are taken to stand still. */
  frozenJoints: readonly string[];
}

const MOVABLE = new Set(["revolute", "continuous", "prismatic"]);

function find<T>(map: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = map.get(name);
  if (found === undefined)
    throw new UserError(
      `the robot description has no ${what} "${name}"; it has ${[...map.keys()].join(", ")}. Correct the profile.`,
    );
  return found;
}

/** What drives a joint; mimic chains are followed to their source, undriven joints rest at 0 or their nearest limit. */
function driveOf(joint: UrdfJoint, urdf: Urdf, options: ArmOptions, depth = 0): JointDrive {
  const arm = options.joints.indexOf(joint.name);
  if (arm >= 0) return { source: "arm", index: arm, multiplier: 1, offset: 0 };
  const finger = options.fingerJoints?.indexOf(joint.name) ?? -1;
  if (finger >= 0) return { source: "finger", index: finger, multiplier: 1, offset: 0 };
  const followed = joint.mimic ? urdf.joints.get(joint.mimic.joint) : undefined;
  if (joint.mimic && followed && depth < urdf.joints.size) {
    const { multiplier, offset } = joint.mimic;
    const lead = driveOf(followed, urdf, options, depth + 1);
    return { ...lead, multiplier: lead.multiplier * multiplier, offset: lead.offset * multiplier + offset };
  }
  const rest = Math.min(Math.max(0, joint.limit.lower), joint.limit.upper);
  return { source: "constant", index: 0, multiplier: 0, offset: rest };
}

/** Lays an arm's options over a URDF. Throws UserError for names that do not fit, with the valid ones. */
export function armTree(urdf: Urdf, options: ArmOptions): ArmTree {
  find(urdf.links, options.base, "link");
  find(urdf.links, options.tool, "link");
  const movable = new Map([...urdf.joints].filter(([, joint]) => MOVABLE.has(joint.type)));
  const armJoints = options.joints.map((name) => find(movable, name, "movable joint"));
  const fingerJoints = (options.fingerJoints ?? []).map((name) => find(movable, name, "movable joint"));
  const repeated = options.joints.find((name, index) => options.joints.indexOf(name) !== index);
  if (repeated)
    throw new UserError(`joint "${repeated}" is named twice among the arm's joints. Correct the profile.`);

  const above = new Map([...urdf.joints.values()].map((joint) => [joint.child, joint]));
  const chainTo = (link: string): UrdfJoint[] => {
    const chain: UrdfJoint[] = [];
    for (let at = above.get(link); at && !chain.includes(at); at = above.get(at.parent)) chain.unshift(at);
    return chain;
  };
  const toolChain = chainTo(options.tool);
  const baseChain = chainTo(options.base);
  const root = baseChain[0]?.parent ?? options.base;
  if (above.has(root))
    throw new UserError(`the URDF's joints form a loop at link "${root}": only trees can be read.`);
  if ((toolChain[0]?.parent ?? options.tool) !== root)
    throw new UserError(
      `tool link "${options.tool}" and base link "${options.base}" are not connected in the URDF.`,
    );
  for (const { name } of armJoints) {
    const between = `the joints between base "${options.base}" and tool "${options.tool}" are ${
      toolChain
        .filter((joint) => MOVABLE.has(joint.type))
        .map((joint) => joint.name)
        .join(", ") || "none"
    }`;
    if (!toolChain.some((joint) => joint.name === name))
      throw new UserError(`arm joint "${name}" does not move the tool; ${between}. Correct the profile.`);
    if (baseChain.some((joint) => joint.name === name))
      throw new UserError(`arm joint "${name}" moves the base link itself; ${between}. Correct the profile.`);
  }

  const jointsBelow = new Map<string, UrdfJoint[]>();
  for (const joint of urdf.joints.values())
    jointsBelow.set(joint.parent, [...(jointsBelow.get(joint.parent) ?? []), joint]);
  const drives = new Map<string, JointDrive>();
  const still = new Set<string>();
  const hand = new Set<string>();
  const lastArmJoint = toolChain.findLast((joint) => options.joints.includes(joint.name));
  const links = new Map<string, UrdfLink>();
  const visit = (link: string, moved: boolean, isHand: boolean): void => {
    links.set(link, find(urdf.links, link, "link"));
    if (!moved) still.add(link);
    if (isHand) hand.add(link);
    for (const joint of jointsBelow.get(link) ?? []) {
      const drive = MOVABLE.has(joint.type) ? driveOf(joint, urdf, options) : null;
      if (drive) drives.set(joint.name, drive);
      const driven = drive !== null && drive.source !== "constant";
      visit(joint.child, moved || driven, isHand || joint === lastArmJoint);
    }
  };
  visit(root, false, false);

  const shaped = (link: string) => (links.get(link)?.shapes.length ?? 0) > 0;
  const shapedAbove = (link: string): string[] => {
    const parent = above.get(link)?.parent;
    return shaped(link) ? [link] : parent ? shapedAbove(parent) : [];
  };
  const shapedBelow = (link: string): string[] =>
    shaped(link) ? [link] : (jointsBelow.get(link) ?? []).flatMap((joint) => shapedBelow(joint.child));
  const joined = [...urdf.joints.values()].filter((joint) => links.has(joint.parent));
  const adjacent = joined.flatMap((joint) =>
    shapedAbove(joint.parent).flatMap((a) => shapedBelow(joint.child).map((b) => [a, b] as const)),
  );
  const frozenJoints = toolChain
    .filter((joint) => !baseChain.includes(joint) && drives.get(joint.name)?.source === "constant")
    .map((joint) => joint.name);
  return {
    root,
    base: options.base,
    tool: options.tool,
    links,
    jointsBelow,
    armJoints,
    fingerJoints,
    drives,
    still,
    hand,
    adjacent,
    frozenJoints,
  };
}
