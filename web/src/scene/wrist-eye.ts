import { type Object3D, Quaternion, Vector3 } from "three";
import type { Picture, RobotFrame } from "../../../bridge/protocol/index.ts";
import { type Eye, eyeAt } from "./viewpoint.ts";

/** Where one would hold a camera beside the fingers, in the tool's own frame, whose z points out of it; metres. */
const BESIDE_TOOL = new Vector3(0, -0.07, -0.13);

/** What the view along the tool is made of. */
export interface EyeSources {
  /** A camera's link in the robot's description. */
  readonly link: Object3D | null;
  readonly pictures: Readonly<Record<string, Picture>>;
  readonly frame: RobotFrame | null;
  /** The node that objects, pictures and the tool are given in. */
  readonly objects: Object3D;
}

/**
 * The camera at the wrist: as its newest picture tells, or as the robot's description does; where neither knows of one,
 * beside the tool. Null where there is no tool either.
 */
export const wristEye = ({ link, pictures, frame, objects }: EyeSources): Eye | null => {
  const name = Object.keys(pictures).find((camera) => /wrist|hand|tool|gripper|front/.test(camera));
  const view = name === undefined ? null : pictures[name]?.view;
  objects.updateWorldMatrix(true, false);
  const turn = objects.getWorldQuaternion(new Quaternion());
  if (view)
    return {
      position: objects.localToWorld(new Vector3(...view.position)),
      orientation: turn.multiply(new Quaternion(...view.orientation)),
      fovY: view.fov_y_rad,
    };
  if (link) return eyeAt(link, null);
  if (!frame?.tool) return null;
  const orientation = new Quaternion(...frame.tool.orientation);
  const position = BESIDE_TOOL.clone()
    .applyQuaternion(orientation)
    .add(new Vector3(...frame.tool.position));
  return { position: objects.localToWorld(position), orientation: turn.multiply(orientation), fovY: 1.15 };
};
