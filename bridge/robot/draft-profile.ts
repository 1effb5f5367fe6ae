import { Profile } from "../protocol/index.ts";
import { armIn, middle, readUrdf, rounded } from "./draft-arm.ts";
import { draftBase } from "./draft-base.ts";
import { camerasOf } from "./draft-cameras.ts";
import { isType, type Named } from "./recognise.ts";

/** What a draft is made from. */
export interface Offer {
  readonly url: string;
  readonly topics: readonly Named[];
  readonly services: readonly Named[];
  readonly actions: readonly Named[];
  /** Null when none came. */
  readonly urdf: string | null;
  readonly jointNames: readonly string[];
  /** Frames heard on tf. */
  readonly frames: readonly string[];
  readonly odometry: { readonly frame: string; readonly child: string } | null;
  readonly ros1: boolean;
}

export interface Draft {
  readonly profile: unknown;
  /** What could not be told, by the field that it is about, such as "arm.home". */
  readonly comments: ReadonlyMap<string, string>;
  readonly notes: string[];
}

const PLACEHOLDER = "FILL_IN";

/**
 * Drafts a profile from what a robot offers: names that can be told are filled in, limits are slow ones to be raised
 * by a person. `comments` and `notes` tell what was guessed and what is missing; the draft is valid where it has no
 * FILL_IN.
 */
export function draftProfile(offer: Offer): Draft {
  const notes: string[] = [];
  const comments = new Map<string, string>();
  const comment = (path: string, text: string): void => void comments.set(path, text);
  const topic = (type: string): Named | undefined => offer.topics.find((entry) => isType(entry.type, type));
  const description = offer.topics.find(
    ({ name, type }) => isType(type, "String") && name.endsWith("robot_description"),
  );
  const jointStates = topic("JointState");
  const base = draftBase(offer, comment, notes);
  const trajectory = offer.actions.find(({ type }) => isType(type, "FollowJointTrajectory"));
  const arm = base && !trajectory && !topic("JointTrajectory") ? null : draftArm(offer, comment, notes);
  const gripper = arm ? draftGripper(offer, arm.fingers, comment) : null;
  const detections = topic("Detection3DArray");
  const wrench = arm ? topic("WrenchStamped") : undefined;
  const tf = offer.topics.find(({ name, type }) => isType(type, "TFMessage") && !name.endsWith("_static"));
  const step = offer.services.find(({ type }) => isType(type, "StepSimulation"));
  if (arm && !jointStates)
    notes.push("No topic of type JointState: without one no arm can be driven. Check that the driver runs.");
  if (!description)
    comment("robot_description", "no such topic of type String was found; robot_state_publisher has one");
  if (wrench) comment("wrench.contact_force_n", "a guess: what your tool feels when it touches something");
  const profile = {
    name: "my_robot",
    description: `Drafted by codeact-ros discover from ${offer.url}.`,
    ros_version: offer.ros1 ? 1 : 2,
    frames: arm
      ? { base: arm.base, tool: arm.tool }
      : { base: offer.frames.includes("map") ? "map" : (offer.odometry?.frame ?? PLACEHOLDER), tool: null },
    robot_description: {
      topic: description?.name ?? "/robot_description",
      type: description?.type ?? (offer.ros1 ? "std_msgs/String" : "std_msgs/msg/String"),
    },
    joint_states:
      jointStates || arm
        ? {
            topic: jointStates?.name ?? "/joint_states",
            type: jointStates?.type ?? "sensor_msgs/msg/JointState",
            stale_after_s: 0.5,
          }
        : null,
    arm: arm?.arm ?? null,
    gripper,
    base,
    wrench: wrench ? { topic: wrench.name, contact_force_n: 10 } : null,
    detections: detections ? { topic: detections.name, type: detections.type } : null,
    tf: tf ? { topic: tf.name, object_frames: false } : null,
    cameras: camerasOf(offer.topics),
    workspace: arm?.workspace ?? null,
    keep_out: [],
    table_z_m: null,
    simulation: step ? { step_service: step.name, clock_param: "/codeact_sim:clock" } : null,
  };
  if (arm) comment("table_z_m", "height of the surface under the arm, metres in frames.base: not to be told");
  const checked = Profile.safeParse(profile);
  if (!checked.success)
    for (const issue of checked.error.issues)
      notes.push(`Still to correct: ${issue.path.join(".") || "profile"}: ${issue.message}.`);
  if (JSON.stringify(profile).includes(PLACEHOLDER)) notes.push(`Replace every ${PLACEHOLDER} before use.`);
  return { profile: checked.success ? checked.data : profile, comments, notes };
}

