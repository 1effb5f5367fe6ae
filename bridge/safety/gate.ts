import { type Emit, type GripperResult, PrimitiveError, type Vec3 } from "../protocol/index.ts";
import { Actuators } from "../robot/actuators.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import { caughtUp } from "../robot/listening-time.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";
import type { Approval } from "./approval.ts";
import { concludeArm, type MotionReport } from "./arm-outcome.ts";
import { checkedTrajectory, timed } from "./checked-trajectory.ts";
import { CommandRate } from "./command-rate.ts";
import { type CancelReason, watchGoal } from "./goal-watch.ts";
import { GripperGate } from "./gripper-gate.ts";
import type { StopReport } from "./halt.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { isKeepOut, keepOutObstacles } from "./keep-out.ts";
import { type KnownScene, refreshKnownScene } from "./known-scene.ts";
import { limitWatch } from "./limit-watch.ts";
import { type MotionLimits, motionLimits, workspaceRefusal } from "./limits.ts";
import { armMotionWords, gripperMotionWords } from "./motion-words.ts";
import { pathRefusal, standRefusal } from "./path-check.ts";
import { Payload } from "./payload.ts";
import { RosGate } from "./ros-gate.ts";
import { fastest, STANDING_RAD_S, settle } from "./standstill.ts";
import { Stopper } from "./stopper.ts";
import { timedRefusal } from "./timed-refusal.ts";

export interface ArmMotion {
  /** Joint positions from where the arm stands to the end, radians. */
  readonly path: readonly (readonly number[])[];
  /** Where the tool is commanded to end, base frame. */
  readonly target: Placement;
  /** Metres per second of the tool, or radians per second of the fastest joint. */
  readonly speed: { readonly tool: number } | { readonly joint: number };
  /** Names of objects whose contact is meant; with any, a felt contact is told but does not stop the arm. */
  readonly mayTouch: readonly string[];
  /** Seconds of the robot's clock; null: twice the planned duration and 5 s. */
  readonly timeoutS: number | null;
  readonly signal: AbortSignal;
}

export type { MotionReport } from "./arm-outcome.ts";
export type { StopReport } from "./halt.ts";

/**
 * The one way to the actuators. Every command is checked here against limits and known objects before anything is
 * sent; beyond a limit it is refused with the reason, never clamped. What comes back was measured.
 */
export class SafetyGate {
  readonly #robot: Robot;
  readonly #emit: Emit;
  readonly #actuators: Actuators;
  readonly #limits: MotionLimits;
  readonly #gripper: GripperGate;
  readonly #rate: CommandRate;
  readonly #payload: Payload;
  readonly #approval: Pick<Approval, "motion"> | null;
  /** For what programs send to topics, services and actions by name. */
  readonly ros: RosGate;
  readonly #unplaced = new Set<string>();
  /** What the arm and the gripper are doing, in words. */
  readonly #doing: { arm: string | null; gripper: string | null } = { arm: null, gripper: null };
  #scene: KnownScene = { held: null, obstacles: new Map(), unplaced: [] };
  readonly #stopper: Stopper;

