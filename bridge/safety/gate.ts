import {
  armOf,
  baseOf,
  type Emit,
  type GripperResult,
  PrimitiveError,
  type Vec3,
} from "../protocol/index.ts";
import { Actuators } from "../robot/actuators.ts";
import type { Robot } from "../robot/robot.ts";
import type { Approval } from "./approval.ts";
import { ArmGate, type ArmMotion } from "./arm-gate.ts";
import type { MotionReport } from "./arm-outcome.ts";
import type { FreeWay } from "./base-checks.ts";
import { BaseGate, type BaseReport } from "./base-gate.ts";
import type { NavigateCommand } from "./base-navigation.ts";
import { BaseVelocity } from "./base-velocity.ts";
import type { DriveCommand } from "./base-way.ts";
import { CommandRate } from "./command-rate.ts";
import { canceller, type GateParts, mustNotBeLatched } from "./gate-parts.ts";
import { GripperGate, type HandMemory } from "./gripper-gate.ts";
import type { StopReport } from "./halt.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { gripperMotionWords } from "./motion-words.ts";
import { RosGate } from "./ros-gate.ts";
import { Stopper } from "./stopper.ts";

export type { ArmMotion } from "./arm-gate.ts";
export type { MotionReport } from "./arm-outcome.ts";
export type { StopReport } from "./halt.ts";

/**
 * The one way to the actuators. Every command is checked here against limits and known objects before anything is
 * sent; beyond a limit it is refused with the reason, never clamped. What comes back was measured.
 */
export class SafetyGate {
  readonly #parts: GateParts;
  readonly #arm: ArmGate | null;
  readonly #base: BaseGate | null;
  readonly #gripper: GripperGate;
  readonly #approval: Pick<Approval, "motion"> | null;
  /** For what programs send to topics, services and actions by name. */
  readonly ros: RosGate;
  /** What the fingers are doing, in words. */
  #fingers: string | null = null;
  readonly #stopper: Stopper;