type Comment = (path: string, text: string) => void;

interface DraftedArm {
  readonly arm: object;
  readonly base: string;
  readonly tool: string;
  readonly workspace: object;
  readonly fingers: readonly { name: string; upper: number }[];
}

const draftArm = (offer: Offer, comment: Comment, notes: string[]): DraftedArm | null => {
  const urdf = readUrdf(offer.urdf, notes);
  const found = urdf && armIn(urdf, offer.jointNames, notes);
  const trajectory = offer.actions.find(({ type }) => isType(type, "FollowJointTrajectory"));
  const topics = offer.topics.filter(({ type }) => isType(type, "JointTrajectory"));
  const folder = trajectory?.name.slice(0, trajectory.name.lastIndexOf("/") + 1);
  const topic = topics.find(({ name }) => folder && name.startsWith(folder)) ?? topics[0];
  if (!found && !trajectory && !topic) {
    notes.push(
      "Neither a trajectory action or topic nor an arm in a URDF: nothing was found that can be moved.",
    );
    return null;
  }
  const joints = found?.joints.map(({ name }) => name) ?? [...offer.jointNames];
  const reach = found ? Math.min(3, Math.max(0.3, found.reach_m)) : 0.5;
  if (!trajectory)
    comment(
      "arm.trajectory_action",
      "no FollowJointTrajectory action was found: name the arm's, or leave it to the topic",
    );
  comment("arm.home", "a guess: every joint at 0 or in the middle of its range. Set a pose that is free");
  comment("arm.limits", "slow ones, to be raised; never beyond those of the URDF");
  comment("workspace", "a guess from the arm's length. Make it your cell: the tool is not commanded outside");
  if (!found)
    comment("frames", "no URDF tells them: the arm's base link, and the link between the finger tips");
  return {
    base: found?.base ?? PLACEHOLDER,
    tool: found?.tool ?? PLACEHOLDER,
    fingers: found?.fingers.map(({ name, limit }) => ({ name, upper: limit.upper })) ?? [],
    workspace: { min: [-reach, -reach, 0].map(rounded), max: [reach, reach, reach].map(rounded) },
    arm: {
      joints: joints.length > 0 ? joints : [PLACEHOLDER],
      home: joints.length > 0 ? joints.map((_, i) => middle(found?.joints[i])) : [0],
      trajectory_action: trajectory ? { name: trajectory.name, type: trajectory.type } : null,
      trajectory_topic: topic ? { name: topic.name, type: topic.type } : null,
      limits: {
        acceleration_rad_s2: joints.length > 0 ? joints.map(() => 1) : [1],
        tool_speed_m_s: 0.25,
      },
    },
  };
};

const draftGripper = (offer: Offer, fingers: DraftedArm["fingers"], comment: Comment): object | null => {
  const action = offer.actions.find(({ type }) => isType(type, "GripperCommand"));
  if (!action) return null;
  if (fingers.length === 0) comment("gripper.joints", "not to be told: name the finger joints");
  comment("gripper.max_width_m", "from the joints' ranges: measure it");
  comment("gripper.max_force_n", "a guess: see the gripper's data sheet");
  comment(
    "gripper.position_per_width",
    "1: the action's position is the gap. 0.5: it is one finger's, as Franka's",
  );
  return {
    name: "gripper",
    action: { name: action.name, type: action.type },
    position_per_width: 1,
    joints: fingers.map(({ name }) => name),
    min_width_m: 0,
    max_width_m: Math.max(0.01, rounded(fingers.reduce((sum, { upper }) => sum + upper, 0) || 0.08)),
    max_force_n: 20,
    default_force_n: 10,
  };
};
