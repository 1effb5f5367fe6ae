import {
  armOf,
  type Emit,
  type GripperResult,
  type ManualMove,
  type MotionResult,
  PrimitiveError,
} from "../protocol/index.ts";
import { caughtUp } from "../robot/listening-time.ts";
import type { Robot } from "../robot/robot.ts";
import type { ArmMotion, SafetyGate } from "./gate.ts";
import { checkJointSpeed, motionLimits } from "./limits.ts";
import { driveByHand } from "./manual-drive.ts";
import { Press } from "./manual-press.ts";
import { type ArmMove, armReport, gripperReport, type ManualReport, manualWords } from "./manual-report.ts";
import { type PlanPose, targetWay } from "./manual-targets.ts";
import { jogWay, type Way } from "./manual-ways.ts";

/** Homes by way of another posture take a second motion. */
const HOME_LEGS = 2;

export interface ManualOptions {
  readonly robot: Robot;
  readonly gate: SafetyGate;
  readonly emit: Emit;
  /** Finds a way to the home position; rejects with a PrimitiveError where there is none. */
  readonly planHome: (
    from: readonly number[],
    signal: AbortSignal,
  ) => Promise<Pick<ArmMotion, "path" | "target">>;
  readonly planPose: PlanPose;
  /** Whether a task has the robot: then nobody moves it by hand. */
  readonly busy: () => boolean;
}

export interface ManualPress {
  /** Whose press it is; only they can hold or release it. */
  readonly client: string;
  readonly hold: string;
  readonly move: ManualMove;
  /** Who moves, in words, for the event. */
  readonly by: string;
}

/** How an arm's motion by hand ended. */
interface Driven {
  readonly receipt: MotionResult | null;
  readonly end: string;
  /** Whether the tool was led in a straight line. */
  readonly straight: boolean;
}

/**
 * Moves by hand: each press plans one bounded, checked way and drives it through the gate while it is held. Released,
 * without a sign for 400 ms, or stopped by whomever, the robot is brought to a stand. One press at a time.
 */
export class ManualControl {
  readonly #options: ManualOptions;
  #current: Press | null = null;

  constructor(options: ManualOptions) {
    this.#options = options;
  }

  /** Whether something moves by hand, or is still coming to a stand. */
  get active(): boolean {
    return this.#current !== null;
  }

