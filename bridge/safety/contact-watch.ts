import type { Robot } from "../robot/robot.ts";
import type { Unsubscribe } from "../robot/types.ts";

/** Readings in a row that must say so: a jolt of the arm's own is shorter. */
const READINGS = 3;

/**
 * Calls `onContact` once, when the wrist has felt a force for some readings that is the profile's contact force above
 * the one at the start: what the arm carries, or leans on already, is no contact. Nothing on a robot without a sensor.
 */
export const watchContact = (robot: Robot, onContact: () => void): Unsubscribe => {
  const { wrench } = robot.profile;
  if (!wrench) return () => {};
  let start: number | null = null;
  let inARow = 0;
  return robot.onWrench(({ force }) => {
    const newtons = Math.hypot(...force);
    start ??= newtons;
    inARow = newtons - start > wrench.contact_force_n ? inARow + 1 : 0;
    if (inARow === READINGS) onContact();
  });
};
