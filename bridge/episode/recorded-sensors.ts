import { z } from "zod";
import {
  type Detection,
  nsToStamp,
  type Stamp,
  sensorTopics,
  stampToNs,
  type Vec3,
} from "../protocol/index.ts";
import { bodyContacts } from "../robot/contacts.ts";
import { ContactsIn, LogIn, logType } from "../robot/messages.ts";
import { rosType } from "../robot/ros-spelling.ts";
import type { RobotFeed, TransformMessage, Unsubscribe } from "../robot/types.ts";
import { sceneKey, sceneMarkers } from "./scene-markers.ts";

/** Takes a sensor's message of the given ROS type, at a stamp of the robot's clock. */
export type TakeReading = (topic: string, type: string, stamp: Stamp, message: unknown) => void;

const stamp = z.union([
  z.object({ sec: z.number(), nanosec: z.number() }),
  z
    .object({ secs: z.number(), nsecs: z.number() })
    .transform(({ secs, nsecs }) => ({ sec: secs, nanosec: nsecs })),
]);
/** What a message says of its time; the rest of it is kept as it is. */
const StampedIn = z.looseObject({ header: z.looseObject({ stamp }) });
/** Shortest wall time between two messages of contacts, milliseconds. */
const CONTACTS_MS = 100;

/**
 * Hears what a robot's sensors say until the returned function is called. What repeats itself with an old stamp, as a
 * `fast` simulator that stands still does, is taken once.
 */
export const recordSensors = (feed: RobotFeed, take: TakeReading): Unsubscribe => {
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
    feed.motion.onChange(() => {
      const { goal, commanded } = feed.motion;
      take(sensorTopics.motion, "codeact_msgs/msg/Motion", now, {
        stamp: now,
        joint_names: goal?.joint_names ?? [],
        goal: goal?.positions ?? [],
        commanded: commanded?.positions ?? [],
      });
    }),
    feed.onTopic("/rosout", logType(profile.ros_version), (message) => {
      const entry = LogIn.safeParse(message);
      if (entry.success) take(sensorTopics.rosout, LOG, entry.data.stamp, entry.data);
    }),
  ];
  const stamped = (topic: string, type: string, as: keyof typeof sensorTopics): void =>
    void ends.push(
      feed.onTopic(topic, rosType(profile.ros_version, type), (message) => {
        const reading = StampedIn.safeParse(message);
        if (!reading.success) return;
        const of = reading.data.header.stamp;
        if (isNew(as, of)) take(sensorTopics[as], type, of, reading.data);
      }),
    );
  if (profile.base) stamped(profile.base.odom.topic, "nav_msgs/msg/Odometry", "odom");
  if (profile.wrench) stamped(profile.wrench.topic, "geometry_msgs/msg/WrenchStamped", "wrench");
  if (profile.contacts) {
    const { topic, type } = profile.contacts;
    const touch = (message: unknown): void => {
      const reading = ContactsIn.safeParse(message);
      if (!reading.success) return;
      const { header, contacts } = reading.data;
      if (isNew("contacts", header.stamp))
        take(
          sensorTopics.contacts,
          "codeact_msgs/msg/Contacts",
          header.stamp,
          contactsMessage(header, contacts),
        );
    };
    ends.push(feed.onTopic(topic, rosType(profile.ros_version, type), touch, CONTACTS_MS));
  }
  return () => {
    for (const end of ends) end();
  };
};

const TF = "tf2_msgs/msg/TFMessage";
const LOG = "rcl_interfaces/msg/Log";

const xyz = ([x, y, z]: Vec3) => ({ x, y, z });

const contactsMessage = ({ stamp: of, frame_id }: ContactsIn["header"], contacts: ContactsIn["contacts"]) => {
  const pairs = bodyContacts(contacts);
  return {
    stamp: of,
    frame_id,
    first: pairs.map(({ bodies }) => bodies[0]),
    second: pairs.map(({ bodies }) => bodies[1]),
    position: pairs.map(({ position }) => xyz(position)),
    force: pairs.map(({ force }) => xyz(force)),
  };
};

/** Several publishers may share /tf, each with its own frames. */
const frames = ({ transforms }: TransformMessage): string =>
  `${transforms.length} ${transforms[0]?.child_frame_id}`;
