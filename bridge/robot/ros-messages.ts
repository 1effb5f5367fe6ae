import { z } from "zod";

/* Messages as they arrive over rosbridge, ROS 1 or 2, checked and brought to ROS 2's spelling. */

/** builtin_interfaces/msg/Time; ROS 1 spells it secs and nsecs. */
export const RosTime = z.union([
  z.object({ sec: z.int(), nanosec: z.int() }),
  z.object({ secs: z.int(), nsecs: z.int() }).transform(({ secs, nsecs }) => ({ sec: secs, nanosec: nsecs })),
]);
const Header = z.object({ stamp: RosTime, frame_id: z.string() });

const Xyz = z.object({ x: z.number(), y: z.number(), z: z.number() });
const Xyzw = z.object({ x: z.number(), y: z.number(), z: z.number(), w: z.number() });

/** rosbridge writes NaN, a driver's "not measured", as null. */
const measured = z.array(z.number().nullable().transform((value) => value ?? 0)).default([]);

export const JointStateRos = z.object({
  header: Header,
  name: z.array(z.string()),
  position: z.array(z.number()),
  velocity: measured,
  effort: measured,
});

export const TransformRos = z.object({
  transforms: z.array(
    z.object({
      header: Header,
      child_frame_id: z.string(),
      transform: z.object({ translation: Xyz, rotation: Xyzw }),
    }),
  ),
});

/** vision_msgs/msg/Detection3DArray */
export const Detection3DArrayRos = z.object({
  header: Header,
  detections: z.array(
    z.object({
      header: Header.optional(),
      id: z.string().default(""),
      results: z
        .array(
          z.object({
            hypothesis: z.object({ class_id: z.string(), score: z.number().nullable().default(null) }),
          }),
        )
        .default([]),
      bbox: z.object({ center: z.object({ position: Xyz, orientation: Xyzw }), size: Xyz }),
    }),
  ),
});

export const WrenchRos = z.object({ header: Header, wrench: z.object({ force: Xyz, torque: Xyz }) });

export const CompressedImageRos = z.object({ header: Header, format: z.string(), data: z.string() });

export const ImageRos = z.object({
  header: Header,
  width: z.int().positive(),
  height: z.int().positive(),
  encoding: z.string(),
  is_bigendian: z.union([z.boolean(), z.int()]).default(0),
  step: z.int().positive(),
  data: z.string(),
});

export const StringRos = z.object({ data: z.string() });

type Xyz = z.infer<typeof Xyz>;
export const vec3 = ({ x, y, z: up }: Xyz): [number, number, number] => [x, y, up];
export const quat = ({ x, y, z: k, w }: z.infer<typeof Xyzw>): [number, number, number, number] => [x, y, k, w];
