import type { ReachAnswer, RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";
import { Store } from "../state/store.ts";
import { rollPitchYaw } from "./rotation.ts";

/** Where the tool is to be brought, in the frame of the base: metres, and radians about its fixed axes. */
export interface TargetPose {
  readonly position: Vec3;
  readonly rpy: Vec3;
}

export type Reach =
  | { readonly state: "looking" | "unknown" }
  | { readonly state: "reachable"; readonly joints: NonNullable<ReachAnswer["joints"]> }
  | { readonly state: "unreachable"; readonly reason: string };

export interface ToolTarget {
  /** Null before anybody set one. */
  readonly pose: TargetPose | null;
  readonly reach: Reach;
}

/** Kept while the panel is closed. */
export const toolTarget = new Store<ToolTarget>({ pose: null, reach: { state: "unknown" } });

export const setTargetPose = (pose: TargetPose | null): void =>
  toolTarget.set({ pose, reach: { state: pose ? "looking" : "unknown" } });

/** The target where the tool is now; null where the bridge does not tell. */
export const poseOfTool = (frame: RobotFrame | null): TargetPose | null =>
  frame?.tool ? { position: frame.tool.position, rpy: tidy(rollPitchYaw(frame.tool.orientation)) } : null;

/** Half a turn to the right is one to the left: of the two, the positive number. */
const tidy = ([roll, pitch, yaw]: Vec3): Vec3 => {
  const one = (angle: number): number => (angle + Math.PI < 1e-3 ? angle + 2 * Math.PI : angle);
  return [one(roll), pitch, one(yaw)];
};

/** What an answer means for a target that still is the one that was asked about. */
export const reachOf = (answer: ReachAnswer | null): Reach => {
  if (!answer) return { state: "unknown" };
  return answer.joints
    ? { state: "reachable", joints: answer.joints }
    : { state: "unreachable", reason: answer.reason };
};
