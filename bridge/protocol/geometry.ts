import { z } from "zod";

/** A point or direction [x, y, z]; metres (REP-103) in the frame named beside it. */
export const Vec3 = z.tuple([z.number(), z.number(), z.number()]).meta({ id: "Vec3" });
export type Vec3 = z.infer<typeof Vec3>;

/** A rotation as a quaternion [x, y, z, w], the order ROS uses. */
export const Quat = z.tuple([z.number(), z.number(), z.number(), z.number()]).meta({ id: "Quat" });
export type Quat = z.infer<typeof Quat>;

/** Where something is and how it is turned, in a named frame. */
export const Pose = z
  .strictObject({
    position: Vec3.describe("[x, y, z] in metres"),
    orientation: Quat.describe("quaternion [x, y, z, w]"),
    frame_id: z.string().describe("the frame that the numbers are in"),
  })
  .meta({ id: "Pose", description: "A position and an orientation in a named frame." });
export type Pose = z.infer<typeof Pose>;

/** builtin_interfaces/msg/Time, as ROS 2 spells it. */
export const Stamp = z
  .strictObject({
    sec: z.int(),
    nanosec: z.int().min(0).max(999_999_999),
  })
  .meta({ id: "Stamp" });
export type Stamp = z.infer<typeof Stamp>;

/** Nanoseconds since the clock's epoch from a ROS stamp. */
export const stampToNs = (stamp: Stamp): bigint => BigInt(stamp.sec) * 1_000_000_000n + BigInt(stamp.nanosec);

/** A ROS stamp from nanoseconds since the clock's epoch. */
export const nsToStamp = (ns: bigint): Stamp => ({
  sec: Number(ns / 1_000_000_000n),
  nanosec: Number(ns % 1_000_000_000n),
});

/** Seconds from a ROS stamp; for reading and plotting, not for ordering. */
export const stampToSeconds = (stamp: Stamp): number => stamp.sec + stamp.nanosec * 1e-9;
