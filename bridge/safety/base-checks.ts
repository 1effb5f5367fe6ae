import { type BasePose, baseOf, PrimitiveError, type Profile } from "../protocol/index.ts";
import type { Pose2 } from "../robot/base-pose.ts";
import type { BaseReading } from "../robot/robot.ts";
import { type DriveCommand, endOf } from "./base-way.ts";
import { baseSpeed } from "./standstill.ts";

type Base = NonNullable<Profile["base"]>;
type Rectangle = Base["keep_out"][number];

/** A measurement this far beyond a limit is no noise and no overshoot: by share, and m/s or rad/s. */
const FACTOR = 1.25;
const SLACK = 0.05;
/** Readings in a row that must say so. */
const READINGS = 3;
/** Points of a way that are looked at for rectangles to keep out of, metres apart at most. */
const STEP_M = 0.02;
const MOST_STEPS = 5000;

/** @throws PrimitiveError LimitExceeded, InvalidArgument for a drive beyond the profile's limits */
export const checkDrive = (profile: Profile, { linear, angular }: DriveCommand): void => {
  const { limits } = baseOf(profile);
  if (linear === 0 && angular === 0)
    throw new PrimitiveError(
      "InvalidArgument",
      "linear and angular are both 0: that drives nowhere. Use wait(seconds) to let time pass, base.stop() to stop.",
    );
  if (Math.abs(linear) > limits.linear_m_s)
    throw new PrimitiveError(
      "LimitExceeded",
      `linear ${linear} m/s is above the limit of ${limits.linear_m_s} m/s of ${profile.name}. Pass a lower speed for a longer time.`,
    );
  if (Math.abs(angular) > limits.angular_rad_s)
    throw new PrimitiveError(
      "LimitExceeded",
      `angular ${angular} rad/s is above the limit of ${limits.angular_rad_s} rad/s of ${profile.name}. Pass a lower one for a longer time${Math.abs(angular) > 6 ? `; are these degrees? In radians it would be ${((angular * Math.PI) / 180).toFixed(3)}` : ""}.`,
    );
};

const isIn = ({ min, max }: Rectangle, { x_m, y_m }: Pose2): boolean =>
  x_m >= min[0] && x_m <= max[0] && y_m >= min[1] && y_m <= max[1];

/** The first rectangle that the base is not to enter and would be in; one that it stands in already may be left. */
const entered = (base: Base, from: Pose2, to: Pose2): Rectangle | undefined =>
  base.keep_out.find((one) => !isIn(one, from) && isIn(one, to));

const rectangleWords = ({ min, max }: Rectangle): string => `[${min.join(", ")}] to [${max.join(", ")}] m`;
const point = ({ x_m, y_m }: Pose2): string => `(${x_m.toFixed(2)}, ${y_m.toFixed(2)})`;

/** How long a drive may go on, seconds, and what it is refused for after that; null where nothing is in its way. */
export interface FreeWay {
  readonly duration_s: number;
  readonly refusal: PrimitiveError | null;
}

/** The part of a drive from `start`, a pose on the map, that leads into no keep-out rectangle. */
export const freeWay = (profile: Profile, start: Pose2, command: DriveCommand): FreeWay => {
  const base = baseOf(profile);
  const { duration_s } = command;
  const steps = Math.min(
    MOST_STEPS,
    Math.max(1, Math.ceil((Math.abs(command.linear) * duration_s) / STEP_M)),
  );
  for (let step = 1; step <= steps; step++) {
    const refusal = placeRefusal(base, start, endOf(start, command, (duration_s * step) / steps));
    if (refusal) return { duration_s: (duration_s * (step - 1)) / steps, refusal };
  }
  return { duration_s, refusal: null };
};

/** @throws PrimitiveError LimitExceeded where a drive from `start`, a pose on the map, leads into a keep-out rectangle */
export const checkWay = (profile: Profile, start: Pose2, command: DriveCommand): void => {
  const { refusal } = freeWay(profile, start, command);
  if (refusal) throw refusal;
};

/** @throws PrimitiveError LimitExceeded for a place on the map that is kept out */
export const checkPlace = (profile: Profile, from: Pose2, to: Pose2): void => {
  const refusal = placeRefusal(baseOf(profile), from, to);
  if (refusal) throw refusal;
};

const placeRefusal = (base: Base, from: Pose2, to: Pose2): PrimitiveError | null => {
  const zone = entered(base, from, to);
  if (!zone) return null;
  return new PrimitiveError(
    "LimitExceeded",
    `the base at ${point(to)} would be in the keep-out rectangle ${rectangleWords(zone)} of frame ${base.map_frame}. Go around it.`,
  );
};

/**
 * Looks at measured states of the base one after the other and says, in words, when it is beyond a speed limit or has
 * entered a keep-out rectangle. `onMap` tells where on the map a reading is; null where that is not known.
 */
export const baseWatch = (
  profile: Profile,
  start: Pose2 | null,
  onMap: (reading: BaseReading) => Pose2 | null,
): ((reading: BaseReading) => string | null) => {
  const base = baseOf(profile);
  const { linear_m_s, angular_rad_s } = base.limits;
  let inARow = 0;
  return (reading) => {
    const place = onMap(reading);
    const zone = start && place ? entered(base, start, place) : undefined;
    if (zone && place)
      return `the base was measured at ${point(place)}, in the keep-out rectangle ${rectangleWords(zone)}`;
    const speed = baseSpeed(reading);
    const words =
      speed.linear_m_s > linear_m_s * FACTOR + SLACK
        ? `the base was measured at ${speed.linear_m_s.toFixed(2)} m/s, its limit is ${linear_m_s} m/s`
        : speed.angular_rad_s > angular_rad_s * FACTOR + SLACK
          ? `the base was measured turning at ${speed.angular_rad_s.toFixed(2)} rad/s, its limit is ${angular_rad_s} rad/s`
          : null;
    inARow = words === null ? 0 : inARow + 1;
    return inARow >= READINGS ? words : null;
  };
};

/** Where a base was seen last, in words. */
export const seenAt = ({ x_m, y_m, yaw_rad, frame_id }: BasePose): string =>
  `(${x_m.toFixed(3)}, ${y_m.toFixed(3)}), yaw ${yaw_rad.toFixed(3)} rad, in ${frame_id}`;
