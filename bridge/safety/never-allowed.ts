import type { Profile } from "../protocol/index.ts";
import { bareType, folderOf } from "./ros-names.ts";

/** What a program wants of the ROS graph. */
export type Wish = "publish" | "call" | "goal";

/** Services that change or tell what the simulated world really is: simulation_interfaces, and our own. */
const SIMULATOR_SERVICES = [
  "get_entities",
  "get_entities_states",
  "get_entity_info",
  "get_entity_state",
  "set_entity_info",
  "set_entity_state",
  "spawn_entity",
  "delete_entity",
  "load_world",
  "unload_world",
  "reset_simulation",
  "step_simulation",
  "simulate_steps",
  "set_simulation_state",
  "save_state",
  "restore_state",
];
const PARAMETER_SERVICES = ["set_param", "delete_param", "set_parameters", "set_parameters_atomically"];
/** Topics that tell what is: a message on them would be a lie to everyone who listens. */
const TOLD_TOPICS = ["/tf", "/tf_static", "/clock", "/rosout", "/joint_states", "/robot_description"];
/** Below an action of ROS 1: how it is spoken to, and how it answers. */
const ACTIONLIB_TOPICS = ["goal", "cancel", "status", "feedback", "result"];
/** Types that move an arm, a hand or a base, whatever the topic or action is called. */
const MOTION_TYPES = [
  "trajectory_msgs/JointTrajectory",
  "trajectory_msgs/MultiDOFJointTrajectory",
  "control_msgs/FollowJointTrajectory",
  "control_msgs/GripperCommand",
  "control_msgs/ParallelGripperCommand",
  "control_msgs/JointTrajectory",
  "control_msgs/SingleJointPosition",
  "control_msgs/PointHead",
  "control_msgs/JointJog",
];
const BASE_TYPES = ["geometry_msgs/Twist", "geometry_msgs/TwistStamped", "ackermann_msgs/AckermannDrive"];

const below = (folder: string, names: readonly string[]): string[] => names.map((name) => `${folder}${name}`);

/** The topics that the robot's own sensors speak on. */
const sensorTopics = (profile: Profile): Set<string> => {
  const topics = new Set([...TOLD_TOPICS, profile.robot_description.topic]);
  if (profile.joint_states) topics.add(profile.joint_states.topic);
  if (profile.base) topics.add(profile.base.odom.topic);
  if (profile.wrench) topics.add(profile.wrench.topic);
  if (profile.contacts) topics.add(profile.contacts.topic);
  if (profile.detections) topics.add(profile.detections.topic);
  if (profile.tf) topics.add(profile.tf.topic).add(`${profile.tf.topic}_static`);
  for (const { image, raw, depth } of Object.values(profile.cameras))
    for (const topic of [image, raw, depth]) {
      if (topic === null) continue;
      const plain = topic.replace(/\/(compressed|compressedDepth|theora)$/, "");
      for (const form of ["", "/compressed", "/compressedDepth", "/theora"]) topics.add(`${plain}${form}`);
      topics.add(`${folderOf(plain)}camera_info`);
    }
  return topics;
};

/** The actions and topics through which arm, hand and base are driven. */
const drives = ({ arm, gripper, base }: Profile): Set<string> => {
  const names = new Set<string>();
  for (const { name } of [arm?.trajectory_action, arm?.trajectory_topic].filter((one) => one != null))
    for (const one of [name, ...below(folderOf(name), ["joint_trajectory", "follow_joint_trajectory"])])
      names.add(one);
  if (gripper) names.add(gripper.action.name);
  if (base) names.add(base.cmd_vel.topic);
  if (base?.navigate_action) names.add(base.navigate_action.name);
  for (const name of [...names]) for (const topic of below(`${name}/`, ACTIONLIB_TOPICS)) names.add(topic);
  return names;
};

/** The modules of the Python library that move what the robot has. */
const movers = ({ arm, gripper, base }: Profile): string =>
  [...(arm ? ["arm"] : []), ...(gripper ? ["gripper"] : []), ...(base ? ["base"] : [])].join(" and ");

/** Why no profile may allow it, null when one may. The name is one written in full. */
export const neverAllowed = (profile: Profile, wish: Wish, name: string, type: string): string | null => {
  const bare = bareType(type);
  const own = [profile.estop?.topic, profile.heartbeat?.topic];
  if (name === "/codeact" || name.startsWith("/codeact/") || own.includes(name))
    return "emergency stop, heartbeat and all below /codeact are this bridge's own";
  if (drives(profile).has(name))
    return `what moves the robot is driven through its checks only; use ${movers(profile)}`;
  // In ROS 1 a goal's message is of type …ActionGoal, and its action's …Action.
  if (MOTION_TYPES.includes(bare.replace(/Action(Goal)?$/, "")))
    return `${bare} moves something unchecked; use ${movers(profile)}`;
  if (BASE_TYPES.includes(bare) || /(^|\/)cmd_vel(_|\/|$)/.test(name))
    return profile.base
      ? "the base is driven through its checks only; use base.drive() and base.navigate_to()"
      : "the profile has no mobile base that programs may drive";
  if (wish === "publish")
    return sensorTopics(profile).has(name)
      ? "it is a sensor's topic, and programs do not speak for sensors"
      : null;
  if (wish === "goal") return null;
  const last = name.slice(name.lastIndexOf("/") + 1);
  const node = profile.simulation?.clock_param.split(":")[0];
  const simulator = [
    "/",
    ...(profile.simulation ? [folderOf(profile.simulation.step_service), `${node}/`] : []),
  ];
  if (/^(simulation|codeact)_interfaces\//.test(bare) || name === profile.simulation?.step_service)
    return "it is the simulator's own service; act on the world with the robot";
  if (SIMULATOR_SERVICES.includes(last) && simulator.includes(folderOf(name)))
    return "it is the simulator's own service; act on the world with the robot";
  if (PARAMETER_SERVICES.includes(last) && ["/rosapi/", `${node}/`].includes(folderOf(name)))
    return "programs read parameters, with ros.param; they do not set them";
  return null;
};
