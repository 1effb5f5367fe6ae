import {
  type Emit,
  type EndedBy,
  type GripperResult,
  type MotionResult,
  PrimitiveError,
} from "../protocol/index.ts";
import { Actuators } from "../robot/actuators.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";
import { timeParametrise } from "../robot/trajectory/time-parametrise.ts";
import { GripperGate } from "./gripper-gate.ts";
import { type GoalOutcome, watchGoal } from "./goal-watch.ts";
import { refreshKnownScene } from "./known-scene.ts";
import { checkJointSpeed, checkToolSpeed, type MotionLimits, motionLimits } from "./limits.ts";
import { pathRefusal } from "./path-check.ts";
import { motionResult } from "./receipts.ts";
import { STANDING_RAD_S, waitForStandstill } from "./standstill.ts";

/** A path is driven only from where the arm stands, within this. */
const START_RAD = 0.05;
/** Wall seconds that a stop waits before it escalates, and after. */
const STOP_WAIT_S = 2;
/** The end of a goal that the controller calls good is checked against this many goal tolerances. */
const END_TOLERANCES = 3;

export interface ArmMotion {
  /** Joint positions from where the arm stands to the end, radians. */
  readonly path: readonly (readonly number[])[];
  /** Where the tool is commanded to end, base frame. */
  readonly target: Placement;
  /** Metres per second of the tool, or radians per second of the fastest joint. */
  readonly speed: { readonly tool: number } | { readonly joint: number };
  readonly mayTouch: readonly string[];
  /** Seconds of the robot's clock; null: twice the planned duration and 5 s. */
  readonly timeoutS: number | null;
  readonly signal: AbortSignal;
}

