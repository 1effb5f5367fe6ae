import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type { Transform } from "../../world/math.ts";

/**
 * The world as a judge sees it: the truth of the physics, never what a sensor says of it. Poses are of the centres of
 * objects' bounding boxes, in the scene's frame (`base_link` on a table, z = 0 its top); metres, seconds.
 */
export interface WorldView {
  readonly timeS: number;
  /** Names of all objects. */
  readonly objects: readonly string[];
  pose(object: string): Transform;
  /** Extent along the object's own axes. */
  size(object: string): Vec3;
  /** Where it was when the episode began. */
  startPose(object: string): Transform;
  /** Of its centre, metres a second. */
  speed(object: string): number;
  /** Names of the bodies that touch it: objects, links of the robot, `table`, `floor`. */
  touching(object: string): ReadonlySet<string>;
  /** Whether both fingers touch it. */
  held(object: string): boolean;
  /** Gap between the fingers. */
  readonly gripperGap: number;
  readonly tool: Transform;
  /** Where the tool was when the episode began. */
  readonly startTool: Transform;
  /** What has become of it: `clean`, `hot`, `cold`, …; only where the scene has something that changes it. */
  states(object: string): ReadonlySet<string>;
  /** Of appliances and drawers: whether it stands open. */
  isOpen(furniture: string): boolean;
  /** How often each object was grasped and lifted since the start. */
  grasps(object: string): number;
}
