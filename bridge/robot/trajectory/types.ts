/** A sample of a trajectory; rad, rad/s, rad/s², in the order of the joint names. */
export interface TrajectoryPoint {
  time_s: number;
  positions: number[];
  velocities: number[];
  accelerations: number[];
}

export interface Trajectory {
  jointNames: readonly string[];
  points: TrajectoryPoint[];
  duration_s: number;
}
