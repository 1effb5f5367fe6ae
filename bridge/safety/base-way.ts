import { compose2, type Pose2 } from "../robot/base-pose.ts";
import type { BaseReading } from "../robot/robot.ts";

/** A drive as it was asked for. */
export interface DriveCommand {
  /** Metres per second, forward. */
  readonly linear: number;
  /** Radians per second, to the left. */
  readonly angular: number;
  readonly duration_s: number;
}

/** What is left of a way when it counts as driven. */
const LEFT_M = 0.002;
const LEFT_RAD = 0.003;
/** Turning by a radian weighs as much as driving this far, when it is told which of the two shows how far a base got. */
const RADIAN_M = 0.3;
/** A base does not creep slower than this share of the speed asked for. */
const LEAST = 0.05;
/** A drive may take this much longer than planned before it counts as hindered: by share, and seconds. */
const LATE = 1.25;
const LATE_S = 0.5;

/** Where a base ends that drives along an arc of constant speeds for a time, from where it stands. */
export const endOf = (start: Pose2, { linear, angular }: DriveCommand, time_s: number): Pose2 => {
  const turn = angular * time_s;
  const straight = Math.abs(turn) < 1e-6;
  const x_m = straight ? linear * time_s : (linear / angular) * Math.sin(turn);
  const y_m = straight ? 0 : (linear / angular) * (1 - Math.cos(turn));
  return compose2(start, { x_m, y_m, yaw_rad: turn });
};

/** How far a base has got, by successive readings of its odometry. */
export class Progress {
  /** Metres along its way; backwards counts negative. */
  distance_m = 0;
  /** Radians turned to the left, whole turns too. */
  turned_rad = 0;
  #before: BaseReading;

  constructor(start: BaseReading) {
    this.#before = start;
  }

  add(reading: BaseReading): void {
    const before = this.#before;
    const [dx, dy] = [reading.x_m - before.x_m, reading.y_m - before.y_m];
    const turn = reading.yaw_rad - before.yaw_rad;
    const turned = Math.atan2(Math.sin(turn), Math.cos(turn));
    const heading = before.yaw_rad + turned / 2;
    const forward = dx * Math.cos(heading) + dy * Math.sin(heading);
    this.distance_m += Math.sign(forward) * Math.hypot(dx, dy);
    this.turned_rad += turned;
    this.#before = reading;
  }
}

/**
 * Times a drive: it speeds up evenly, goes on at the speed asked for, and slows down so that it stands where the speeds
 * asked for lead in the time asked for. How far it got is measured; so it ends where it should on a base that is slower
 * than asked for, and a late reading does not carry it on.
 */
export class DriveTiming {
  readonly #command: DriveCommand;
  readonly #ramp_s: number;
  readonly #period_s: number;

  /** Limits in m/s² and rad/s²; `period_s`: how often a command is sent. */
  constructor(
    command: DriveCommand,
    limits: { readonly linear_m_s2: number; readonly angular_rad_s2: number },
    period_s: number,
  ) {
    this.#command = command;
    this.#period_s = period_s;
    const { linear, angular } = command;
    this.#ramp_s = Math.max(
      period_s,
      Math.abs(linear) / limits.linear_m_s2,
      Math.abs(angular) / limits.angular_rad_s2,
    );
  }

  /** Seconds that it takes, speeding up and slowing down included. */
  get planned_s(): number {
    const { duration_s } = this.#command;
    return duration_s >= this.#ramp_s ? duration_s + this.#ramp_s : 2 * Math.sqrt(duration_s * this.#ramp_s);
  }

  /** Seconds after which it counts as hindered. */
  get latest_s(): number {
    return this.planned_s * LATE + LATE_S;
  }

  /** Seconds at full speed that are left to drive. */
  left_s({ distance_m, turned_rad }: Progress): number {
    const { linear, angular, duration_s } = this.#command;
    const byDistance = Math.abs(linear) >= Math.abs(angular) * RADIAN_M;
    return duration_s - (byDistance ? distance_m / linear : turned_rad / angular);
  }

  isDone(progress: Progress): boolean {
    const { linear, angular } = this.#command;
    const left = this.left_s(progress);
    return left * Math.abs(linear) < LEFT_M && left * Math.abs(angular) < LEFT_RAD;
  }

  /** Share of the speeds to command now, `elapsed_s` after the start by the robot's clock. */
  share(elapsed_s: number, progress: Progress): number {
    const up = (elapsed_s + this.#period_s) / this.#ramp_s;
    // What is commanded now is obeyed until the next command comes.
    const left = Math.max(0, this.left_s(progress) - Math.min(1, up) * this.#period_s);
    const down = Math.sqrt((2 * left) / this.#ramp_s);
    return Math.min(1, up, Math.max(LEAST, down));
  }
}
