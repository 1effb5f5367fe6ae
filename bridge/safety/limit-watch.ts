import type { ArmReading, Robot } from "../robot/robot.ts";
import type { MotionLimits } from "./limits.ts";

/** What was sent is inside the limits; a measurement this far beyond them is no noise and no overshoot. */
const POSITION_SLACK_RAD = 0.05;
const VELOCITY_FACTOR = 1.25;
const VELOCITY_SLACK_RAD_S = 0.1;
/** Readings in a row that must say so. */
const READINGS = 3;

/**
 * Looks at measured states of the arm one after the other and says, in words, when it is beyond a limit of position or
 * velocity: then it does not do what it was told. Null while all is well.
 */
export const limitWatch = (
  { model }: Robot,
  limits: MotionLimits,
): ((reading: ArmReading) => string | null) => {
  let inARow = 0;
  const beyond = ({ positions, velocities }: ArmReading): string | null => {
    for (const [joint, name] of model.jointNames.entries()) {
      const speed = Math.abs(velocities[joint] ?? 0);
      const fastest = limits.velocity[joint] ?? Number.POSITIVE_INFINITY;
      if (speed > fastest * VELOCITY_FACTOR + VELOCITY_SLACK_RAD_S)
        return `${name} was measured at ${speed.toFixed(2)} rad/s, its limit is ${fastest.toFixed(2)} rad/s`;
      const { lower = -Infinity, upper = Infinity } = model.limits[joint] ?? {};
      const position = positions[joint] ?? 0;
      if (position < lower - POSITION_SLACK_RAD || position > upper + POSITION_SLACK_RAD)
        return `${name} was measured at ${position.toFixed(3)} rad, outside ${lower.toFixed(3)} to ${upper.toFixed(3)} rad`;
    }
    return null;
  };
  return (reading) => {
    const words = beyond(reading);
    inARow = words === null ? 0 : inARow + 1;
    return inARow >= READINGS ? words : null;
  };
};
