import { Profile, UserError } from "../protocol/index.ts";
import { parseUrdf, type Urdf, type UrdfJoint } from "./kinematics/urdf.ts";

interface Named {
  name: string;
  type: string;
}

/** What a draft is made from. */
export interface Offer {
  url: string;
  topics: readonly Named[];
  services: readonly Named[];
  actions: readonly Named[];
  /** Null when none came. */
  urdf: string | null;
  jointNames: readonly string[];
  ros1: boolean;
}

const MOVABLE = new Set(["revolute", "continuous", "prismatic"]);
const TOOL_LINK = /^(.*[_/])?(tcp|tool0|ee_link|hand_tcp|grasp_link|end_effector|flange)$/;
const PLACEHOLDER = "FILL_IN";

/** The last part of a type: "sensor_msgs/msg/Image" is an "Image", in ROS 1 and 2. */
const isType = (type: string, name: string): boolean => type.split("/").at(-1) === name;

/**
 * Drafts a profile from what a robot offers: names that can be told are filled in, limits are slow ones to be raised
 * by a person. `notes` tell what was guessed and what is missing; the draft is valid where it has no FILL_IN.
 */
export function draftProfile(offer: Offer): { profile: unknown; notes: string[] } {
  const notes: string[] = [];
  const topic = (type: string): string | undefined =>
    offer.topics.find((entry) => isType(entry.type, type))?.name;
  const action = (type: string): Named | undefined => offer.actions.find((entry) => isType(entry.type, type));
  const urdf = readUrdf(offer.urdf, notes);
  const arm = urdf ? armOf(urdf, offer.jointNames, notes) : null;
  const description = offer.topics.find(
    ({ name, type }) => isType(type, "String") && name.endsWith("robot_description"),
  );
  const trajectory = action("FollowJointTrajectory") ?? null;
  const gripper = action("GripperCommand");
  const joints = arm?.joints.map(({ name }) => name) ?? [...offer.jointNames];
  const detections = offer.topics.find(({ type }) => isType(type, "Detection3DArray"));
  const jointStates = offer.topics.find(({ type }) => isType(type, "JointState"));
  const wrench = topic("WrenchStamped");
  const tf = offer.topics.find(({ name, type }) => isType(type, "TFMessage") && !name.endsWith("_static"));
  const step = offer.services.find(({ type }) => isType(type, "StepSimulation"));
  const reach = arm ? Math.min(3, Math.max(0.3, arm.reach_m)) : 0.5;

  if (!jointStates) notes.push("No topic of type JointState: without one no robot can be driven.");
  if (!description)
    notes.push("No robot_description topic of type String: publish the URDF (robot_state_publisher does).");
  if (!trajectory)
    notes.push("No FollowJointTrajectory action found: name the arm's in arm.trajectory_action.");
  if (gripper && arm?.fingers.length === 0)
    notes.push("gripper.joints could not be told: name the finger joints.");
  notes.push(
    "Guessed: arm.home, limits (kept slow), workspace and gripper widths. Correct them before the arm moves.",
  );

  const profile = {
    name: "my_robot",
    description: `Drafted by codeact-ros discover from ${offer.url}.`,
    ros_version: offer.ros1 ? 1 : 2,
    frames: { base: arm?.base ?? PLACEHOLDER, tool: arm?.tool ?? PLACEHOLDER },
    robot_description: {
      topic: description?.name ?? "/robot_description",
      type: description?.type ?? "std_msgs/msg/String",
    },
    joint_states: {
      topic: jointStates?.name ?? "/joint_states",
      type: jointStates?.type ?? "sensor_msgs/msg/JointState",
      stale_after_s: 0.5,
    },
    arm: {
      joints: joints.length > 0 ? joints : [PLACEHOLDER],
      home: joints.length > 0 ? joints.map((_, i) => middle(arm?.joints[i])) : [0],
      trajectory_action: trajectory && { name: trajectory.name, type: trajectory.type },
      limits: {
        acceleration_rad_s2: joints.length > 0 ? joints.map(() => 1) : [1],
        tool_speed_m_s: 0.25,
      },
    },
    gripper: gripper
      ? {
          name: "gripper",
          action: { name: gripper.name, type: gripper.type },
          joints: arm?.fingers.map(({ name }) => name) ?? [],
          min_width_m: 0,
          max_width_m: Math.max(
            0.01,
            round(arm?.fingers.reduce((sum, joint) => sum + joint.limit.upper, 0) ?? 0.08),
          ),
          max_force_n: 20,
          default_force_n: 10,
        }
      : null,
    wrench: wrench ? { topic: wrench, contact_force_n: 10 } : null,
    detections: detections ? { topic: detections.name, type: detections.type } : null,
    tf: tf ? { topic: tf.name, object_frames: false } : null,
    cameras: camerasOf(offer.topics),
    workspace: { min: [-reach, -reach, 0].map(round), max: [reach, reach, reach].map(round) },
    keep_out: [],
    table_z_m: null,
    simulation: step ? { step_service: step.name, clock_param: "/codeact_sim:clock" } : null,
  };
  const checked = Profile.safeParse(profile);
  if (!checked.success)
    for (const issue of checked.error.issues)
      notes.push(`Still to correct: ${issue.path.join(".")}: ${issue.message}.`);
  if (JSON.stringify(profile).includes(PLACEHOLDER)) notes.push(`Replace every ${PLACEHOLDER} before use.`);
  return { profile: checked.success ? checked.data : profile, notes };
}

const readUrdf = (text: string | null, notes: string[]): Urdf | null => {
  if (text === null) return null;
  try {
    return parseUrdf(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notes.push(error.message);
    return null;
  }
};

interface Arm {
  base: string;
  tool: string;
  joints: UrdfJoint[];
  fingers: UrdfJoint[];
  /** Length of the chain stretched out. */
  reach_m: number;
}

/** The longest chain of moving joints from the root that joint states speak of: rotating ones are the arm's. */
const armOf = (urdf: Urdf, jointNames: readonly string[], notes: string[]): Arm | null => {
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

const camerasOf = (topics: readonly Named[]): Record<string, unknown> => {
  const cameras: Record<string, unknown> = {};
  for (const { name, type } of topics) {
    if (!isType(type, "CompressedImage") || !name.endsWith("/compressed")) continue;
    const raw = name.slice(0, -"/compressed".length);
    if (/depth/i.test(raw)) continue;
    const parts = raw.split("/").filter(Boolean);
    const key = parts.filter((part) => !/^(camera|color|image.*)$/.test(part)).at(-1) ?? "camera";
    const image = (topic: string): string | null =>
      topics.find((entry) => entry.name === topic && isType(entry.type, "Image"))?.name ?? null;
    const folder = raw.slice(0, raw.lastIndexOf("/"));
    const depth =
      image(`${folder}/depth/image_raw`) ??
      image(`${folder.replace(/\/color$/, "")}/aligned_depth_to_color/image_raw`);
    cameras[Object.hasOwn(cameras, key) ? parts.join("_") : key] = { image: name, raw: image(raw), depth };
  }
  return cameras;
};

/** Zero where the joint may stand there, else the middle of its range. */
const middle = (joint: UrdfJoint | undefined): number => {
  if (!joint || (joint.limit.lower <= 0 && joint.limit.upper >= 0)) return 0;
  return round((joint.limit.lower + joint.limit.upper) / 2);
};

const round = (value: number): number => Math.round(value * 1000) / 1000;
