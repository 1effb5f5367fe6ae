/** A topic, service or action. */
export interface Named {
  readonly name: string;
  readonly type: string;
}

/** The last part of a type: "sensor_msgs/msg/Image" is an "Image", in ROS 1 and 2; ROS 1 has "…Action" for actions. */
export const isType = (type: string, ...names: readonly string[]): boolean => {
  const last = type.split("/").at(-1) ?? "";
  return names.some((name) => last === name || last === `${name}Action`);
};

/** What a robot has, by the types of its interfaces: the word for it, and what is of that type. */
export interface Recognised extends Named {
  readonly what: string;
}

const topicKinds: readonly (readonly [string, readonly string[]])[] = [
  ["joint states", ["JointState"]],
  ["arm (trajectory topic)", ["JointTrajectory"]],
  ["base (velocity)", ["Twist", "TwistStamped"]],
  ["base (odometry)", ["Odometry"]],
  ["laser", ["LaserScan"]],
  ["point cloud", ["PointCloud2"]],
  ["map", ["OccupancyGrid"]],
  ["force sensor", ["WrenchStamped"]],
  ["detections", ["Detection3DArray"]],
  ["transforms", ["TFMessage"]],
];
const actionKinds: readonly (readonly [string, readonly string[]])[] = [
  ["arm (trajectory action)", ["FollowJointTrajectory"]],
  ["gripper", ["GripperCommand"]],
  ["navigation", ["NavigateToPose", "MoveBase"]],
];

/** What of an offer is known by its type. Topics below /_action/ are the insides of actions. */
export const recognise = (topics: readonly Named[], actions: readonly Named[]): Recognised[] => {
  const found = (
    kinds: typeof topicKinds,
    offered: readonly Named[],
    fits: (one: Named) => boolean = () => true,
  ): Recognised[] =>
    kinds.flatMap(([what, types]) =>
      offered
        .filter((one) => isType(one.type, ...types) && fits(one))
        .map(({ name, type }) => ({ what, name, type })),
    );
  const pictures = topics
    .filter(({ name, type }) => isType(type, "Image", "CompressedImage") && !name.includes("/_action/"))
    .map(({ name, type }) => ({ what: pictureWords(name, type), name, type }));
  return [...found(actionKinds, actions), ...found(topicKinds, topics), ...pictures];
};

const pictureWords = (name: string, type: string): string =>
  /depth/i.test(name) ? "camera (depth)" : isType(type, "Image") ? "camera (raw)" : "camera (compressed)";

/** Actions that show as the topics of actionlib, as in ROS 1: "/x/goal" of type "pkg/NameActionGoal". */
export const actionlibActions = (topics: readonly Named[]): Named[] =>
  topics.flatMap(({ name, type }) => {
    const [, action] = /^(\/.+)\/goal$/.exec(name) ?? [];
    const [, of] = /^(\w+\/\w+Action)Goal$/.exec(type) ?? [];
    return action && of ? [{ name: action, type: of }] : [];
  });
