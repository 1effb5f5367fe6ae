import { z } from "zod";
import { compose, identity, type Transform } from "../../world/math.ts";
import { PoseRequest } from "../../world/services/poses.ts";
import { yawOf } from "./footprint.ts";
import type { PlanarPose } from "./path-follower.ts";

/** Codes that Nav2's planner and controller report through nav2_msgs/action/NavigateToPose (branch jazzy). */
export const NavigationError = {
  NONE: 0,
  UNKNOWN: 100,
  FAILED_TO_MAKE_PROGRESS: 105,
  TF_ERROR: 202,
  GOAL_OUTSIDE_MAP: 204,
  START_OCCUPIED: 205,
  GOAL_OCCUPIED: 206,
  NO_VALID_PATH: 208,
} as const;

/** A goal that is not accepted or not reached, with Nav2's code and the reason in words. */
export class NavigationRefused extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const Goal = z.object({
  pose: z.object({
    header: z.object({ frame_id: z.string().default("") }).prefault({}),
    pose: PoseRequest.prefault({}),
  }),
  behavior_tree: z.string().default(""),
});

/**
 * The pose in the map that a nav2_msgs/action/NavigateToPose goal asks for.
 *
 * @param frames poses in the map of the frames that goals may be given in
 * @throws NavigationRefused with the reason
 */
export const readNavigationGoal = (
  message: unknown,
  frames: Readonly<Record<string, Transform>>,
): PlanarPose => {
  const parsed = Goal.safeParse(message);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NavigationRefused(
      NavigationError.UNKNOWN,
      `the goal is not a NavigateToPose goal (${issue?.path.join(".") || "goal"}: ${issue?.message}). Numbers must be finite.`,
    );
  }
  const { pose, behavior_tree } = parsed.data;
  if (behavior_tree !== "")
    throw new NavigationRefused(
      NavigationError.UNKNOWN,
      "this navigator has no behaviour trees. Leave behavior_tree empty.",
    );
  const frameId = pose.header.frame_id.replace(/^\/+/, "") || "map";
  const frame = frameId === "map" ? identity : Object.hasOwn(frames, frameId) ? frames[frameId] : undefined;
  if (!frame)
    throw new NavigationRefused(
      NavigationError.TF_ERROR,
      `frame_id "${frameId}" is none of map, ${Object.keys(frames).join(", ")}. Give the pose in map.`,
    );
  const { position: p, orientation: o } = pose.pose;
  const length = Math.hypot(o.x, o.y, o.z, o.w);
  if (Math.abs(length - 1) > 0.01)
    throw new NavigationRefused(
      NavigationError.UNKNOWN,
      `orientation (${o.x}, ${o.y}, ${o.z}, ${o.w}) has length ${length.toFixed(3)}, not 1. Pass a unit quaternion x, y, z, w.`,
    );
  const inMap = compose(frame, { position: [p.x, p.y, p.z], orientation: [o.x, o.y, o.z, o.w] });
  return { x: inMap.position[0], y: inMap.position[1], yaw: yawOf(inMap) };
};
