import { z } from "zod";
import { baseOf, PrimitiveError, type PrimitiveParams, type Profile } from "../protocol/index.ts";
import { yawOf } from "../robot/base-pose.ts";
import { parseMessage } from "./asked-trajectory.ts";
import type { NavigateCommand } from "./base-navigation.ts";
import type { DriveCommand } from "./base-way.ts";

const axis = z.number().default(0);
const vector = z.strictObject({ x: axis, y: axis, z: axis }).prefault({});
const Twist = z.strictObject({ linear: vector, angular: vector });
const TwistStamped = z.strictObject({ header: z.unknown().optional(), twist: Twist });

const Stamped = z.object({
  header: z.object({ frame_id: z.string().default("") }).prefault({}),
  pose: z.object({
    position: z.object({ x: z.number(), y: z.number() }),
    orientation: z.object({ x: axis, y: axis, z: axis, w: axis }),
  }),
});
const NavigateToPose = z.strictObject({ pose: Stamped, behavior_tree: z.literal("").optional() });
const MoveBase = z.strictObject({ target_pose: Stamped });

/**
 * The drive that a program asks for by velocity messages.
 *
 * @throws PrimitiveError InvalidArgument for a message that is none, or has speeds that no wheeled base has
 */
export const askedDrive = (
  profile: Profile,
  { message, duration_s }: PrimitiveParams<"ros.publish">,
): DriveCommand => {
  const stamped = baseOf(profile).cmd_vel.type.endsWith("TwistStamped");
  const twist = stamped
    ? parseMessage(TwistStamped, message, "message").twist
    : parseMessage(Twist, message, "message");
  if (duration_s === null)
    throw new PrimitiveError(
      "InvalidArgument",
      "a velocity for the base needs an end: pass duration_s too, in seconds, or use base.drive(linear, angular, duration_s).",
    );
  const { linear, angular } = twist;
  const other = [linear.y, linear.z, angular.x, angular.y].find((value) => value !== 0);
  if (other !== undefined)
    throw new PrimitiveError(
      "InvalidArgument",
      "the base drives forward and turns: only linear.x and angular.z may differ from 0.",
    );
  return { linear: linear.x, angular: angular.z, duration_s };
};

/**
 * The place that a program sends the base to by a goal of NavigateToPose or MoveBase.
 *
 * @throws PrimitiveError InvalidArgument for a goal that is none, or one in another frame than the map's
 */
export const askedNavigation = (
  profile: Profile,
  type: string,
  goal: unknown,
  timeoutS: number | null,
): NavigateCommand => {
  const { map_frame } = baseOf(profile);
  const { header, pose } = /MoveBase(Action)?$/.test(type)
    ? parseMessage(MoveBase, goal, "goal").target_pose
    : parseMessage(NavigateToPose, goal, "goal").pose;
  if (header.frame_id.replace(/^\//, "") !== map_frame)
    throw new PrimitiveError(
      "InvalidArgument",
      `the goal is in frame ${JSON.stringify(header.frame_id)}; give it in "${map_frame}", or use base.navigate_to(x, y, yaw).`,
    );
  const { x, y, z: qz, w } = pose.orientation;
  return { x: pose.position.x, y: pose.position.y, yaw: yawOf([x, y, qz, w]), timeoutS };
};
