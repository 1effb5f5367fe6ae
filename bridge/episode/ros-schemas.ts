import { parse } from "@foxglove/rosmsg";
import { MessageWriter } from "@foxglove/rosmsg2-serialization";

/*
 * ros2msg texts of the messages that an episode holds, each with its dependencies, from the published definitions of
 * sensor_msgs, tf2_msgs, geometry_msgs, std_msgs and builtin_interfaces (ROS 2 Jazzy).
 */
const SEPARATOR = "=".repeat(80);
const withDependencies = (text: string, ...dependencies: [name: string, text: string][]): string =>
  [text, ...dependencies.map(([name, body]) => `${SEPARATOR}\nMSG: ${name}\n${body}`)].join("\n");

const time: [string, string] = ["builtin_interfaces/Time", "int32 sec\nuint32 nanosec"];
const header: [string, string] = ["std_msgs/Header", "builtin_interfaces/Time stamp\nstring frame_id"];
const vector3: [string, string] = ["geometry_msgs/Vector3", "float64 x\nfloat64 y\nfloat64 z"];
const quaternion: [string, string] = [
  "geometry_msgs/Quaternion",
  "float64 x\nfloat64 y\nfloat64 z\nfloat64 w",
];
const transform: [string, string] = [
  "geometry_msgs/Transform",
  "geometry_msgs/Vector3 translation\ngeometry_msgs/Quaternion rotation",
];
const transformStamped: [string, string] = [
  "geometry_msgs/TransformStamped",
  "std_msgs/Header header\nstring child_frame_id\ngeometry_msgs/Transform transform",
];

/** An event of the episode; `json` is the whole event as bridge/protocol/events.ts defines it. */
const codeactEvent = "builtin_interfaces/Time stamp\nuint64 seq\nstring type\nstring json";

const texts = {
  "sensor_msgs/msg/JointState": withDependencies(
    "std_msgs/Header header\nstring[] name\nfloat64[] position\nfloat64[] velocity\nfloat64[] effort",
    header,
    time,
  ),
  "tf2_msgs/msg/TFMessage": withDependencies(
    "geometry_msgs/TransformStamped[] transforms",
    transformStamped,
    header,
    time,
    transform,
    vector3,
    quaternion,
  ),
  "std_msgs/msg/String": "string data",
  "codeact_msgs/msg/Event": withDependencies(codeactEvent, time),
} as const;

export type RecordedType = keyof typeof texts;

/** The ros2msg text of a type, as an MCAP schema record wants it. */
export const schemaText = (type: RecordedType): string => texts[type];

/** A function from a message to its CDR bytes. */
export const cdrWriter = (type: RecordedType): ((message: unknown) => Uint8Array) => {
  const writer = new MessageWriter(parse(texts[type], { ros2: true }));
  return (message) => writer.writeMessage(message);
};
