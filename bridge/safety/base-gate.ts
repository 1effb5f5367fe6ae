import {
  type BasePose,
  type BaseResult,
  baseOf,
  type EndedBy,
  PrimitiveError,
  type Profile,
} from "../protocol/index.ts";
import { basePose, compose2, mapFromOdometry, type Pose2, wrapped } from "../robot/base-pose.ts";
import { caughtUp } from "../robot/listening-time.ts";
import type { BaseReading, Robot } from "../robot/robot.ts";
import { baseWatch, checkDrive, checkPlace, checkWay, type FreeWay, freeWay, seenAt } from "./base-checks.ts";
import { type Driven, driveBase } from "./base-drive.ts";
import { type NavigateCommand, navigateBase } from "./base-navigation.ts";
import { BaseVelocity } from "./base-velocity.ts";
import { type DriveCommand, DriveTiming, endOf, Progress } from "./base-way.ts";
import { canceller, type GateParts, mustNotBeLatched } from "./gate-parts.ts";
import { driveWords, navigateWords } from "./motion-words.ts";
import { baseSpeed, clockStands, waitForStandstill } from "./standstill.ts";

/** Seconds in which a base that was told to stand has to be measured standing. */
const STAND_S = 1;
/** A base faster than this before a motion is moved by something else, m/s and rad/s. */
const MOVING = { linear_m_s: 0.05, angular_rad_s: 0.1 };
/** An end this near to what was commanded is where it should be: fixed, and by share of the way. */
const GOOD = { m: 0.03, rad: 0.05, share: 0.05 };
/** The same where the robot's own navigation calls its goal reached. */
const NAVIGATED = { m: 0.5, rad: 0.5 };

/** What a motion of the base came to, and why it did not end well where that is known. */
export interface BaseReport {
  readonly result: BaseResult;
  readonly why: string;
}

/** The gate's side of a mobile base: checks every motion, drives it, sees to it that it stands, and measures it. */
export class BaseGate {
  readonly #robot: Robot;
  readonly #parts: GateParts;
  readonly #base: NonNullable<Profile["base"]>;
  readonly #velocity: BaseVelocity;
  #doing: string | null = null;

  /** @throws PrimitiveError NotSupported without a base */
  constructor(parts: GateParts, velocity: BaseVelocity) {
    this.#robot = parts.robot;
    this.#parts = parts;
    this.#base = baseOf(parts.robot.profile);
    this.#velocity = velocity;
  }

  /** Whether a motion is under way. */
  get moving(): boolean {
    return this.#doing !== null;
  }

