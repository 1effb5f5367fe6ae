import type { Profile } from "../protocol/index.ts";
import { caughtUp } from "../robot/listening-time.ts";
import type { ArmReading, BaseReading, Robot } from "../robot/robot.ts";

/** An arm whose fastest joint is slower than this stands, radians per second. */
export const STANDING_RAD_S = 0.025;
/** A base slower than this stands, metres and radians per second. */
const BASE_STANDING = { linear_m_s: 0.01, angular_rad_s: 0.02 } as const;
/** An arm slower than this has settled: what it measures is where it stays. */
const SETTLED_RAD_S = 0.005;
const SETTLE_STEP_S = 0.05;
const SETTLE_STEPS = 10;
/** Readings in which a `fast` clock is given the time to come to its stand. */
const CLOCK_LOOKS = 100;
/** Readings in a row that must say so. */
const READINGS = 2;

/** How fast the parts of a robot are measured to be; null for a part that it has not. */
export interface Speeds {
  /** The fastest joint of the arm. */
  readonly joint_rad_s: number | null;
  readonly base: { readonly linear_m_s: number; readonly angular_rad_s: number } | null;
  readonly stamp_s: number;
}

export interface Standstill {
  readonly standing: boolean;
  /** What was measured last; null without fresh data. */
  readonly speeds: Speeds | null;
}

/** The fastest joint of a reading, rad/s. */
export const fastest = (velocities: readonly number[]): number => Math.max(...velocities.map(Math.abs));

/** How fast a base is, whichever way it goes. */
export const baseSpeed = (reading: BaseReading): { linear_m_s: number; angular_rad_s: number } => ({
  linear_m_s: Math.hypot(reading.linear_m_s, reading.sideways_m_s),
  angular_rad_s: Math.abs(reading.angular_rad_s),
});

/** Whether everything that can move was measured standing. */
export const stands = ({ joint_rad_s, base }: Speeds): boolean =>
  (joint_rad_s ?? 0) < STANDING_RAD_S &&
  (base?.linear_m_s ?? 0) < BASE_STANDING.linear_m_s &&
  (base?.angular_rad_s ?? 0) < BASE_STANDING.angular_rad_s;

/** Measured speeds in words. */
export const speedWords = ({ joint_rad_s, base }: Speeds, adverb: "" | "still " = ""): string =>
  [
    ...(joint_rad_s === null ? [] : [`fastest joint ${adverb}${joint_rad_s.toFixed(3)} rad/s`]),
    ...(base
      ? [`base ${adverb}${base.linear_m_s.toFixed(3)} m/s and ${base.angular_rad_s.toFixed(3)} rad/s`]
      : []),
  ].join(", ");

/** What a robot's standing is read from, in words. */
export const readingsWords = ({ arm, base }: Profile): string =>
  [...(arm ? ["joint states"] : []), ...(base ? ["odometry"] : [])].join(" and ");

/** What of a robot moves, in words. */
export const bodyWords = ({ arm, base }: Profile): string =>
  arm && base ? "the robot" : base ? "the base" : "the arm";

/**
 * Waits until fresh readings say that the robot stands, arm and base: `withinS` seconds of the robot's clock and of
 * ours, and at most twice as long of ours, for a slow simulator brakes slowly. Never rejects.
 */
export const waitForStandstill = async (robot: Robot, withinS: number): Promise<Standstill> => {
  const started = performance.now();
  const passed = (): number => (performance.now() - started) / 1000;
  let first_s: number | null = null;
  let inARow = 0;
  for (;;) {
    const speeds = await nextSpeeds(robot);
    if (!speeds) return { standing: false, speeds: null };
    first_s ??= speeds.stamp_s;
    inARow = stands(speeds) ? inARow + 1 : 0;
    if (inARow >= READINGS) return { standing: true, speeds };
    const robotS = speeds.stamp_s - first_s;
    if (passed() > 2 * withinS || (passed() > withinS && robotS > withinS))
      return { standing: false, speeds };
  }
};

/** The next measured speeds; null when none come, or the connection is down. */
const nextSpeeds = async (robot: Robot): Promise<Speeds | null> => {
  try {
    return await freshSpeeds(robot);
  } catch {
    // A thread that was busy meanwhile finds the time over before it finds what waits in the socket.
    await caughtUp();
  }
  const { arm, base } = robot.profile;
  try {
    return speedsOf(arm && robot.arm(), base && robot.base());
  } catch {
    return null;
  }
};

/** The next measured speeds of all that can move; `timeoutS` in wall seconds. Rejects as freshArm and freshBase do. */
export const freshSpeeds = async (robot: Robot, timeoutS?: number): Promise<Speeds> => {
  const { arm, base } = robot.profile;
  const [armReading, baseReading] = await Promise.all([
    arm && robot.freshArm(undefined, timeoutS),
    base && robot.freshBase(undefined, timeoutS),
  ]);
  return speedsOf(armReading, baseReading);
};

const speedsOf = (arm: ArmReading | null, base: BaseReading | null): Speeds => ({
  joint_rad_s: arm && fastest(arm.velocities),
  base: base && baseSpeed(base),
  stamp_s: arm?.stamp_s ?? base?.stamp_s ?? 0,
});

/** Waits, a moment at most, until the clock of a `fast` simulator stands: nothing in it moves any more. Never rejects. */
export const clockStands = async (robot: Robot): Promise<void> => {
  let before_s = Number.NaN;
  for (let look = 0; look < CLOCK_LOOKS; look++) {
    const speeds = await freshSpeeds(robot).catch(() => null);
    if (!speeds || speeds.stamp_s === before_s) return;
    before_s = speeds.stamp_s;
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
