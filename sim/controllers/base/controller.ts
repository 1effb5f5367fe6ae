import { conjugate, rotate } from "../../world/math.ts";
import type { DifferentialDrive } from "../../world/robots/description.ts";
import { TIMESTEP_S } from "../../world/scenes/scene-mjcf.ts";
import type { World } from "../../world/world.ts";
import type { Controller } from "../controller.ts";
import type { ControllerHost } from "../trajectory/controller.ts";
import { approach, isStill, limited, type Speed, still, wheelSpeeds } from "./speed.ts";
import { readTwist } from "./twist.ts";

/*
 * How a base is driven by /cmd_vel, and how the clock goes meanwhile.
 *
 * Always: a speed beyond the limits is cut to them; the base changes its speed no faster than its accelerations. A
 * message counts for CMD_VEL_TIMEOUT_S of the simulated clock; then the base brakes. While a NavigateToPose goal runs
 * the navigator drives, and messages are ignored.
 *
 * Clock `realtime`: that is all.
 * Clock `fast`:
 *  1. A speed other than zero does NOT let the clock run. Whoever publishes it lets time pass with /step_simulation:
 *     publish, step by the period, wait for the answer, publish again. Alike calls then give alike motion, bit by bit.
 *     (When nobody steps for about a second of wall time, the clock runs by itself until the message has timed out and
 *     the base stands: so clients that know nothing of steps see it move, too, though not bit by bit alike.)
 *  2. Zero, a time-out, a cancelled goal and the emergency stop brake: the clock runs by itself until the base stands.
 *     What arrives meanwhile (a speed, a goal, steps) begins when it stands, so that its moment does not depend on
 *     when the message came.
 *  3. While a NavigateToPose goal runs the clock runs.
 */

/** A speed that is not said again stops counting after this long on the simulated clock. */
export const CMD_VEL_TIMEOUT_S = 0.5;
/** Slower than this, m/s and rad/s, for so many steps in a row, the base stands. */
const STANDING: Speed = { linear: 0.003, angular: 0.01 };
const STANDING_STEPS = 25;
/** Braking that has not come to rest by now, on the simulated clock, is given up: something pushes. */
const BRAKE_LIMIT_S = 4;

/** Drives two wheels: cuts, ramps and times out what is asked of them. */
export class BaseController implements Controller {
  readonly readings = [];
  readonly #world: World;
  readonly #drive: DifferentialDrive;
  readonly #host: ControllerHost;
  /** With a `fast` clock what is asked while it brakes waits until it stands. */
  readonly #patient: boolean;
  #asked: Speed = still;
  #askedUntilS = Number.NEGATIVE_INFINITY;
  /** What the wheels are told now. */
  #led: Speed = still;
  #brake: { readonly sinceS: number; stood: number } | null = null;
  #afterBrake: Speed | null = null;
  #navigator: { readonly active: boolean } | null = null;

  constructor(world: World, drive: DifferentialDrive, host: ControllerHost, patient: boolean) {
    this.#world = world;
    this.#drive = drive;
    this.#host = host;
    this.#patient = patient;
  }

  /** While it is active, speeds on topics do not count. */
  obeys(navigator: { readonly active: boolean }): void {
    this.#navigator = navigator;
  }

  get drive(): DifferentialDrive {
    return this.#drive;
  }

  get active(): boolean {
    return this.#brake !== null || !isStill(this.#asked);
  }

  get waitsForSteps(): boolean {
    return this.#brake === null;
  }

  get settling(): boolean {
    return this.#brake !== null;
  }

  /** Takes a geometry_msgs/msg/Twist or TwistStamped from a topic. */
  onTwist(message: unknown, stamped: boolean): void {
    if (this.#navigator?.active) return;
    const speed = readTwist(message, stamped);
    if (speed) this.#take(speed);
    else
      this.#host.log(
        "warn",
        "a velocity command was not readable: linear.x and angular.z must be finite numbers",
      );
  }

  /** Goes at this speed until told otherwise in the next step; for the navigator. */
  lead(speed: Speed): void {
    this.#brake = null;
    this.#ask(speed, this.#world.timeS + 1.5 * TIMESTEP_S);
  }

  /** Slows down to a stand. */
  brake(): void {
    this.#asked = still;
    this.#afterBrake = null;
    this.#brake ??= { sinceS: this.#world.timeS, stood: 0 };
  }

  update(): void {
    if (!isStill(this.#asked) && this.#world.timeS >= this.#askedUntilS) this.brake();
    this.#led = approach(this.#led, this.#asked, this.#drive.limits, TIMESTEP_S);
    const [left, right] = wheelSpeeds(this.#led, this.#drive);
    this.#world.setTarget(this.#drive.left, left);
    this.#world.setTarget(this.#drive.right, right);
    if (this.#brake) this.#slowDown(this.#brake);
  }

  halt(): void {
    if (this.active) this.brake();
  }

  reset(): void {
    this.#asked = still;
    this.#led = still;
    this.#brake = null;
    this.#afterBrake = null;
    for (const wheel of [this.#drive.left, this.#drive.right]) this.#world.setTarget(wheel, 0);
  }

  /** Nothing: a base that is not active stands, and so do its wheels. */
  save(): null {
    return null;
  }

  check(saved: unknown): string | null {
    return saved === null ? null : "a base that stands keeps nothing";
  }

  restore(): void {
    this.reset();
  }

  /** How fast the base is measured to be, in its own frame. */
  measured(): Speed {
    const { rootLink } = this.#world.scene.robot;
    const { linear, angular } = this.#world.twist(rootLink);
    const back = conjugate(this.#world.pose(rootLink).orientation);
    return { linear: rotate(back, linear)[0], angular: angular[2] };
  }

  #take(speed: Speed): void {
    if (this.#brake) {
      if (isStill(speed)) this.#afterBrake = null;
      else if (this.#patient) this.#afterBrake = speed;
      else this.#brake = null;
      if (this.#brake) return;
    }
    if (!isStill(speed)) this.#ask(speed, this.#world.timeS + CMD_VEL_TIMEOUT_S);
    else if (this.active) this.brake();
  }

  #ask(speed: Speed, untilS: number): void {
    this.#asked = limited(speed, this.#drive.limits);
    this.#askedUntilS = untilS;
  }

  #slowDown(brake: { readonly sinceS: number; stood: number }): void {
    const { linear, angular } = this.measured();
    const stands =
      isStill(this.#led) && Math.abs(linear) < STANDING.linear && Math.abs(angular) < STANDING.angular;
    brake.stood = stands ? brake.stood + 1 : 0;
    const givenUp = this.#world.timeS - brake.sinceS > BRAKE_LIMIT_S;
    if (brake.stood < STANDING_STEPS && !givenUp) return;
    if (givenUp) this.#host.log("warn", "the base was told to stand and still moves; something pushes it");
    this.#brake = null;
    const next = this.#afterBrake;
    this.#afterBrake = null;
    this.#host.publishState();
    if (next) this.#ask(next, this.#world.timeS + CMD_VEL_TIMEOUT_S);
  }
}
