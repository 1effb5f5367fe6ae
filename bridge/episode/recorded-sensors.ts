import { z } from "zod";
import { type Detection, nsToStamp, type Stamp, sensorTopics, stampToNs } from "../protocol/index.ts";
import type { RecordedFeed, TransformMessage, Unsubscribe } from "../robot/types.ts";
import { sceneKey, sceneMarkers } from "./scene-markers.ts";

/** Takes a sensor's message of the given ROS type, at a stamp of the robot's clock. */
export type TakeReading = (topic: string, type: string, stamp: Stamp, message: unknown) => void;

const stamp = z.union([
  z.object({ sec: z.number(), nanosec: z.number() }),
  z
    .object({ secs: z.number(), nsecs: z.number() })
    .transform(({ secs, nsecs }) => ({ sec: secs, nanosec: nsecs })),
]);
const log = {
  level: z.number(),
  name: z.string().default(""),
  msg: z.string().default(""),
  file: z.string().default(""),
  function: z.string().default(""),
  line: z.number().default(0),
};
/** rcl_interfaces/msg/Log, or rosgraph_msgs/Log of ROS 1, whose levels count 1, 2, 4, 8, 16. */
const LogIn = z.union([
  z.object({ stamp, ...log }),
  z.object({ header: z.object({ stamp }), ...log }).transform(({ header, level, ...rest }) => ({
    ...rest,
    stamp: header.stamp,
    level: 10 * (Math.log2(Math.max(1, level)) + 1),
  })),
]);
const OdometryIn = z.looseObject({ header: z.looseObject({ stamp }) });

/**
 * Hears what a robot's sensors say until the returned function is called. What repeats itself with an old stamp, as a
 * `fast` simulator that stands still does, is taken once.
 */
export const recordSensors = (feed: RecordedFeed, take: TakeReading): Unsubscribe => {
  const { profile } = feed;
  const first = feed.lastJointState()?.message.header.stamp ?? { sec: 0, nanosec: 0 };
  let now: Stamp = first;
  take(sensorTopics.robot_description, "std_msgs/msg/String", first, { data: feed.urdf });
  const statics = feed.staticTransforms();
  if (statics.transforms.length > 0) take(sensorTopics.tf_static, TF, first, statics);

  const seen = new Map<string, bigint>();
  const isNew = (key: string, of: Stamp): boolean => {
    const ns = stampToNs(of);
    if (seen.get(key) === ns) return false;
    seen.set(key, ns);
    return true;
  };
  let scene = "";
  const ends = [
    feed.onJointState((message) => {
      now = message.header.stamp;
      if (isNew(`joints ${message.name.join()}`, now))
        take(sensorTopics.joint_states, "sensor_msgs/msg/JointState", now, message);
    }),
    feed.onTransforms((message, isStatic) => {
      const of = message.transforms[0]?.header.stamp;
      if (!of) return;
      if (isStatic) take(sensorTopics.tf_static, TF, now, message);
      else if (isNew(`tf ${frames(message)}`, of)) take(sensorTopics.tf, TF, of, message);
    }),
    feed.onDetections((detections: Detection[]) => {
      const key = sceneKey(detections);
      if (key === scene) return;
      scene = key;
      const seconds = detections[0]?.stamp_s;
      const of = seconds === undefined ? now : nsToStamp(BigInt(Math.round(seconds * 1e9)));
      take(sensorTopics.scene, "codeact_msgs/msg/Scene", of, {
        stamp: of,
        name: detections.map(({ name }) => name),
        json: JSON.stringify(detections),
      });
      take(sensorTopics.markers, "visualization_msgs/msg/MarkerArray", of, sceneMarkers(detections, of));
    }),
    feed.onTopic("/rosout", profile.ros_version === 1 ? "rosgraph_msgs/Log" : LOG, (message) => {
      const entry = LogIn.safeParse(message);
      if (entry.success) take(sensorTopics.rosout, LOG, entry.data.stamp, entry.data);
    }),
  ];
  if (profile.base)
    ends.push(
      feed.onTopic(profile.base.odom.topic, profile.base.odom.type, (message) => {
        const reading = OdometryIn.safeParse(message);
        if (!reading.success) return;
        const of = reading.data.header.stamp;
        if (isNew("odom", of)) take(sensorTopics.odom, "nav_msgs/msg/Odometry", of, reading.data);
      }),
    );
  return () => {
    for (const end of ends) end();
  };
};

const TF = "tf2_msgs/msg/TFMessage";
const LOG = "rcl_interfaces/msg/Log";

/** Several publishers may share /tf, each with its own frames. */
const frames = ({ transforms }: TransformMessage): string =>
  `${transforms.length} ${transforms[0]?.child_frame_id}`;
