import type { Robot } from "../robot/robot.ts";

/** A joint slower than this stands, radians per second. */
export const STANDING_RAD_S = 0.01;
/** Readings in a row that must say so. */
const READINGS = 2;

export interface Standstill {
  readonly standing: boolean;
  /** The last measured fastest joint; null without fresh data. */
  readonly max_velocity_rad_s: number | null;
}

const fastest = (velocities: readonly number[]): number => Math.max(...velocities.map(Math.abs));

/** Waits until fresh joint states say that the arm stands, at most `withinS` wall seconds. */
export const waitForStandstill = async (robot: Robot, withinS: number): Promise<Standstill> => {
  const deadline = performance.now() + withinS * 1000;
  let inARow = 0;
  let last: number | null = null;
  while (performance.now() < deadline) {
    try {
      last = fastest((await robot.freshArm(undefined, (deadline - performance.now()) / 1000)).velocities);
    } catch {
      return { standing: false, max_velocity_rad_s: null };
    }
    inARow = last < STANDING_RAD_S ? inARow + 1 : 0;
    if (inARow >= READINGS) return { standing: true, max_velocity_rad_s: last };
  }
  return { standing: false, max_velocity_rad_s: last };
};
