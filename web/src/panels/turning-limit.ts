import type { ManualLimits } from "../../../bridge/protocol/index.ts";

/** The slowest joint's limit, rad/s: what all turning of several joints goes by. */
export const turningLimit = ({ joints }: ManualLimits): number =>
  Math.min(...joints.map(({ max_speed_rad_s }) => max_speed_rad_s));
