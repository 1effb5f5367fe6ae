import { z } from "zod";
import type { Stamp, Vec3 } from "../protocol/index.ts";
import type { JointStateMessage, TransformMessage } from "./types.ts";

/*
 * ROS messages as rosbridge sends them, checked on arrival: numbers that are not finite come as null, and ROS 1 spells
 * stamps secs/nsecs. Fields that nothing here reads are dropped.
 */
const stamp = z
  .union([
    z.object({ sec: z.number(), nanosec: z.number() }),
    z
      .object({ secs: z.number(), nsecs: z.number() })
      .transform(({ secs, nsecs }) => ({ sec: secs, nanosec: nsecs })),
  ])
  .transform((value): Stamp => value);
const header = z.object({ stamp, frame_id: z.string().default("") });
const xyz = z.object({ x: z.number(), y: z.number(), z: z.number() });
const xyzw = z.object({ x: z.number(), y: z.number(), z: z.number(), w: z.number() });
const readings = z
  .array(z.number().nullable())
  .default([])
  .transform((values) => values.map((value) => value ?? Number.NaN));

/** sensor_msgs/msg/JointState; velocities and efforts that the robot does not know are NaN or missing. */
export const JointStateIn: z.ZodType<JointStateMessage> = z
  .object({
    header,
    name: z.array(z.string()),
    position: z.array(z.number()),
    velocity: readings,
    effort: readings,
  })
  .refine(({ name, position }) => name.length === position.length, "as many positions as names");

/** tf2_msgs/msg/TFMessage */
export const TransformsIn: z.ZodType<TransformMessage> = z.object({
  transforms: z.array(
    z.object({
      header,
      child_frame_id: z.string(),
      transform: z.object({ translation: xyz, rotation: xyzw }),
    }),
  ),
});

/** nav_msgs/msg/Odometry: pose in the header's frame, twist in that of the base. */
export const OdometryIn = z.object({
  header,
  child_frame_id: z.string().default("base_link"),
  pose: z.object({ pose: z.object({ position: xyz, orientation: xyzw }) }),
  twist: z.object({ twist: z.object({ linear: xyz, angular: xyz }) }),
});

/** std_msgs/msg/String */
export const StringIn = z.object({ data: z.string() });

/** geometry_msgs/msg/WrenchStamped */
export const WrenchIn = z.object({ header, wrench: z.object({ force: xyz, torque: xyz }) });

/** vision_msgs/msg/Detection3DArray */
export const DetectionsIn = z.object({
  header,
  detections: z.array(
    z.object({
      header: header.optional(),
      id: z.string().default(""),
      results: z
        .array(z.object({ hypothesis: z.object({ class_id: z.string(), score: z.number() }) }))
        .default([]),
      bbox: z.object({ center: z.object({ position: xyz, orientation: xyzw }), size: xyz }),
    }),
  ),
});
export type DetectionsIn = z.infer<typeof DetectionsIn>;

/** Bytes as rosbridge sends them in JSON: base64, or a list of numbers. */
const bytes = z
  .union([z.string(), z.array(z.number())])
  .transform((data) => (typeof data === "string" ? Buffer.from(data, "base64") : Buffer.from(data)));

/** sensor_msgs/msg/Image */
export const ImageIn = z.object({
  header,
  height: z.int().positive(),
  width: z.int().positive(),
  encoding: z.string(),
  is_bigendian: z.union([z.number(), z.boolean()]).default(0),
  step: z.int().positive(),
  data: bytes,
});
export type ImageIn = z.infer<typeof ImageIn>;

/** sensor_msgs/msg/CompressedImage */
export const CompressedImageIn = z.object({ header, format: z.string(), data: bytes });

/** The part of sensor_msgs/msg/CameraInfo that tells what is in view; ROS 1 spells the matrix K. */
export const CameraInfoIn = z
  .object({
    height: z.number(),
    width: z.number(),
    k: z.array(z.number()).length(9).optional(),
    K: z.array(z.number()).length(9).optional(),
  })
  .transform(({ height, width, k, K }) => ({ height, width, matrix: k ?? K ?? [] }));

const vector = xyz.transform(({ x, y, z }): Vec3 => [x, y, z]);

/** ros_gz_interfaces/msg/Contacts: of each pair its points, and what each does to the first. */
export const ContactsIn = z.object({
  header,
  contacts: z.array(
    z.object({
      collision1: z.object({ name: z.string() }),
      collision2: z.object({ name: z.string() }),
      positions: z.array(vector).default([]),
      wrenches: z.array(z.object({ body_1_wrench: z.object({ force: vector }) })).default([]),
    }),
  ),
});
export type ContactsIn = z.infer<typeof ContactsIn>;

const log = {
  level: z.number(),
  name: z.string().default(""),
  msg: z.string().default(""),
  file: z.string().default(""),
  function: z.string().default(""),
  line: z.number().default(0),
};

/** rcl_interfaces/msg/Log, or rosgraph_msgs/Log of ROS 1, whose levels count 1, 2, 4, 8, 16. */
export const LogIn = z.union([
  z.object({ stamp, ...log }),
  z.object({ header, ...log }).transform(({ header: { stamp: of }, level, ...rest }) => ({
    ...rest,
    stamp: of,
    level: 10 * (Math.log2(Math.max(1, level)) + 1),
  })),
]);

/** The type of /rosout. */
export const logType = (rosVersion: 1 | 2): string =>
  rosVersion === 1 ? "rosgraph_msgs/Log" : "rcl_interfaces/msg/Log";
