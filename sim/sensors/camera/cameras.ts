import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";
import { identity, multiply, quatFromRpy, type Transform } from "../../world/math.ts";
import type { FixedFrame } from "../readings.ts";

/** A camera on a link of the robot. Its frame is the optical one of ROS: z forward, x right and y down in the picture. */
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

/** Looks down with +x of base_link up in the picture, so that left in the picture is +y; tilted from the vertical. */
const lookingDown = (tilt: number): Quat =>
  multiply([Math.SQRT1_2, -Math.SQRT1_2, 0, 0], quatFromRpy([tilt, 0, 0]));

/** Beyond the work area, so that the arm at home hides none of it. */
const overheadAt: Vec3 = [1, 0, 1.35];

export const cameras: readonly CameraModel[] = [
  {
    name: "overhead",
    link: "base_link",
    mount: { position: overheadAt, orientation: lookingDown(-0.375) },
    width: WIDTH,
    height: HEIGHT,
    fovY: 0.56,
  },
  {
    name: "wrist",
    link: "gripper_base",
    mount: { position: [0, -0.039, 0.051], orientation: identity.orientation },
    width: WIDTH,
    height: HEIGHT,
    fovY: 1.15,
  },
];

export const opticalFrame = (camera: CameraModel): string => `${camera.name}_camera_optical_frame`;

export const cameraFrames: readonly FixedFrame[] = cameras.map((camera) => ({
  parent: camera.link,
  child: opticalFrame(camera),
  transform: camera.mount,
}));

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