  /**
   * Begins a move by hand and resolves when it is over; what was measured is emitted as a `manual` event.
   *
   * @throws PrimitiveError in one line when nothing was moved: Denied while a task or another press has the robot or
   *   the emergency stop is latched; LimitExceeded, CollisionAhead, Unreachable where it cannot go that way
   */
  async start({ client, hold, move, by }: ManualPress): Promise<void> {
    const { busy, gate } = this.#options;
    const before = this.#current;
    if (busy())
      throw new PrimitiveError(
        "Denied",
        "A task has the robot. Wait for its end, or press Stop; then move by hand.",
      );
    if (before && before.ended === null)
      throw new PrimitiveError(
        "Denied",
        `The robot is being moved by hand already: ${before.what}. One at a time; release that one first.`,
      );
    const press = new Press({ client, hold, what: manualWords(move) });
    this.#current = press;
    const onStop = (): void => {
      const how = gate.latchedBy === null ? "stop" : "emergency stop";
      press.end(`${how} by ${String(stopSignal.reason)}`);
    };
    const { stopSignal } = gate;
    stopSignal.addEventListener("abort", onStop, { once: true });
    if (move.kind !== "gripper") press.watch();
    try {
      await before?.over;
      await this.#run(press, move, by);
    } finally {
      stopSignal.removeEventListener("abort", onStop);
      press.finish();
      if (this.#current === press) this.#current = null;
    }
  }

  /** The button is still held. A press that is over, or somebody else's, is not meant: nothing happens. */
  sign(client: string, hold: string): void {
    if (this.#is(client, hold)) this.#current?.sign();
  }

  /** The button was let go. */
  release(client: string, hold: string): void {
    if (this.#is(client, hold)) this.#current?.end("released");
  }

  /** Whoever it was is gone, and holds nothing any more. */
  clientGone(client: string): void {
    if (this.#current?.client === client) this.#current.end("let go: the page that held it is gone");
  }

  #is(client: string, hold: string): boolean {
    return this.#current?.client === client && this.#current.hold === hold;
  }

  async #run(press: Press, move: ManualMove, by: string): Promise<void> {
    const { gate, emit } = this.#options;
    const refusal = gate.latchRefusal();
    if (refusal) throw refusal;
    emit({ type: "manual", by, ...(await this.#move(press, move)) });
  }

  #move(press: Press, move: ManualMove): Promise<ManualReport> {
    if (move.kind === "gripper") return this.#gripper(press, move);
    if (move.kind === "drive") return driveByHand(this.#options.gate, press, move);
    return this.#arm(press, move);
  }

  async #gripper(press: Press, move: Extract<ManualMove, { kind: "gripper" }>): Promise<ManualReport> {
    const { robot, gate } = this.#options;
    const { gripper } = robot.profile;
    if (!gripper)
      throw new PrimitiveError(
        "NotSupported",
        `Robot "${robot.profile.name}" has no gripper in its profile.`,
      );
    const command = { width_m: move.width_m, force_n: gripper.default_force_n };
    try {
      const receipt = await gate.moveGripper(command, press.signal);
      return gripperReport(gripper, move, receipt, "");
    } catch (error) {
      if (!(error instanceof PrimitiveError) || (!error.receipt && press.ended === null)) throw error;
      const receipt = (error.receipt as GripperResult | undefined) ?? null;
      return gripperReport(gripper, move, receipt, press.ended ?? error.message);
    }
  }

  async #arm(press: Press, move: ArmMove): Promise<ManualReport> {
    const { robot } = this.#options;
    const before = robot.arm().positions;
    let driven: Driven = { receipt: null, end: press.ended ?? "", straight: false };
    for (let leg = 0; leg < (move.kind === "home" ? HOME_LEGS : 1); leg++) {
      const next = await this.#drive(press, move);
      // A press that ended between two legs leaves the first one's receipt.
      driven = { ...next, receipt: next.receipt ?? driven.receipt };
      if (next.receipt?.ended_by !== "reached" || this.#isHome()) break;
    }
    return armReport(robot, { move, before, after: this.#positions(), ...driven });
  }

  async #drive(press: Press, move: ArmMove): Promise<Driven> {
    const { robot, gate } = this.#options;
    let straight = move.kind === "linear" || move.kind === "angular";
    try {
      const way = await this.#plan(press, move);
      straight = way.straight ?? straight;
      const { result, why } = await gate.moveArm({
        ...way,
        mayTouch: [],
        timeoutS: null,
        signal: press.signal,
      });
      return { receipt: result, end: ending(result, why, way, robot), straight };
    } catch (error) {
      const receipt =
        error instanceof PrimitiveError ? (error.receipt as MotionResult | undefined) : undefined;
      if (press.ended !== null) return { receipt: receipt ?? null, end: press.ended, straight };
      if (!receipt) throw error;
      return { receipt, end: (error as Error).message, straight };
    }
  }

  async #plan(press: Press, move: ArmMove): Promise<Way> {
    const { robot, gate, planHome, planPose } = this.#options;
    await gate.refresh(press.signal);
    const from = robot.arm().positions;
    if (move.kind === "pose" || move.kind === "joints") {
      const way = await targetWay(robot, gate, from, move, { planPose, signal: press.signal });
      await caughtUp();
      return way;
    }
    if (move.kind !== "home") return jogWay(robot, gate, from, move);
    checkJointSpeed(move.speed_rad_s, motionLimits(robot.model, armOf(robot.profile)));
    const plan = await planHome(from, press.signal);
    await caughtUp();
    return { ...plan, speed: { joint: move.speed_rad_s }, ahead: "this is home" };
  }

  #isHome(): boolean {
    const { home, goal_tolerance_rad } = armOf(this.#options.robot.profile).arm;
    const q = this.#positions();
    return (
      q?.every((value, joint) => Math.abs(value - (home[joint] ?? value)) <= 3 * goal_tolerance_rad) ?? true
    );
  }

  /** Measured joint positions; null when nobody measures them now. */
  #positions(): readonly number[] | null {
    try {
      return this.#options.robot.arm().positions;
    } catch {
      return null;
    }
  }
}

/** Why a motion that was not ended from here ended. */
const ending = (result: MotionResult, why: string, { ahead, arrives }: Way, robot: Robot): string => {
  if (result.ended_by === "reached" && arrives !== undefined) return arrives;
  if (result.ended_by === "reached")
    return ahead === null ? "as far as one press goes" : `as far as it may go: ${ahead}`;
  if (result.ended_by === "contact") return `stopped by a contact${why ? `: ${why}` : ""}`;
  return why || `${robot.profile.name} ended it (${result.ended_by})`;
};