  /**
   * Drives with constant speeds for a time, ramps included, and waits until the base is measured standing.
   *
   * @throws PrimitiveError LimitExceeded, InvalidArgument, Denied before anything moved; Stopped, Stale, Disconnected
   *   with the receipt of what moved
   */
  drive(command: DriveCommand, signal: AbortSignal): Promise<BaseReport> {
    checkDrive(this.#robot.profile, command);
    const doing = `it is driving at ${command.linear} m/s and ${command.angular} rad/s`;
    return this.#one(driveWords(command), doing, signal, (ends) => this.#drive(command, ends));
  }

  /**
   * How much of a drive leads, from where the base stands now, into no keep-out rectangle.
   *
   * @throws PrimitiveError LimitExceeded, InvalidArgument for speeds beyond a limit; Stale, Disconnected
   */
  async freeWay(command: DriveCommand): Promise<FreeWay> {
    checkDrive(this.#robot.profile, command);
    const map = await mapFromOdometry(this.#robot);
    const whole = { duration_s: command.duration_s, refusal: null };
    return map ? freeWay(this.#robot.profile, compose2(map, this.#robot.base()), command) : whole;
  }

  /**
   * Has the robot's own navigation drive to a pose on the map.
   *
   * @throws as drive does; Timeout with the receipt; NotSupported without navigation, and where the map is not known
   */
  navigate(command: NavigateCommand, signal: AbortSignal): Promise<BaseReport> {
    const { navigate_action, map_frame } = this.#base;
    if (!navigate_action)
      throw new PrimitiveError(
        "NotSupported",
        `Robot "${this.#robot.profile.name}" cannot navigate: its profile names no base.navigate_action. Use base.drive().`,
      );
    const doing = `it is driving to (${command.x}, ${command.y})`;
    return this.#one(navigateWords(command, map_frame), doing, signal, (ends) =>
      this.#navigate(command, ends),
    );
  }

  /** One motion at a time, approved, and never while the emergency stop is latched. */
  async #one<T>(
    words: string,
    doing: string,
    signal: AbortSignal,
    move: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { stopper, approved } = this.#parts;
    mustNotBeLatched(stopper);
    await approved(words, signal);
    mustNotBeLatched(stopper);
    if (this.#doing !== null)
      throw new PrimitiveError(
        "Denied",
        `The base is busy: ${this.#doing}. One motion at a time; wait for its end, or stop it with base.stop().`,
      );
    this.#doing = doing;
    try {
      return await move(AbortSignal.any([signal, stopper.signal]));
    } finally {
      this.#doing = null;
    }
  }

  /** Where the base stands before a motion, and where odometry's frame is on the map. */
  async #start(signal: AbortSignal): Promise<{ before: BaseReading; map: Pose2 | null }> {
    await this.#parts.stopper.settled();
    await this.#parts.actuators.ready(signal);
    await caughtUp();
    const before = this.#robot.base();
    const { linear_m_s, angular_rad_s } = baseSpeed(before);
    if (linear_m_s > MOVING.linear_m_s || angular_rad_s > MOVING.angular_rad_s)
      throw new PrimitiveError(
        "Denied",
        `The base moves already (${linear_m_s.toFixed(2)} m/s, ${angular_rad_s.toFixed(2)} rad/s), and not by this program. Call base.stop(), look, then drive again.`,
      );
    const map = await mapFromOdometry(this.#robot);
    if (!map && this.#base.keep_out.length > 0)
      throw new PrimitiveError(
        "Stale",
        `Where the base is in frame ${this.#base.map_frame} is not known (no transform to it on tf), so its keep-out rectangles cannot be checked. Nothing was sent. Wait for localisation, then try again.`,
      );
    return { before, map };
  }

  #mustBegin(what: string, signal: AbortSignal): void {
    if (signal.aborted)
      throw new PrimitiveError("Stopped", "The robot was stopped before this motion began; nothing moved.");
    mustNotBeLatched(this.#parts.stopper);
    this.#parts.rate.take(what);
  }

  async #drive(command: DriveCommand, signal: AbortSignal): Promise<BaseReport> {
    const robot = this.#robot;
    const { before, map } = await this.#start(signal);
    if (map) checkWay(robot.profile, compose2(map, before), command);
    this.#mustBegin("The drive", signal);
    const progress = new Progress(before);
    const timing = new DriveTiming(command, this.#base.limits, this.#base.command_period_s);
    const driven = await driveBase(robot, this.#velocity, {
      command,
      timing,
      before,
      progress,
      signal,
      beyond: baseWatch(robot.profile, map && compose2(map, before), (one) => map && compose2(map, one)),
    });
    const after = await this.#stand(driven, signal);
    // As base.pose() tells it: on the map where that is known, by what was known of it at the start.
    const shown = (pose: Pose2, at: BaseReading): BasePose =>
      map
        ? { ...compose2(map, pose), frame_id: this.#base.map_frame, stamp_s: at.stamp_s }
        : { ...pose, frame_id: at.frame_id, stamp_s: at.stamp_s };
    const commanded = shown(endOf(before, command, command.duration_s), before);
    const { linear, angular, duration_s } = command;
    const good = (result: BaseResult): boolean =>
      result.error_m <= GOOD.m + GOOD.share * Math.abs(linear * duration_s) &&
      result.error_rad <= GOOD.rad + GOOD.share * Math.abs(angular * duration_s);
    const seen = after ?? driven.lastSeen ?? before;
    const measured = shown(poseOf(seen), seen);
    return this.#conclude(driven, { commanded, measured, progress, before, good, isSeen: after !== null });
  }

  async #navigate(command: NavigateCommand, signal: AbortSignal): Promise<BaseReport> {
    const robot = this.#robot;
    const { map_frame } = this.#base;
    const { before, map } = await this.#start(signal);
    if (!map)
      throw new PrimitiveError(
        "NotSupported",
        `Where the base is in frame ${map_frame} is not known (no transform to it on tf): it cannot be sent to a place there. Start its localisation, or use base.drive().`,
      );
    const start = compose2(map, before);
    const to: Pose2 = { x_m: command.x, y_m: command.y, yaw_rad: wrapped(command.yaw) };
    checkPlace(robot.profile, start, to);
    this.#mustBegin("The goal", signal);
    const progress = new Progress(before);
    const driven = await navigateBase(robot, this.#parts.actuators, {
      command,
      distance_m: Math.hypot(to.x_m - start.x_m, to.y_m - start.y_m),
      progress,
      signal,
      beyond: baseWatch(robot.profile, start, (one) => compose2(map, one)),
      onCancel: (why) => this.#parts.stopper.bringToStand(canceller(why, signal)),
    });
    const after = await this.#stand(driven, signal);
    const seen = after ?? driven.lastSeen ?? before;
    // Localisation goes on while it drives: the map as it is now tells where the base is now.
    const measured = await basePose(robot).catch(() => null);
    const here: BasePose = measured ?? { ...compose2(map, seen), frame_id: map_frame, stamp_s: seen.stamp_s };
    const commanded: BasePose = { ...to, frame_id: map_frame, stamp_s: seen.stamp_s };
    const good = (result: BaseResult): boolean =>
      result.error_m <= NAVIGATED.m && result.error_rad <= NAVIGATED.rad;
    return this.#conclude(driven, {
      commanded,
      measured: here,
      progress,
      before,
      good,
      isSeen: after !== null,
    });
  }

