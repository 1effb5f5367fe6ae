import { UserError } from "../protocol/index.ts";
import { parseUrdf, type Urdf, type UrdfJoint } from "./kinematics/urdf.ts";

const MOVABLE = new Set(["revolute", "continuous", "prismatic"]);
const TOOL_LINK = /^(.*[_/])?(tcp|tool0|ee_link|hand_tcp|grasp_link|end_effector|flange)$/;

/** The URDF, or null with a note where there is none that can be read. */
export const readUrdf = (text: string | null, notes: string[]): Urdf | null => {
  if (text === null) return null;
  try {
    return parseUrdf(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notes.push(error.message);
    return null;
  }
};

export interface Arm {
  base: string;
  tool: string;
  joints: UrdfJoint[];
  fingers: UrdfJoint[];
  /** Length of the chain stretched out. */
  reach_m: number;
}

/** The longest chain of moving joints from the root that joint states speak of: rotating ones are the arm's. */
export const armIn = (urdf: Urdf, jointNames: readonly string[], notes: string[]): Arm | null => {
  const above = new Map([...urdf.joints.values()].map((joint) => [joint.child, joint]));
  const chainTo = (link: string): UrdfJoint[] => {
    const chain: UrdfJoint[] = [];
    for (let at = above.get(link); at && !chain.includes(at); at = above.get(at.parent)) chain.unshift(at);
    return chain;
  };
  const moves = ({ type, name, mimic }: UrdfJoint): boolean =>
    MOVABLE.has(type) && !mimic && jointNames.includes(name);
  const armJoints = (chain: readonly UrdfJoint[]): UrdfJoint[] =>
    chain.filter((joint) => moves(joint) && joint.type !== "prismatic");
  const chains = [...urdf.links.keys()].map(chainTo);
  const joints = chains.map(armJoints).reduce((best, next) => (next.length > best.length ? next : best), []);
  const [first, last] = [joints[0], joints.at(-1)];
  if (!first || !last) {
    notes.push("The URDF and the joint states have no rotating joint in common: name arm.joints yourself.");
    return null;
  }
  const withArm = chains.filter((chain) => chain.includes(last));
  const tools = withArm.filter((chain) => TOOL_LINK.test(chain.at(-1)?.child ?? ""));
  const longest = tools.reduce((best, next) => (next.length > best.length ? next : best), tools[0] ?? []);
  const tool = longest.at(-1)?.child ?? last.child;
  if (longest.length === 0)
    notes.push(`frames.tool is the arm's last link ${tool}: name the link between the finger tips.`);
  const fingers = [...urdf.joints.values()].filter(
    (joint) => jointNames.includes(joint.name) && MOVABLE.has(joint.type) && !joints.includes(joint),
  );
  const chain = longest.length > 0 ? longest : (withArm[0] ?? []);
  const reach_m = chain
    .slice(chain.indexOf(first))
    .reduce((sum, joint) => sum + Math.hypot(...joint.origin.xyz), 0);
  const aboveFirst = chainTo(first.child).map(({ parent }) => parent);
  return {
    base: aboveFirst.find((link) => /(^|_)base_link$/.test(link)) ?? first.parent,
    tool,
    joints,
    fingers,
    reach_m,
  };
};

/** Zero where the joint may stand there, else the middle of its range. */
export const middle = (joint: UrdfJoint | undefined): number => {
  if (!joint || (joint.limit.lower <= 0 && joint.limit.upper >= 0)) return 0;
  return rounded((joint.limit.lower + joint.limit.upper) / 2);
};

/** To the millimetre or milliradian. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
