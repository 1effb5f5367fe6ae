import type { TrajectoryPoint } from "./types.ts";

/** A braking arm gets at least and at most this long, seconds. */
const BRAKE_S = [0.1, 0.5] as const;

interface JointRange {
  readonly lower?: number;
  readonly upper?: number;
}

/**
 * Where an arm comes to rest when every joint slows down evenly: q + v T / 2 after T = |v| / a of the joint that needs
 * longest, held inside the joints' ranges. rad, rad/s, rad/s².
 */
export const brakePoint = (
  now: { readonly positions: readonly number[]; readonly velocities: readonly number[] },
  acceleration: readonly number[],
  ranges: readonly JointRange[],
): TrajectoryPoint => {
  const needed = now.velocities.map((velocity, joint) => Math.abs(velocity) / (acceleration[joint] ?? 1));
  const time_s = Math.min(BRAKE_S[1], Math.max(BRAKE_S[0], ...needed));
  const positions = now.positions.map((position, joint) => {
    const { lower = -Infinity, upper = Infinity } = ranges[joint] ?? {};
    return Math.min(upper, Math.max(lower, position + ((now.velocities[joint] ?? 0) * time_s) / 2));
  });
  const zeros = positions.map(() => 0);
  return { time_s, positions, velocities: zeros, accelerations: zeros };
};