  /** Sees to it that the base stands, however its motion ended; where it is then, null when nobody measures it. */
  async #stand(driven: Driven, signal: AbortSignal): Promise<BaseReading | null> {
    const { stopper } = this.#parts;
    if (driven.why === "ended") {
      const endZero = this.#velocity.keepZero();
      const { standing } = await waitForStandstill(this.#robot, STAND_S).finally(endZero);
      if (!standing)
        await stopper.bringToStand("the gate, for the base moved on after its motion had ended", 0);
    } else if (driven.why !== "disconnected") await stopper.bringToStand(canceller(driven.why, signal));
    await stopper.settled();
    await caughtUp();
    if (this.#robot.clock === "fast") await clockStands(this.#robot);
    try {
      return this.#robot.base();
    } catch {
      return null;
    }
  }

  /** @throws PrimitiveError with the receipt, for what a program has to hear of */
  #conclude(
    { why, words }: Driven,
    facts: {
      commanded: BasePose;
      measured: BasePose;
      progress: Progress;
      before: BaseReading;
      good: (result: BaseResult) => boolean;
      isSeen: boolean;
    },
  ): BaseReport {
    const { commanded, measured, progress, before } = facts;
    const receipt = (ended_by: EndedBy): BaseResult => ({
      ended_by,
      commanded: { ...commanded, stamp_s: measured.stamp_s },
      measured,
      distance_m: progress.distance_m,
      turned_rad: progress.turned_rad,
      error_m: Math.hypot(measured.x_m - commanded.x_m, measured.y_m - commanded.y_m),
      error_rad: Math.abs(wrapped(measured.yaw_rad - commanded.yaw_rad)),
      duration_s: Math.max(0, measured.stamp_s - before.stamp_s),
    });
    const fail = (code: "Stopped" | "Stale" | "Timeout" | "Disconnected", text: string, ended_by: EndedBy) =>
      new PrimitiveError(code, text, receipt(ended_by));
    const at = seenAt(measured);
    if (why === "disconnected")
      throw fail(
        "Disconnected",
        `The connection to the robot was lost while the base drove. It was last seen at ${at}; nothing can be sent to it, and it drives on until its own watchdog stops it. ${words}`,
        "disconnected",
      );
    if (!facts.isSeen || why === "stale")
      throw fail(
        "Stale",
        `Odometry stopped coming while the base drove, and it was told to stop. It was last seen at ${at}; where it is now is not known. Check the robot's sensors, then look again.`,
        "disconnected",
      );
    if (why === "signal") throw fail("Stopped", `The base was stopped. It halted at ${at}.`, "cancelled");
    if (why === "timeout")
      throw fail(
        "Timeout",
        `The base did not get there in time and was stopped, at ${at}${words ? `: ${words}` : ""}. Pass a longer timeout_s, or a nearer place.`,
        "timeout",
      );
    if (why === "limit" || why === "contact") return { result: receipt("limit"), why: words };
    const reached = words === "" && facts.good(receipt("reached"));
    const short = "it was blocked, slipped, or is slower than it was told to be";
    return { result: receipt(reached ? "reached" : "deviated"), why: reached ? "" : words || short };
  }
}

const poseOf = ({ x_m, y_m, yaw_rad }: BaseReading): Pose2 => ({ x_m, y_m, yaw_rad });
