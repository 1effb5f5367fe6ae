import { type ArmProfile, armOf, PrimitiveError, type Vec3 } from "../protocol/index.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import { caughtUp } from "../robot/listening-time.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";
import { concludeArm, type MotionReport } from "./arm-outcome.ts";
import { brake } from "./brake.ts";
import { checkedTrajectory, timed } from "./checked-trajectory.ts";
import { canceller, type GateParts, mustNotBeLatched } from "./gate-parts.ts";
import { watchGoal } from "./goal-watch.ts";
import { isKeepOut, keepOutObstacles } from "./keep-out.ts";
import { type KnownScene, refreshKnownScene } from "./known-scene.ts";
import { limitWatch } from "./limit-watch.ts";
import { type MotionLimits, motionLimits, workspaceRefusal } from "./limits.ts";
import { armMotionWords } from "./motion-words.ts";
import { pathRefusal, standRefusal } from "./path-check.ts";
import { Payload } from "./payload.ts";
import { fastest, STANDING_RAD_S, settle, waitForStandstill } from "./standstill.ts";
import { timedRefusal } from "./timed-refusal.ts";

/** An arm that was measured moving after its motion is given so long to be measured standing, seconds. */
const STAND_AGAIN_S = 0.5;

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

/** The gate's side of an arm: checks every motion along its whole length, drives it, and measures what came of it. */
export class ArmGate {
  readonly limits: MotionLimits;
  readonly #robot: Robot;
  readonly #profile: ArmProfile;
  readonly #parts: GateParts;
  readonly #payload: Payload;
  readonly #holding: () => boolean;
  readonly #unplaced = new Set<string>();
  #doing: string | null = null;
  #scene: KnownScene = { held: null, obstacles: new Map(), unplaced: [] };

  /** @param holding whether the hand holds something. @throws PrimitiveError NotSupported without an arm */
  constructor(parts: GateParts, holding: () => boolean) {
    const { robot } = parts;
    this.#robot = robot;
    this.#profile = armOf(robot.profile);
    this.#parts = parts;
    this.#holding = holding;
    this.limits = motionLimits(robot.model, this.#profile);
    this.#payload = new Payload(robot, holding);
    robot.model.setObstacles(keepOutObstacles(robot.profile));
    this.#tellUnshaped();
  }

  /** Whether a motion is under way. */
  get moving(): boolean {
    return this.#doing !== null;
  }

  /** Tells the arm to brake and hold where it comes to rest; what was done, in words. */
  hold(): string {
    return brake(this.#robot, this.#parts.actuators, this.limits);
  }

  /** Takes in what is seen and held now; call before planning, so that plan and check know the same scene. */
  async refresh(signal?: AbortSignal): Promise<void> {
    await this.#parts.stopper.settled();
    await caughtUp();
    this.#scene = await refreshKnownScene(this.#robot, this.#holding, signal);
    for (const { name, pose } of this.#scene.unplaced) {
      if (this.#unplaced.has(name)) continue;
      this.#unplaced.add(name);
      const text = `"${name}" is seen in frame ${pose.frame_id}, and where that frame is, is not known: motions are not checked against it.`;
      this.#parts.emit({ type: "notice", level: "warning", text });
    }
  }

  /**
   * Why a path may not be driven in the scene of the last refresh; null when it may.
   *
   * @throws PrimitiveError InvalidArgument for a name in `mayTouch` that is no object's
   */
  refusal(path: ArmMotion["path"], mayTouch: readonly string[]): PrimitiveError | null {
    return pathRefusal(this.#robot.model, this.#profile, path, this.#touchable(mayTouch));
  }

  /** Why the tool may not be commanded to a point of the base frame, metres; null when it may. */
  pointRefusal(position: Vec3): PrimitiveError | null {
    return workspaceRefusal(position, position, this.#profile);
  }

  /** Why the arm, now at `from`, may not stand at `q` in that scene; null when it may. Throws as refusal does. */
  standRefusal(
    from: readonly number[],
    q: readonly number[],
    mayTouch: readonly string[],
  ): PrimitiveError | null {
    return standRefusal(this.#robot.model, this.#profile, from, q, this.#touchable(mayTouch));
  }

  /**
   * Checks a motion along its whole length, drives it, and gives the measured receipt.
   *
   * @throws PrimitiveError LimitExceeded, CollisionAhead, Denied before anything moved; Stopped, Timeout, Disconnected,
   *   Stale with the receipt of what moved
   */
  async move(motion: ArmMotion): Promise<MotionReport> {
    mustNotBeLatched(this.#parts.stopper);
    const waited = await this.#parts.approved(armMotionWords(motion), motion.signal);
    if (waited) await this.refresh(motion.signal); // the scene may have changed while a person thought
    mustNotBeLatched(this.#parts.stopper);
    if (this.#doing !== null)
      throw new PrimitiveError(
        "Denied",
        `The arm is busy: ${this.#doing}. One motion at a time; wait for its end, or stop it with arm.stop().`,
      );
    this.#doing = `it is moving to (${motion.target.position.map((value) => value.toFixed(3)).join(", ")})`;
    try {
      return await this.#move(motion, AbortSignal.any([motion.signal, this.#parts.stopper.signal]));
    } finally {
      this.#doing = null;
    }
  }

  async #move(motion: ArmMotion, signal: AbortSignal): Promise<MotionReport> {
    const robot = this.#robot;
    await this.#parts.stopper.settled();
    await this.#parts.actuators.ready(signal);
    await caughtUp(); // planning may have kept this thread busy while the sensors went on sending
    const before = robot.arm();
    const trajectory = this.#checked(motion, before);
    if (signal.aborted)
      throw new PrimitiveError("Stopped", "The robot was stopped before this motion began; nothing moved.");
    mustNotBeLatched(this.#parts.stopper);
    this.#parts.rate.take("The motion");
    const outcome = await watchGoal(robot, this.#parts.actuators.sendTrajectory(trajectory), {
      timeoutS: motion.timeoutS ?? trajectory.duration_s * 2 + 5,
      signal,
      stopAtContact: motion.mayTouch.length === 0,
      beyondLimit: limitWatch(robot, this.limits),
      onCancel: (why) => this.#parts.stopper.bringToStand(canceller(why, signal)),
    });
    await this.#parts.stopper.settled();
    if (outcome.kind === "ended" && !(await settle(robot, signal)))
      await this.#parts.stopper.bringToStand("the gate, for the arm moved on after its goal had ended");
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
    const parts = { robot: this.#robot, limits: this.limits, payload: this.#payload };
    const refusal = (path: ArmMotion["path"]): PrimitiveError | null => this.refusal(path, motion.mayTouch);
    return checkedTrajectory(parts, motion, before, refusal, this.#touchable(motion.mayTouch));
  }

  /** A reason why a path was refused, with the time at which it would happen at that speed; else the same error. */
  timed(error: unknown, speed: ArmMotion["speed"]): unknown {
    return timedRefusal(error, (path) => timed(this.#robot, this.limits, path, speed));
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
    this.#parts.emit({ type: "notice", level: "warning", text });
  }

  /**
   * A joint state measured after the motion; the newest serves when it already shows a standing arm. One that moves may
   * be old, out of a line that was dead for a while, so what comes after it is waited for.
   */
  async #measured(): Promise<ArmReading> {
    await caughtUp();
    const newest = this.#robot.arm();
    if (fastest(newest.velocities) < STANDING_RAD_S) return newest;
    const { standing } = await waitForStandstill(this.#robot, STAND_AGAIN_S);
    return standing ? this.#robot.arm() : this.#robot.freshArm();
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
