import type { ManualMove } from "../../../bridge/protocol/index.ts";

/** What may be asked of a base: metres and radians per second at most. */
export interface BaseLimits {
  readonly linear_m_s: number;
  readonly angular_rad_s: number;
}

/** A drive as parts of the fastest: forward, and to the left. */
export type Way = readonly [linear: 1 | 0 | -1, angular: 1 | 0 | -1];

export const driveMove = (
  { linear_m_s, angular_rad_s }: BaseLimits,
  share: number,
  way: Way,
): ManualMove => ({
  kind: "drive",
  linear_m_s: way[0] * linear_m_s * share,
  angular_rad_s: way[1] * angular_rad_s * share,
});
