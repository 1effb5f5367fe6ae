import type { ManualLimits, RobotFrame } from "../../../bridge/protocol/index.ts";
import type { GhostJoints } from "../scene/layer.ts";
import { Store } from "../state/store.ts";

/** Where joints are to be brought, radians (metres where one slides) by name; joints that are not in it stay. */
export type JointTarget = Readonly<Record<string, number>>;

/** Kept while the panel is closed. */
export const jointTarget = new Store<JointTarget>({});

export const setJointTarget = (joint: string, value: number): void =>
  jointTarget.update((target) => ({ ...target, [joint]: value }));

export const measuredAt = (frame: RobotFrame | null, joint: string): number | null =>
  frame?.positions[frame.joint_names.indexOf(joint)] ?? null;

/** The whole robot with the set joints where they are to be; null where none is set. */
export const ghostOf = (target: JointTarget, frame: RobotFrame | null): GhostJoints | null => {
  if (!frame || Object.keys(target).length === 0) return null;
  const positions = frame.joint_names.map((name, joint) => target[name] ?? frame.positions[joint] ?? 0);
  return { joint_names: frame.joint_names, positions };
};

/** Only joints of this robot: another may be there than when they were set. */
export const ofRobot = (target: JointTarget, { joints }: ManualLimits): JointTarget =>
  Object.fromEntries(Object.entries(target).filter(([name]) => joints.some((joint) => joint.name === name)));

/** Joints nearer to their limit than this are marked, as a part of their range. */
const NEAR = 0.04;

export const isNearLimit = (value: number, { lower, upper }: { lower: number; upper: number }): boolean =>
  Math.min(value - lower, upper - value) < NEAR * (upper - lower);
