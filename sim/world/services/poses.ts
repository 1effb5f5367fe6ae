import { z } from "zod";
import type { Transform } from "../math.ts";

const number = z.number().default(0);
const Vector = z.object({ x: number, y: number, z: number });

/** geometry_msgs/msg/Pose; a missing orientation is none. */
export const PoseRequest = z.object({
  position: Vector.prefault({}),
  orientation: z.object({ x: number, y: number, z: number, w: z.number().default(1) }).prefault({}),
});
export const TwistRequest = z.object({ linear: Vector.prefault({}), angular: Vector.prefault({}) });
export const HeaderRequest = z.object({ frame_id: z.string().default("") }).prefault({});

/** How far from the origin an object may be put, metres. */
const FAR = 3;

const problem = (text: string): { readonly transform: null; readonly problem: string } => ({
  transform: null,
  problem: text,
});

/**
 * The pose as the world takes it, or why it is none.
 *
 * @param frame as the request names it
 * @param worldFrame that of the scene
 */
export const readPose = (
  pose: z.infer<typeof PoseRequest>,
  frame: string,
  worldFrame: string,
):
  | { readonly transform: Transform; readonly problem: null }
  | { readonly transform: null; readonly problem: string } => {
  if (!["", "world", worldFrame].includes(frame)) {
    return problem(
      `frame_id "${frame}" is not ${worldFrame} or world, which are the same here. Give the pose in ${worldFrame}.`,
    );
  }
  const { position: p, orientation: o } = pose;
  const farthest = Math.max(Math.abs(p.x), Math.abs(p.y), Math.abs(p.z));
  if (farthest > FAR)
    return problem(
      `position (${p.x}, ${p.y}, ${p.z}) m is further than ${FAR} m from the origin. Give metres in ${worldFrame}.`,
    );
  const length = Math.hypot(o.x, o.y, o.z, o.w);
  if (Math.abs(length - 1) > 0.01) {
    return problem(
      `orientation (${o.x}, ${o.y}, ${o.z}, ${o.w}) has length ${length.toFixed(3)}, not 1. Pass a unit quaternion x, y, z, w.`,
    );
  }
  return {
    transform: {
      position: [p.x, p.y, p.z],
      orientation: [o.x / length, o.y / length, o.z / length, o.w / length],
    },
    problem: null,
  };
};
