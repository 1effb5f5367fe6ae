import type { Robot } from "../robot/robot.ts";

/** An arm whose fastest joint is slower than this stands, radians per second. */
export const STANDING_RAD_S = 0.025;
/** An arm slower than this has settled: what it measures is where it stays. */
const SETTLED_RAD_S = 0.005;
const SETTLE_STEP_S = 0.05;
const SETTLE_STEPS = 10;
/** Readings in a row that must say so. */
const READINGS = 2;

export interface Standstill {
  readonly standing: boolean;
  /** The last measured fastest joint; null without fresh data. */
  readonly max_velocity_rad_s: number | null;
}

/** The fastest joint of a reading, rad/s. */
export const fastest = (velocities: readonly number[]): number => Math.max(...velocities.map(Math.abs));

/** Waits until fresh joint states say that the arm stands, at most `withinS` wall seconds. Never rejects. */
export const waitForStandstill = async (robot: Robot, withinS: number): Promise<Standstill> => {
  const deadline = performance.now() + withinS * 1000;
  let inARow = 0;
  let last: number | null = null;
  while (performance.now() < deadline) {
    try {
      const left_s = (deadline - performance.now()) / 1000;
      last = fastest((await robot.freshArm(undefined, left_s)).velocities);
    } catch {
      return { standing: false, max_velocity_rad_s: null };
    }
    inARow = last < STANDING_RAD_S ? inARow + 1 : 0;
    if (inARow >= READINGS) return { standing: true, max_velocity_rad_s: last };
  }
  return { standing: false, max_velocity_rad_s: last };
};

/**
 * Lets the robot's clock go on, by half a second at most, until an arm that has reached its goal no longer swings: a
 * receipt is of where the arm stays. Never rejects.
 */
export const settle = async (robot: Robot, signal: AbortSignal): Promise<void> => {
  try {
    for (let step = 0; step < SETTLE_STEPS; step++) {
      if (fastest(robot.arm().velocities) < SETTLED_RAD_S) return;
      await robot.advance(SETTLE_STEP_S, signal);
    }
  } catch {
    // What is measured next tells more than why the clock stood.
  }
};
