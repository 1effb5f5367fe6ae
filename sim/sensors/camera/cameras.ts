import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";
import { identity, multiply, quatFromRpy, type Transform } from "../../world/math.ts";
import type { FixedFrame } from "../readings.ts";

/** A camera on a link of the robot, or fixed in the `world`. Its frame is the optical one of ROS: z forward, x right and y down in the picture. */
export interface CameraModel {
  readonly name: string;
  readonly link: string;
  readonly mount: Transform;
  readonly width: number;
  readonly height: number;
  /** Vertical field of view, radians. */
  readonly fovY: number;
}

const WIDTH = 320;
const HEIGHT = 240;

/** Looks down with +x of the world up in the picture, so that left in the picture is +y; tilted from the vertical. */
const lookingDown = (tilt: number): Quat =>
  multiply([Math.SQRT1_2, -Math.SQRT1_2, 0, 0], quatFromRpy([tilt, 0, 0]));

/** Beyond a table's work area, so that an arm at home hides none of it. */
const overheadAt: Vec3 = [1, 0, 1.35];

/** Sees the table from above, in front of an arm whose root link stands at its edge. */
export const overTable: CameraModel = {
  name: "overhead",
  link: "base_link",
  mount: { position: overheadAt, orientation: lookingDown(-0.375) },
  width: WIDTH,
  height: HEIGHT,
  fovY: 0.56,
};

/** Sees what is between the fingers: on a link of the hand, whose z points out of it. */
export const inHand = (link: string, position: Vec3): CameraModel => ({
  name: "wrist",
  link,
  mount: { position, orientation: identity.orientation },
  width: WIDTH,
  height: HEIGHT,
  fovY: 1.15,
});

/** Sees a whole room from above, with +x of the world to the right in the picture and +y up. */
export const overRoom = (height: number): CameraModel => ({
  name: "overhead",
  link: "world",
  mount: { position: [0, 0, height], orientation: [1, 0, 0, 0] },
  width: WIDTH,
  height: HEIGHT,
  fovY: 0.9,
});

/** Looks forward from a base, along +x of its link. */
export const ahead = (link: string, position: Vec3): CameraModel => ({
  name: "front",
  link,
  mount: { position, orientation: [-0.5, 0.5, -0.5, 0.5] },
  width: WIDTH,
  height: HEIGHT,
  fovY: 1,
});

export const opticalFrame = (camera: CameraModel): string => `${camera.name}_camera_optical_frame`;

export const cameraFrame = (camera: CameraModel): FixedFrame => ({
  parent: camera.link,
  child: opticalFrame(camera),
  transform: camera.mount,
});

/** Focal length in pixels and principal point. */
export interface Intrinsics {
  readonly focal: number;
  readonly cx: number;
  readonly cy: number;
}

export const intrinsics = ({ width, height, fovY }: CameraModel): Intrinsics => ({
  focal: height / 2 / Math.tan(fovY / 2),
  cx: width / 2,
  cy: height / 2,
});