  /** Without `approval` no motion waits for a person. */
  constructor(options: { robot: Robot; emit: Emit; approval?: Pick<Approval, "motion"> }) {
    const { robot, emit } = options;
    this.#approval = options.approval ?? null;
    const actuators = new Actuators(robot, emit);
    const rate = CommandRate.of(robot);
    this.#gripper = new GripperGate(robot, actuators);
    const velocity = robot.profile.base && new BaseVelocity(robot);
    this.#stopper = new Stopper({
      robot,
      emit,
      moving: () => this.#arm?.moving === true || this.#base?.moving === true || this.#fingers !== null,
      hold: () => this.#arm?.hold() ?? "it was told to stand, over and over",
      cancelsAll: actuators.cancelsAll,
      keepStill: () => {
        const ends = [actuators.keepCancelling(), velocity?.keepZero()];
        return () => {
          for (const end of ends) end?.();
        };
      },
    });
    const approved = (text: string, signal: AbortSignal): Promise<boolean> => this.#approved(text, signal);
    this.#parts = { robot, emit, actuators, rate, stopper: this.#stopper, approved };
    this.#arm = robot.profile.arm ? new ArmGate(this.#parts, () => this.#gripper.holding()) : null;
    this.#base = velocity && new BaseGate(this.#parts, velocity);
    this.ros = new RosGate(robot, actuators, {
      limits: () => this.#mustHaveArm().limits,
      refresh: (signal) => this.refresh(signal),
      moveArm: (motion) => this.moveArm(motion),
      moveGripper: (command, signal) => this.moveGripper(command, signal),
      driveBase: (command, signal) => this.driveBase(command, signal),
      navigateBase: (command, signal) => this.navigateBase(command, signal),
      mayCommand: () => mustNotBeLatched(this.#stopper),
      count: (what) => rate.take(what),
      approved,
      stopSignal: () => this.#stopper.signal,
    });
    startHeartbeat(robot);
  }

  /** Takes in what is seen and held now; call before planning, so that plan and check know the same scene. */
  async refresh(signal?: AbortSignal): Promise<void> {
    await this.#mustHaveArm().refresh(signal);
  }

  /** As ArmGate.refusal. */
  refusal(path: ArmMotion["path"], mayTouch: readonly string[]): PrimitiveError | null {
    return this.#mustHaveArm().refusal(path, mayTouch);
  }

  /** As ArmGate.pointRefusal. */
  pointRefusal(position: Vec3): PrimitiveError | null {
    return this.#mustHaveArm().pointRefusal(position);
  }

  /** As ArmGate.standRefusal. */
  standRefusal(
    from: readonly number[],
    q: readonly number[],
    mayTouch: readonly string[],
  ): PrimitiveError | null {
    return this.#mustHaveArm().standRefusal(from, q, mayTouch);
  }

  /** As ArmGate.timed. */
  timed(error: unknown, speed: ArmMotion["speed"]): unknown {
    return this.#mustHaveArm().timed(error, speed);
  }

  /**
   * Checks a motion of the arm along its whole length, drives it, and gives the measured receipt.
   *
   * @throws PrimitiveError LimitExceeded, CollisionAhead, Denied before anything moved; Stopped, Timeout, Disconnected,
   *   Stale with the receipt of what moved; NotSupported without an arm
   */
  async moveArm(motion: ArmMotion): Promise<MotionReport> {
    return this.#mustHaveArm().move(motion);
  }

  /** As BaseGate.drive. @throws PrimitiveError NotSupported without a base, too */
  async driveBase(command: DriveCommand, signal: AbortSignal): Promise<BaseReport> {
    return this.#mustHaveBase().drive(command, signal);
  }

  /** As BaseGate.freeWay. @throws PrimitiveError NotSupported without a base, too */
  async freeWay(command: DriveCommand): Promise<FreeWay> {
    return this.#mustHaveBase().freeWay(command);
  }

  /** As BaseGate.navigate. @throws PrimitiveError NotSupported without a base, too */
  async navigateBase(command: NavigateCommand, signal: AbortSignal): Promise<BaseReport> {
    return this.#mustHaveBase().navigate(command, signal);
  }

  /**
   * Moves the fingers.
   *
   * @throws PrimitiveError LimitExceeded for a width or force out of range, NotSupported without a gripper, Denied
   *   while they move already; Stopped, Timeout, Disconnected, GraspFailed with the receipt where one is known
   */
  async moveGripper(
    command: { width_m: number; force_n: number },
    signal: AbortSignal,
  ): Promise<GripperResult> {
    mustNotBeLatched(this.#stopper);
    await this.#approved(gripperMotionWords(command), signal);
    if (this.#fingers !== null)
      throw new PrimitiveError(
        "Denied",
        `The gripper is busy: ${this.#fingers}. Wait for its end, or stop it with arm.stop().`,
      );
    this.#fingers = `its fingers are moving to ${command.width_m} m`;
    const either = AbortSignal.any([signal, this.#stopper.signal]);
    try {
      await this.#stopper.settled();
      await this.#parts.actuators.ready(either);
      mustNotBeLatched(this.#stopper);
      this.#parts.rate.take("The gripper's motion");
      // Fingers are not seen by the arm's standstill; a robot that is not seen at all is stopped whole.
      return await this.#gripper.move(command, either, (why) =>
        why === "stale" ? this.#stopper.bringToStand(canceller(why, either)) : undefined,
      );
    } finally {
      this.#fingers = null;
    }
  }

  /** What the gripper measures now. @throws PrimitiveError NotSupported without a gripper, Stale, Disconnected */
  gripperState(): GripperResult {
    return this.#gripper.state();
  }

  /** What was commanded of the hand last; set it only where a simulator was put back, and its hand with it. */
  get hand(): HandMemory {
    return this.#gripper.memory;
  }
  set hand(memory: HandMemory) {
    this.#gripper.memory = memory;
  }

  /**
   * Stops the robot: cancels what is under way, then waits until fresh joint states say that it stands. Where that is
   * not enough it is braked, and where that is not either, the emergency stop is latched. Emits and returns what was
   * measured; never rejects.
   */
  stop(by: string): Promise<StopReport> {
    return this.#stopper.stop(by);
  }

  /** Aborted by the next stop, with who asked for it as the reason. */
  get stopSignal(): AbortSignal {
    return this.#stopper.signal;
  }

  /** Why nothing may be commanded now; null when it may. For every command that moves something. */
  latchRefusal(): PrimitiveError | null {
    return this.#stopper.refusal();
  }

  /** Who latched the emergency stop; null when it is not latched. */
  get latchedBy(): string | null {
    return this.#stopper.latchedBy;
  }

  /**
   * Emergency stop: refuses every motion from now on, until a person resets it, tells the robot's side, and stops the
   * robot as stop() does. Emits an `estop` and a `stop` event, returns what was measured; never rejects.
   */
  estop(by: string): Promise<StopReport> {
    return this.#stopper.estop(by);
  }

  /** Lets motions begin again: for a person only. @throws UserError as Stopper.reset says; the stop stays latched */
  resetEstop(by: string): Promise<void> {
    return this.#stopper.reset(by);
  }

  /** Waits for a person's approval where one is needed, and says whether it did. Throws as Approval.motion does. */
  async #approved(text: string, signal: AbortSignal): Promise<boolean> {
    if (!this.#approval) return false;
    return this.#approval.motion(text, AbortSignal.any([signal, this.#stopper.signal]));
  }

  /** @throws PrimitiveError NotSupported where the robot has no arm */
  #mustHaveArm(): ArmGate {
    armOf(this.#parts.robot.profile);
    return this.#arm as ArmGate;
  }

  /** @throws PrimitiveError NotSupported where the robot has no base */
  #mustHaveBase(): BaseGate {
    baseOf(this.#parts.robot.profile);
    return this.#base as BaseGate;
  }
}
