import { type Pose, PrimitiveError, type Quat, type Vec3 } from "../protocol/index.ts";
import { compose, invert } from "../robot/kinematics/rotation.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import type { Robot } from "../robot/robot.ts";

/** Coordinates beyond this are taken for millimetres; no arm that this is made for reaches so far. */
const FARTHEST_M = 3;

/** What programs may call the base frame of any robot; it is what positions are in when no frame is named. */
const BASE = "base_link";

const isBase = (robot: Robot, frameId: string): boolean =>
  frameId === robot.profile.frames.base || frameId === BASE;

/** Where a frame is in the base frame. @throws PrimitiveError InvalidArgument for one that is not known */
const frameInBase = async (robot: Robot, frameId: string): Promise<Placement | null> => {
  if (isBase(robot, frameId)) return null;
  const pose = await robot.frame(frameId);
  if (!pose)
    throw new PrimitiveError(
      "InvalidArgument",
      `frame_id "${frameId}" is not known. Known are ${[robot.profile.frames.base, ...robot.frameNames()].slice(0, 40).join(", ")}.`,
    );
  return pose;
};

/** @throws PrimitiveError InvalidArgument for a position that looks like millimetres, or an orientation that is none */
export const checkPlausible = (position: Vec3, orientation: Quat | null): void => {
  if (position.some((value) => Math.abs(value) > FARTHEST_M))
    throw new PrimitiveError(
      "InvalidArgument",
      `position (${position.join(", ")}) is farther than ${FARTHEST_M} m; are these millimetres? In metres it would be (${position.map((value) => value / 1000).join(", ")}).`,
    );
  if (orientation && Math.abs(Math.hypot(...orientation) - 1) > 0.01)
    throw new PrimitiveError(
      "InvalidArgument",
      `orientation (${orientation.join(", ")}) has length ${Math.hypot(...orientation).toFixed(3)}; a quaternion [x, y, z, w] has length 1. Straight down is [1, 0, 0, 0].`,
    );
};

/** A placement given in a frame, in the base frame. */
export const toBase = async (robot: Robot, placement: Placement, frameId: string): Promise<Placement> => {
  const frame = await frameInBase(robot, frameId);
  return frame ? compose(frame, placement) : placement;
};

/** A pose of the base frame, told in another frame. */
export const fromBase = async (robot: Robot, pose: Placement, frameId: string): Promise<Pose> => {
  const frame = await frameInBase(robot, frameId);
  if (!frame) return { ...pose, frame_id: robot.profile.frames.base };
  return { ...compose(invert(frame), pose), frame_id: frameId };
};
