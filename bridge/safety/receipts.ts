import type { BaseResult, EndedBy, GripperResult, MotionResult, Vec3 } from "../protocol/index.ts";
import { angleBetween } from "../robot/kinematics/rotation.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";

const point = (position: Vec3): string => `(${position.map((value) => value.toFixed(3)).join(", ")})`;

/** The receipt of a motion, from a joint state that was measured after it. */
export const motionResult = (
  robot: Robot,
  commanded: Placement,
  after: ArmReading,
  facts: { ended_by: EndedBy; started_s: number; contact: boolean },
): MotionResult => {
  const measured = robot.model.forward(after.positions);
  return {
    ended_by: facts.ended_by,
    commanded: { ...commanded, frame_id: robot.profile.frames.base },
    measured,
    error_m: Math.hypot(...measured.position.map((value, axis) => value - (commanded.position[axis] ?? 0))),
    error_rad: angleBetween(measured.orientation, commanded.orientation),
    duration_s: Math.max(0, after.stamp_s - facts.started_s),
    contact: facts.contact,
  };
};

const endings: Record<EndedBy, string> = {
  reached: "moved",
  contact: "stopped by a contact",
  cancelled: "cut short",
  limit: "ended at a limit",
  timeout: "ran out of time",
  disconnected: "lost the connection",
  deviated: "could not follow its path",
};

/** A motion's receipt in plain words; `why` it did not end well, where that is known. */
export const motionText = (result: MotionResult, why = ""): string => {
  const { ended_by, measured, commanded } = result;
  const error = `error ${(result.error_m * 1000).toFixed(1)} mm, ${((result.error_rad * 180) / Math.PI).toFixed(1)}°`;
  const aim = ended_by === "reached" ? "" : ` on the way to ${point(commanded.position)}`;
  const verb = ended_by === "reached" ? "moved to" : `${endings[ended_by]}, at`;
  const touch = result.contact && ended_by !== "contact" ? ", in contact" : "";
  return `${verb} ${point(measured.position)} in ${measured.frame_id}${aim}: ${error}, ${result.duration_s.toFixed(1)} s${touch}${why ? ` (${why})` : ""}`;
};

/** A base motion's receipt in plain words; `why` it did not end well, where that is known. */
export const baseText = (result: BaseResult, why = ""): string => {
  const { ended_by, measured, distance_m, turned_rad, error_m, error_rad, duration_s } = result;
  const verb = ended_by === "reached" ? "drove" : `${endings[ended_by]} after driving`;
  const place = `now at (${measured.x_m.toFixed(3)}, ${measured.y_m.toFixed(3)}) in ${measured.frame_id}, yaw ${measured.yaw_rad.toFixed(3)} rad`;
  const error = `error ${(error_m * 1000).toFixed(0)} mm, ${((error_rad * 180) / Math.PI).toFixed(1)}°`;
  const turn = ended_by === "reached" ? "turned" : "turning";
  return `${verb} ${distance_m.toFixed(2)} m and ${turn} ${turned_rad.toFixed(2)} rad in ${duration_s.toFixed(1)} s, ${error}; ${place}${why ? ` (${why})` : ""}`;
};

/** A gripper's receipt in plain words. */
export const gripperText = (
  { width_m, holding, force_n }: GripperResult,
  verb: "opened" | "closed" | "stopped",
): string => {
  const gap = `fingers ${(width_m * 1000).toFixed(1)} mm apart`;
  return holding
    ? `${verb} on something: ${gap}, holding with ${force_n.toFixed(1)} N`
    : `${verb}: ${gap}, holding nothing`;
};
