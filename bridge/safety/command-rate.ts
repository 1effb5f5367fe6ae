import { PrimitiveError, stampToSeconds } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";

/**
 * Bounds how many commands are sent in a second: a bucket that holds a second's worth and is filled by the faster of
 * the wall clock and the robot's. A `fast` simulator moves for seconds in a moment, and stands still in between.
 */
export class CommandRate {
  readonly #perSecond: number;
  readonly #robotNow: () => number | null;
  readonly #wallNow: () => number;
  #left: number;
  #wall: number;
  #clock: number | null;

  /** `now` and `wall`: seconds of the robot's and of the wall clock. */
  constructor(
    perSecond: number,
    now: () => number | null,
    wall: () => number = () => performance.now() / 1000,
  ) {
    this.#perSecond = perSecond;
    this.#robotNow = now;
    this.#wallNow = wall;
    this.#left = Math.max(1, perSecond);
    this.#wall = wall();
    this.#clock = now();
  }

  static of(robot: Robot): CommandRate {
    return new CommandRate(robot.profile.rates.commands_per_s, () => {
      const now = robot.now();
      return now && stampToSeconds(now);
    });
  }

  /**
   * Takes one command out of the bucket. `what` names it, as in "ros.publish".
   *
   * @throws PrimitiveError LimitExceeded when the bucket is empty
   */
  take(what: string): void {
    const [wall, clock] = [this.#wallNow(), this.#robotNow()];
    const byRobot = clock !== null && this.#clock !== null ? clock - this.#clock : 0;
    const passed = Math.max(0, wall - this.#wall, byRobot);
    [this.#wall, this.#clock] = [wall, clock];
    this.#left = Math.min(Math.max(1, this.#perSecond), this.#left + passed * this.#perSecond);
    if (this.#left < 1)
      throw new PrimitiveError(
        "LimitExceeded",
        `${what} was not sent: commands come faster than the limit of ${this.#perSecond} a second. Send fewer, wait(0.1) between them, or let ros.publish repeat with rate_hz and duration_s.`,
      );
    this.#left -= 1;
  }
}
