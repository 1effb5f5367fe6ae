import type { Robot } from "../robot/robot.ts";
import type { Unsubscribe } from "../robot/types.ts";

/** Readings in a row that must say so: a jolt of the arm's own is shorter. */
const READINGS = 3;
/** Efforts are compared with their mean over about this long: gravity changes them too, but slowly. */
const MEAN_S = 0.5;

/**
 * Calls `onContact` once, with what was felt in words, when the arm meets something: by the force sensor in the wrist
 * where the robot has one, else by the efforts of the joints where the profile says what is too much.
 */
export const watchContact = (robot: Robot, onContact: (felt: string) => void): Unsubscribe => {
  const { wrench, arm } = robot.profile;
  if (wrench) return watchWrench(robot, wrench.contact_force_n, onContact);
  const contact_effort_nm = arm?.limits.contact_effort_nm;
  return contact_effort_nm ? watchEfforts(robot, contact_effort_nm, onContact) : () => {};
};

/** Force above the one at the start: what the arm carries, or leans on already, is no contact. */
const watchWrench = (robot: Robot, threshold_n: number, onContact: (felt: string) => void): Unsubscribe => {
  let start: number | null = null;
  let inARow = 0;
  return robot.onWrench(({ force }) => {
    const newtons = Math.hypot(...force);
    start ??= newtons;
    inARow = newtons - start > threshold_n ? inARow + 1 : 0;
    if (inARow === READINGS)
      onContact(`the wrist felt ${(newtons - start).toFixed(1)} N, the limit is ${threshold_n} N`);
  });
};

/** Effort of any joint off its exponential mean. */
const watchEfforts = (
  robot: Robot,
  thresholds_nm: readonly number[],
  onContact: (felt: string) => void,
): Unsubscribe => {
  let means: number[] | null = null;
  let before_s = 0;
  let inARow = 0;
  return robot.onJointState(() => {
    const reading = newest(robot);
    if (!reading) return;
    const { efforts, stamp_s } = reading;
    const share = means ? 1 - Math.exp(-Math.max(0, stamp_s - before_s) / MEAN_S) : 1;
    before_s = stamp_s;
    const known: readonly number[] = means ?? efforts;
    const off = efforts.map((effort, joint) => Math.abs(effort - (known[joint] ?? effort)));
    means = efforts.map((effort, joint) => (known[joint] ?? effort) * (1 - share) + effort * share);
    const joint = off.findIndex((value, index) => value > (thresholds_nm[index] ?? Number.POSITIVE_INFINITY));
    inARow = joint < 0 ? 0 : inARow + 1;
    if (inARow !== READINGS) return;
    const name = robot.model.jointNames[joint];
    onContact(`${name} felt ${off[joint]?.toFixed(1)} N m, the limit is ${thresholds_nm[joint]} N m`);
  });
};

const newest = (robot: Robot): ReturnType<Robot["arm"]> | null => {
  try {
    return robot.arm();
  } catch {
    return null;
  }
};
