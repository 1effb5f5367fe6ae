import { type Emit, type GripperResult, PrimitiveError, type Vec3 } from "../protocol/index.ts";
import { Actuators } from "../robot/actuators.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import { caughtUp } from "../robot/listening-time.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";
import { timeParametrise } from "../robot/trajectory/time-parametrise.ts";
import { concludeArm, type MotionReport } from "./arm-outcome.ts";
import { watchGoal } from "./goal-watch.ts";
import { GripperGate } from "./gripper-gate.ts";
import { halt, STOP_WAIT_S, type StopReport } from "./halt.ts";
import { isKeepOut, keepOutObstacles } from "./keep-out.ts";
import { type KnownScene, refreshKnownScene } from "./known-scene.ts";
import {
  checkJointSpeed,
  checkToolSpeed,
  type MotionLimits,
  motionLimits,
  workspaceRefusal,
} from "./limits.ts";
import { pathRefusal, standRefusal } from "./path-check.ts";
import { fastest, STANDING_RAD_S, settle, waitForStandstill } from "./standstill.ts";

/** A path is driven only from where the arm stands, within this. */
const START_RAD = 0.05;
/** A path is driven only from an arm that stands: an arm faster than this is moved by something else. */
const MOVING_RAD_S = 0.1;
/** Wall seconds in which joint states must come after a reconnection, to tell whether the arm still moves. */
const RECONNECTED_S = 5;
/** Readings that are looked at for it: an arm that turns round stands for one. */
const LOOKS = 3;

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
  readonly #unplaced = new Set<string>();
  /** Aborted by a stop; every motion under way listens. */
  #stop = new AbortController();
  /** What the arm and the gripper are doing, in words. */
  readonly #doing: { arm: string | null; gripper: string | null } = { arm: null, gripper: null };
  #scene: KnownScene = { held: null, obstacles: new Map(), unplaced: [] };
  /** Ends when what a lost connection left behind was looked at. */
  #recovered: Promise<unknown> = Promise.resolve();

  constructor(options: { robot: Robot; emit: Emit }) {
    const { robot, emit } = options;
    this.#robot = robot;
    this.#emit = emit;
    this.#actuators = new Actuators(robot);
    this.#limits = motionLimits(robot.model, robot.profile);
    this.#gripper = new GripperGate(robot, this.#actuators);
    robot.model.setObstacles(keepOutObstacles(robot.profile));
    this.#tellUnshaped();
    let lost = false;
    robot.onConnection((state) => {
      if (state !== "connected") lost = true;
      else if (lost) {
        lost = false;
        this.#recovered = this.#afterReconnecting();
      }
    });
  }

  /** Takes in what is seen and held now; call before planning, so that plan and check know the same scene. */
  async refresh(signal?: AbortSignal): Promise<void> {
    await this.#recovered;
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
    const { arm } = this.#doing;
    if (arm !== null)
      throw new PrimitiveError(
        "Denied",
        `The arm is busy: ${arm}. One motion at a time; wait for its end, or stop it with arm.stop().`,
      );
    this.#doing.arm = `it is moving to (${motion.target.position.map((value) => value.toFixed(3)).join(", ")})`;
    try {
      return await this.#moveArm(motion, AbortSignal.any([motion.signal, this.#stop.signal]));
    } finally {
      this.#doing.arm = null;
    }
  }

  async #moveArm(motion: ArmMotion, signal: AbortSignal): Promise<MotionReport> {
    const robot = this.#robot;
    await this.#recovered;
    await caughtUp(); // planning may have kept this thread busy while the sensors went on sending
    const before = robot.arm();
    const trajectory = this.#checked(motion, before);
    if (signal.aborted)
      throw new PrimitiveError("Stopped", "The robot was stopped before this motion began; nothing moved.");
    const outcome = await watchGoal(robot, this.#actuators.sendTrajectory(trajectory), {
      timeoutS: motion.timeoutS ?? trajectory.duration_s * 2 + 5,
      signal,
      stopAtContact: motion.mayTouch.length === 0,
    });
    if (outcome.kind === "cancelled") await waitForStandstill(robot, STOP_WAIT_S);
    if (outcome.kind === "ended") await settle(robot, signal);
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
  #checked(motion: ArmMotion, before: ArmReading): ReturnType<typeof timeParametrise> {
    const { model, profile } = this.#robot;
    const { path, speed, mayTouch } = motion;
    if ("tool" in speed) checkToolSpeed(speed.tool, profile);
    else checkJointSpeed(speed.joint, this.#limits);
    checkStart(path, before);
    const refusal = this.refusal(path, mayTouch);
    if (refusal) throw refusal;
    const jointSpeed = "joint" in speed ? speed.joint : Number.POSITIVE_INFINITY;
    const max_m_s = "tool" in speed ? speed.tool : profile.arm.limits.tool_speed_m_s;
    const velocity = this.#limits.velocity.map((limit) => Math.min(limit, jointSpeed));
    const { acceleration } = this.#limits;
    return timeParametrise(
      model.jointNames,
      path,
      { velocity, acceleration },
      { toolSpeed: { model, max_m_s } },
    );
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
    const { gripper } = this.#doing;
    if (gripper !== null)
      throw new PrimitiveError(
        "Denied",
        `The gripper is busy: ${gripper}. Wait for its end, or stop it with arm.stop().`,
      );
    this.#doing.gripper = `its fingers are moving to ${command.width_m} m`;
    const either = AbortSignal.any([signal, this.#stop.signal]);
    try {
      await this.#recovered;
      return await this.#gripper.move(command, either);
    } finally {
      this.#doing.gripper = null;
    }
  }

  /** What the gripper measures now. @throws PrimitiveError NotSupported without a gripper, Stale, Disconnected */
  gripperState(): GripperResult {
    return this.#gripper.state();
  }

  /**
   * Stops the robot: cancels what is under way, then waits until fresh joint states say that it stands; brakes it when
   * cancelling was not enough. Emits and returns what was measured; never rejects.
   */
  stop(by: string): Promise<StopReport> {
    return this.#halt(by, false);
  }

  #halt(by: string, atOnce: boolean): Promise<StopReport> {
    const wasMoving = this.#doing.arm !== null || this.#doing.gripper !== null;
    this.#stop.abort(by);
    this.#stop = new AbortController();
    return halt(this.#robot, this.#actuators, this.#limits, this.#emit, { by, wasMoving, atOnce });
  }

  /** A goal may have outlived the connection on the robot: stops an arm that moves. Nothing is ever sent again. */
  async #afterReconnecting(): Promise<void> {
    try {
      for (let look = 0; look < LOOKS; look++) {
        const { velocities } = await this.#robot.freshArm(undefined, RECONNECTED_S);
        if (fastest(velocities) < STANDING_RAD_S) continue;
        await this.#halt("reconnection", true);
        return;
      }
    } catch {
      // Without joint states, or with the connection gone again, no motion can begin either.
    }
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

/** @throws PrimitiveError Denied when something else moves the arm, Stale when the path begins elsewhere */
const checkStart = (path: ArmMotion["path"], { positions, velocities }: ArmReading): void => {
  const speed = fastest(velocities);
  if (!(speed <= MOVING_RAD_S))
    throw new PrimitiveError(
      "Denied",
      `The arm moves already (fastest joint ${speed.toFixed(3)} rad/s), and not by this program. Call arm.stop(), look, then plan again.`,
    );
  const start = path[0] ?? [];
  const away = Math.max(...positions.map((value, joint) => Math.abs(value - (start[joint] ?? Number.NaN))));
  if (!(away <= START_RAD))
    throw new PrimitiveError(
      "Stale",
      `The path starts ${away.toFixed(3)} rad from where the arm stands (limit ${START_RAD} rad). Plan again from the present position.`,
    );
};
