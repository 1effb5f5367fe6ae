import { type RosVersion, rosTime } from "../ros-spelling.ts";
import type { Trajectory } from "./types.ts";

/** A trajectory as trajectory_msgs/JointTrajectory; it starts when it arrives, which a stamp of zero says. */
export const trajectoryMessage = (version: RosVersion, trajectory: Trajectory): object => ({
  header: { stamp: rosTime(version, 0), frame_id: "" },
  joint_names: [...trajectory.jointNames],
  points: trajectory.points.map(({ time_s, positions, velocities, accelerations }) => ({
    positions,
    velocities,
    accelerations,
    effort: [],
    time_from_start: rosTime(version, time_s),
  })),
});
