import { caughtUp } from "../robot/listening-time.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";

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

/**
 * Waits until fresh joint states say that the arm stands: `withinS` seconds of the robot's clock and of ours, and at
 * most twice as long of ours, for a slow simulator brakes slowly. Never rejects.
 */
export const waitForStandstill = async (robot: Robot, withinS: number): Promise<Standstill> => {
  const started = performance.now();
  const passed = (): number => (performance.now() - started) / 1000;
  let first_s: number | null = null;
  let inARow = 0;
  let last: number;
  for (;;) {
    const reading = await nextReading(robot);
    if (!reading) return { standing: false, max_velocity_rad_s: null };
    first_s ??= reading.stamp_s;
    last = fastest(reading.velocities);
    inARow = last < STANDING_RAD_S ? inARow + 1 : 0;
    if (inARow >= READINGS) return { standing: true, max_velocity_rad_s: last };
    const robotS = reading.stamp_s - first_s;
    if (passed() > 2 * withinS || (passed() > withinS && robotS > withinS))
      return { standing: false, max_velocity_rad_s: last };
  }
};

/** The next state of the arm; null when none comes, or the connection is down. */
const nextReading = async (robot: Robot): Promise<ArmReading | null> => {
  try {
    return await robot.freshArm();
  } catch {
    // A thread that was busy meanwhile finds the time over before it finds what waits in the socket.
    await caughtUp();
  }
  try {
    return robot.arm();
  } catch {
    return null;
  }
};

/**
 * Lets the robot's clock go on, by half a second at most, until an arm that has reached its goal no longer swings: a
 * receipt is of where the arm stays. False when it moves on all the same. Never rejects.
 */
export const settle = async (robot: Robot, signal: AbortSignal): Promise<boolean> => {
  try {
    for (let step = 0; step < SETTLE_STEPS; step++) {
      if (fastest(robot.arm().velocities) < SETTLED_RAD_S) return true;
      await robot.advance(SETTLE_STEP_S, signal);
    }
    return fastest(robot.arm().velocities) < STANDING_RAD_S;
  } catch {
    // What is measured next tells more than why the clock stood.
    return true;
  }
};