  /** Without `approval` no motion waits for a person. */
  constructor(options: { robot: Robot; emit: Emit; approval?: Pick<Approval, "motion"> }) {
    const { robot, emit } = options;
    this.#approval = options.approval ?? null;
    this.#robot = robot;
    this.#emit = emit;
    this.#actuators = new Actuators(robot);
    this.#limits = motionLimits(robot.model, robot.profile);
    this.#gripper = new GripperGate(robot, this.#actuators);
    this.#rate = CommandRate.of(robot);
    this.#payload = new Payload(robot, () => this.#gripper.holding());
    this.ros = new RosGate(robot, this.#actuators, {
      limits: this.#limits,
      refresh: (signal) => this.refresh(signal),
      moveArm: (motion) => this.moveArm(motion),
      moveGripper: (command, signal) => this.moveGripper(command, signal),
      mayCommand: () => this.#mustNotBeLatched(),
      count: (what) => this.#rate.take(what),
      approved: (text, signal) => this.#approved(text, signal),
      stopSignal: () => this.#stopper.signal,
    });
    this.#stopper = new Stopper({
      robot,
      actuators: this.#actuators,
      limits: this.#limits,
      emit,
      moving: () => this.#doing.arm !== null || this.#doing.gripper !== null,
    });
    startHeartbeat(robot);
    robot.model.setObstacles(keepOutObstacles(robot.profile));
    this.#tellUnshaped();
  }

  /** Takes in what is seen and held now; call before planning, so that plan and check know the same scene. */
  async refresh(signal?: AbortSignal): Promise<void> {
    await this.#stopper.settled();
    await caughtUp();
    this.#scene = await refreshKnownScene(this.#robot, () => this.#gripper.holding(), signal);
    for (const { name, pose } of this.#scene.unplaced) {
      if (this.#unplaced.has(name)) continue;
      this.#unplaced.add(name);
      const text = `"${name}" is seen in frame ${pose.frame_id}, and where that frame is, is not known: motions are not checked against it.`;
      this.#emit({ type: "notice", level: "warning", text });
    }
  }

  /**
   * Why a path may not be driven in the scene of the last refresh; null when it may.
   *
   * @throws PrimitiveError InvalidArgument for a name in `mayTouch` that is no object's
   */
  refusal(path: ArmMotion["path"], mayTouch: readonly string[]): PrimitiveError | null {
    return pathRefusal(this.#robot.model, this.#robot.profile, path, this.#touchable(mayTouch));
  }

  /** Why the tool may not be commanded to a point of the base frame, metres; null when it may. */
  pointRefusal(position: Vec3): PrimitiveError | null {
    return workspaceRefusal(position, position, this.#robot.profile);
  }

  /** Why the arm, now at `from`, may not stand at `q` in that scene; null when it may. Throws as refusal does. */
  standRefusal(
    from: readonly number[],
    q: readonly number[],
    mayTouch: readonly string[],
  ): PrimitiveError | null {
    return standRefusal(this.#robot.model, this.#robot.profile, from, q, this.#touchable(mayTouch));
  }

  /**
   * Checks a motion along its whole length, drives it, and gives the measured receipt.
   *
   * @throws PrimitiveError LimitExceeded, CollisionAhead, Denied before anything moved; Stopped, Timeout, Disconnected,
   *   Stale with the receipt of what moved
   */
  async moveArm(motion: ArmMotion): Promise<MotionReport> {
    this.#mustNotBeLatched();
    const waited = await this.#approved(armMotionWords(motion), motion.signal);
    if (waited) await this.refresh(motion.signal); // the scene may have changed while a person thought
    this.#mustNotBeLatched();
    const { arm } = this.#doing;
    if (arm !== null)
      throw new PrimitiveError(
        "Denied",
        `The arm is busy: ${arm}. One motion at a time; wait for its end, or stop it with arm.stop().`,
      );
    this.#doing.arm = `it is moving to (${motion.target.position.map((value) => value.toFixed(3)).join(", ")})`;
    try {
      return await this.#moveArm(motion, AbortSignal.any([motion.signal, this.#stopper.signal]));
    } finally {
      this.#doing.arm = null;
    }
  }

  async #moveArm(motion: ArmMotion, signal: AbortSignal): Promise<MotionReport> {
    const robot = this.#robot;
    await this.#stopper.settled();
    await caughtUp(); // planning may have kept this thread busy while the sensors went on sending
    const before = robot.arm();
    const trajectory = this.#checked(motion, before);
    if (signal.aborted)
      throw new PrimitiveError("Stopped", "The robot was stopped before this motion began; nothing moved.");
    this.#mustNotBeLatched();
    this.#rate.take("The motion");
    const outcome = await watchGoal(robot, this.#actuators.sendTrajectory(trajectory), {
      timeoutS: motion.timeoutS ?? trajectory.duration_s * 2 + 5,
      signal,
      stopAtContact: motion.mayTouch.length === 0,
      beyondLimit: limitWatch(robot, this.#limits),
      onCancel: (why) => this.#stopper.bringToStand(canceller(why, signal)),
    });
    await this.#stopper.settled();
    if (outcome.kind === "ended" && !(await settle(robot, signal)))
      await this.#stopper.bringToStand("the gate, for the arm moved on after its goal had ended");
    const after = await this.#measured().catch(() => null);
    const goal = motion.path.at(-1) ?? [];
    return concludeArm(robot, outcome, {
      goal,
      target: motion.target,
      before,
      after,
      contact: await this.#contact(),
    });
  }

  /** The timed motion, once nothing speaks against it. */
  #checked(motion: ArmMotion, before: ArmReading): ReturnType<typeof timed> {
    const parts = { robot: this.#robot, limits: this.#limits, payload: this.#payload };
    const refusal = (path: ArmMotion["path"]): PrimitiveError | null => this.refusal(path, motion.mayTouch);
    return checkedTrajectory(parts, motion, before, refusal, this.#touchable(motion.mayTouch));
  }

  /** A reason why a path was refused, with the time at which it would happen at that speed; else the same error. */
  timed(error: unknown, speed: ArmMotion["speed"]): unknown {
    return timedRefusal(error, (path) => timed(this.#robot, this.#limits, path, speed));
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
    this.#mustNotBeLatched();
    await this.#approved(gripperMotionWords(command), signal);
    const { gripper } = this.#doing;
    if (gripper !== null)
      throw new PrimitiveError(
        "Denied",
        `The gripper is busy: ${gripper}. Wait for its end, or stop it with arm.stop().`,
      );
    this.#doing.gripper = `its fingers are moving to ${command.width_m} m`;
    const either = AbortSignal.any([signal, this.#stopper.signal]);
    try {
      await this.#stopper.settled();
      this.#mustNotBeLatched();
      this.#rate.take("The gripper's motion");
      // Fingers are not seen by the arm's standstill; a robot that is not seen at all is stopped whole.
      return await this.#gripper.move(command, either, (why) =>
        why === "stale" ? this.#stopper.bringToStand(canceller(why, either)) : undefined,
      );
    } finally {
      this.#doing.gripper = null;
    }
  }

  /** What the gripper measures now. @throws PrimitiveError NotSupported without a gripper, Stale, Disconnected */
  gripperState(): GripperResult {
    return this.#gripper.state();
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

  /** @throws PrimitiveError Denied while the emergency stop is latched */
  #mustNotBeLatched(): void {
    const refusal = this.#stopper.refusal();
    if (refusal) throw refusal;
  }

  /** The obstacles that a motion may touch; what the hand holds is no obstacle to the hand. */
  #touchable(mayTouch: readonly string[]): string[] {
    const { held, obstacles } = this.#scene;
    return mayTouch.flatMap((name) => {
      if (this.#robot.model.linkNames.includes(name) || isKeepOut(name))
        throw new PrimitiveError(
          "InvalidArgument",
          `may_touch names objects that a motion is meant to touch; "${name}" is none. Leave it out.`,
        );
      return (obstacles.get(name) ?? [name]).filter((one) => one !== held);
    });
  }

  #tellUnshaped(): void {
    const { unshapedLinks } = this.#robot.model;
    if (unshapedLinks.length === 0) return;
    const text = `The robot description gives ${unshapedLinks.join(", ")} as meshes only: collisions of these links are not checked. Keep clear of them.`;
    this.#emit({ type: "notice", level: "warning", text });
  }

  /** A joint state measured after the motion; the newest serves when it already shows a standing arm. */
  async #measured(): Promise<ArmReading> {
    await caughtUp();
    const newest = this.#robot.arm();
    return fastest(newest.velocities) < STANDING_RAD_S ? newest : this.#robot.freshArm();
  }

  async #contact(): Promise<boolean> {
    const { wrench } = this.#robot.profile;
    if (!wrench) return false;
    try {
      return Math.hypot(...(await this.#robot.wrench(0.2)).force) > wrench.contact_force_n;
    } catch {
      return false; // a silent force sensor must not hide the receipt
    }
  }
}

/** Who is behind a goal's cancellation, in words. */
const canceller = (why: CancelReason, signal: AbortSignal): string => {
  if (why !== "signal") return `the gate (${why})`;
  return typeof signal.reason === "string" ? signal.reason : "program";
};