export interface StopReport {
  readonly stopped: boolean;
  readonly took_s: number;
  readonly max_velocity_rad_s: number | null;
  readonly text: string;
}

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
  /** Aborted by a stop; every motion under way listens. */
  #stop = new AbortController();
  #moving = 0;

  constructor(options: { robot: Robot; emit: Emit }) {
    this.#robot = options.robot;
    this.#emit = options.emit;
    this.#actuators = new Actuators(options.robot);
    this.#limits = motionLimits(options.robot.model, options.robot.profile);
    this.#gripper = new GripperGate(options.robot, this.#actuators);
  }

  /** Takes in what is seen and held now; call before planning, so that plan and check know the same scene. */
  async refresh(signal?: AbortSignal): Promise<void> {
    await refreshKnownScene(this.#robot, this.#gripper.holding(), signal);
  }

  /** Why a path may not be driven in the scene of the last refresh; null when it may. */
  refusal(path: readonly (readonly number[])[], mayTouch: readonly string[]): PrimitiveError | null {
    return pathRefusal(this.#robot.model, this.#robot.profile, path, mayTouch);
  }

  /**
   * Checks a motion along its whole length, drives it, and gives the measured receipt.
   *
   * @throws PrimitiveError LimitExceeded, CollisionAhead before anything moved; Stopped, Timeout, Disconnected, Stale
   *   with the receipt of what moved
   */
  async moveArm(motion: ArmMotion): Promise<MotionResult> {
    const robot = this.#robot;
    const { model, profile } = robot;
    const before = robot.arm();
    if ("tool" in motion.speed) checkToolSpeed(motion.speed.tool, profile);
    else checkJointSpeed(motion.speed.joint, this.#limits);
    this.#checkStart(motion.path, before);
    const refusal = this.refusal(motion.path, motion.mayTouch);
    if (refusal) throw refusal;
    const jointSpeed = "joint" in motion.speed ? motion.speed.joint : Number.POSITIVE_INFINITY;
    const toolSpeed = "tool" in motion.speed ? motion.speed.tool : profile.arm.limits.tool_speed_m_s;
    const trajectory = timeParametrise(
      model.jointNames,
      motion.path,
      {
        velocity: this.#limits.velocity.map((limit) => Math.min(limit, jointSpeed)),
        acceleration: this.#limits.acceleration,
      },
      { toolSpeed: { model, max_m_s: toolSpeed } },
    );
    const signal = AbortSignal.any([motion.signal, this.#stop.signal]);
    if (signal.aborted) throw new PrimitiveError("Stopped", "The robot was stopped before this motion began; nothing moved.");
    this.#moving += 1;
    try {
      const outcome = await watchGoal(robot, this.#actuators.sendTrajectory(trajectory), {
        timeoutS: motion.timeoutS ?? trajectory.duration_s * 2 + 5,
        signal,
      });
      return await this.#concludeArm(motion, before, outcome);
    } finally {
      this.#moving -= 1;
    }
  }

  /**
   * Moves the fingers.
   *
   * @throws PrimitiveError LimitExceeded for a width or force out of range, NotSupported without a gripper, Stopped
   */
  async moveGripper(command: { width_m: number; force_n: number }, signal: AbortSignal): Promise<GripperResult> {
    this.#moving += 1;
    try {
      return await this.#gripper.move(command, AbortSignal.any([signal, this.#stop.signal]));
    } finally {
      this.#moving -= 1;
    }
  }

  /** What the gripper measures now. @throws PrimitiveError NotSupported without a gripper */
  gripperState(): GripperResult {
    return this.#gripper.state();
  }

  /**
   * Stops the robot: cancels what is under way, then waits until fresh joint states say that it stands; holds the
   * present position when cancelling was not enough. Emits and returns what was measured.
   */
  async stop(by: string): Promise<StopReport> {
    const started = performance.now();
    const wasMoving = this.#moving > 0;
    this.#stop.abort(by);
    this.#stop = new AbortController();
    let still = await waitForStandstill(this.#robot, STOP_WAIT_S);
    let how = "cancelling";
    if (!still.standing && still.max_velocity_rad_s !== null) {
      how = "cancelling was not enough; holding the present position";
      this.#hold();
      still = await waitForStandstill(this.#robot, STOP_WAIT_S);
    }
    const took_s = (performance.now() - started) / 1000;
    const report: StopReport = {
      stopped: still.standing,
      took_s,
      max_velocity_rad_s: still.max_velocity_rad_s,
      text: stopText(by, still, took_s, wasMoving, how, this.#where()),
    };
    this.#emit({ type: "stop", by, ...report });
    return report;
  }

  #hold(): void {
    const { positions } = this.#robot.arm();
    const zeros = positions.map(() => 0);
    const point = { time_s: 0.1, positions, velocities: zeros, accelerations: zeros };
    this.#actuators
      .sendTrajectory({ jointNames: this.#robot.model.jointNames, points: [point], duration_s: 0.1 })
      .end.catch(() => {}); // its effect is measured, not believed
  }

  #where(): string {
    try {
      const { position, frame_id } = this.#robot.model.forward(this.#robot.arm().positions);
      return `the tool is at (${position.map((value) => value.toFixed(3)).join(", ")}) in ${frame_id}`;
    } catch {
      return "where the tool is, is not known";
    }
  }

  #checkStart(path: ArmMotion["path"], before: ArmReading): void {
    const start = path[0] ?? [];
    const away = Math.max(...before.positions.map((value, joint) => Math.abs(value - (start[joint] ?? Number.NaN))));
    if (!(away <= START_RAD))
      throw new PrimitiveError(
        "Stale",
        `The path starts ${away.toFixed(3)} rad from where the arm stands (limit ${START_RAD} rad). Plan again from the present position.`,
      );
  }

  async #concludeArm(motion: ArmMotion, before: ArmReading, outcome: GoalOutcome): Promise<MotionResult> {
    const robot = this.#robot;
    if (outcome.kind === "cancelled") await waitForStandstill(robot, STOP_WAIT_S);
    const after = await this.#measured().catch(() => null);
    const contact = await this.#contact();
    const receipt = (ended_by: EndedBy): MotionResult =>
      motionResult(robot, motion.target, after ?? before, { ended_by, started_s: before.stamp_s, contact });
    if (outcome.kind === "disconnected")
      throw new PrimitiveError(
        "Disconnected",
        `The connection to the robot was lost during the motion; how far it went is not known. ${outcome.error.message}`,
        receipt("disconnected"),
      );
    if (!after)
      throw new PrimitiveError("Stale", "The motion ended, but no joint state tells where. Check the robot's sensors, then look again.");
    if (outcome.kind === "cancelled") throw cancelledError(outcome.why, receipt(outcome.why === "timeout" ? "timeout" : "cancelled"));
    const goal = motion.path.at(-1) ?? [];
    const off = Math.max(...after.positions.map((value, joint) => Math.abs(value - (goal[joint] ?? value))));
    const good = outcome.end.status === 4 && off <= robot.profile.arm.goal_tolerance_rad * END_TOLERANCES;
    if (good) return receipt("reached");
    if (outcome.end.status === 5) throw cancelledError("signal", receipt("cancelled"));
    if (off <= START_RAD && outcome.end.status === 0)
      throw new PrimitiveError("Denied", `The robot's controller refused the goal: ${outcome.end.error}`);
    return receipt(contact ? "contact" : "deviated");
  }

  /** A joint state measured after the motion; the newest serves when it already shows a standing arm. */
  async #measured(): Promise<ArmReading> {
    const newest = this.#robot.arm();
    if (newest.velocities.every((velocity) => Math.abs(velocity) < STANDING_RAD_S)) return newest;
    return this.#robot.freshArm();
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

const cancelledError = (why: "signal" | "timeout" | "stale", receipt: MotionResult): PrimitiveError => {
  const { position, frame_id } = receipt.measured;
  const where = `The arm halted at (${position.map((value) => value.toFixed(3)).join(", ")}) in ${frame_id}, ${(receipt.error_m * 1000).toFixed(0)} mm short of its target.`;
  if (why === "timeout") return new PrimitiveError("Timeout", `The motion took too long and was cancelled. ${where} Pass a longer timeout_s or a higher speed.`, receipt);
  if (why === "stale") return new PrimitiveError("Stale", `Joint states stopped coming and the motion was cancelled. ${where}`, receipt);
  return new PrimitiveError("Stopped", `The motion was stopped. ${where}`, receipt);
};

const stopText = (
  by: string,
  still: { standing: boolean; max_velocity_rad_s: number | null },
  took_s: number,
  wasMoving: boolean,
  how: string,
  where: string,
): string => {
  if (still.max_velocity_rad_s === null)
    return `Stop by ${by}: sent, but NOT confirmed, because no fresh joint states come. Use the robot's own stop.`;
  const speed = `fastest joint ${still.max_velocity_rad_s.toFixed(3)} rad/s`;
  if (!still.standing) return `Stop by ${by}: the arm STILL MOVES after ${took_s.toFixed(2)} s (${speed}; ${how}). Use the robot's own stop.`;
  return wasMoving
    ? `Stopped by ${by}: standing still after ${took_s.toFixed(2)} s (${speed}); ${where}.`
    : `Stopped by ${by}: nothing was moving (${speed}); ${where}.`;
};
