import { durationOf } from "../../sensors/messages.ts";
import { type Reading, STATE_STEPS } from "../../sensors/reading.ts";
import { armJoints } from "../../world/robots/description.ts";
import type { ActionServer, GoalHandle } from "../../world/ros-node.ts";
import type { World } from "../../world/world.ts";
import type { Controller } from "../controller.ts";
import { type ControlledJoint, RefusedGoal, readGoal, readTrajectory, TrajectoryError } from "./goal.ts";
import { type JointSample, JointSpline, stoppingSpline, type TrajectoryPoint } from "./spline.ts";
import { type GoalTolerances, outOfBounds, readTolerances } from "./tolerances.ts";

/** What a controller tells the rest of the simulator. */
export interface ControllerHost {
  /** Publishes all sensors now, so that whoever hears of a result has the state that goes with it. */
  readonly publishState: () => void;
  readonly log: (level: "info" | "warn" | "error", text: string) => void;
}

interface Motion {
  readonly spline: JointSpline;
  readonly startS: number;
  readonly tolerances: GoalTolerances;
  /** Null for a trajectory that came by topic. */
  readonly handle: GoalHandle | null;
  feedbackStep: number;
}
interface Stop {
  readonly spline: JointSpline;
  readonly startS: number;
  /** Tells the client of the goal that was stopped; called when the arm stands. */
  readonly finish: () => void;
  /** Steps in a row in which it stood. */
  stood: number;
}

/** The arm brakes with this, rad/s²: well inside what its motors can do. */
const STOP_DECELERATION = 10;
const STANDING_RAD_S = 0.02;
/** 50 ms: an arm that swings back from braking has no speed where it turns, and does not stand. */
const STANDING_STEPS = 25;
/** A stop that has not come to rest by now is reported as it is. */
const STOP_LIMIT_S = 2;
const FEEDBACK_STEPS = 25;
/** How far the first point of a trajectory, at time 0, may lie from where the arm is. */
const START_TOLERANCE_RAD = 0.05;

const outcome = (code: number, text: string): { error_code: number; error_string: string } => ({
  error_code: code,
  error_string: text,
});

/**
 * control_msgs/action/FollowJointTrajectory for the arm, with the semantics of ros2_control's joint trajectory
 * controller: spline interpolation, path and goal tolerances, a new goal takes over from the running one, and a
 * cancelled one brakes to a stand before its result is sent.
 */
export class TrajectoryController implements Controller, ActionServer {
  readonly readings: readonly Reading[];
  readonly joints: readonly ControlledJoint[];
  readonly #world: World;
  readonly #host: ControllerHost;
  readonly #lags: readonly number[];
  readonly #defaults: GoalTolerances;
  #desired: JointSample;
  #motion: Motion | null = null;
  #stop: Stop | null = null;

  constructor(world: World, host: ControllerHost) {
    this.#world = world;
    this.#host = host;
    this.joints = armJoints(world.scene.robot);
    this.#lags = this.joints.map(({ name }) => world.servoLag(name));
    this.#defaults = readTolerances(
      this.joints.map(({ name }) => name),
      [],
      [],
      0,
    );
    this.#desired = this.#standing(this.#measuredPositions());
    const joint_names = this.joints.map(({ name }) => name);
    this.readings = [
      {
        topic: "/joint_trajectory_controller/controller_state",
        type: "control_msgs/msg/JointTrajectoryControllerState",
        everySteps: STATE_STEPS,
        read: (stamp) => {
          const { desired, actual, error } = this.state();
          return {
            header: { stamp, frame_id: "" },
            joint_names,
            reference: desired,
            feedback: actual,
            error,
          };
        },
      },
    ];
  }

  /** Something moves, or is to: the clock has to run. */
  get active(): boolean {
    return this.#motion !== null || this.#stop !== null;
  }

  onGoal(message: unknown, handle: GoalHandle): void {
    try {
      const { points, stampS, tolerances } = readGoal(message, this.joints);
      this.#begin(points, stampS, tolerances, handle);
    } catch (error) {
      const { code, message: reason } = asRefused(error);
      this.#host.log("warn", `trajectory goal refused: ${reason}`);
      handle.abort(outcome(code, reason));
    }
  }

  onCancel(id: string): void {
    const motion = this.#motion;
    if (motion?.handle?.id !== id) return;
    const { handle } = motion;
    this.#brake(this.#desired, () =>
      handle.cancel(outcome(TrajectoryError.SUCCESSFUL, "cancelled; the arm stands")),
    );
  }

  /** A trajectory by topic; one without points stops the arm. */
  onTrajectory(message: unknown): void {
    try {
      const { points, stampS } = readTrajectory(message, this.joints);
      if (points.length > 0) this.#begin(points, stampS, this.#defaults, null);
      else if (this.#motion) {
        const { handle } = this.#motion;
        const reason = "stopped by an empty trajectory on the topic";
        this.#brake(this.#desired, () => handle?.cancel(outcome(TrajectoryError.INVALID_GOAL, reason)));
      }
    } catch (error) {
      this.#host.log("warn", `trajectory on the topic refused: ${asRefused(error).message}`);
    }
  }

  /** Brakes at once and holds; the goal under way ends aborted with the reason. */
  halt(reason: string): void {
    const motion = this.#motion;
    if (!motion) return; // it stands, or brakes already
    this.#brake(this.#desired, () => motion.handle?.abort(outcome(TrajectoryError.INVALID_GOAL, reason)));
  }

  refuse(handle: GoalHandle, reason: string): void {
    handle.abort(outcome(TrajectoryError.INVALID_GOAL, reason));
  }

  /** To be called before every step: checks what was measured and commands the servos. */
  update(): void {
    if (this.#motion) this.#follow(this.#motion);
    else if (this.#stop) this.#slowDown(this.#stop);
    this.#command();
  }

  /** Forgets what it was doing and holds the arm where it is; for when the world was put back. */
  reset(reason: string): void {
    const handle = this.#motion?.handle;
    this.#motion = null;
    handle?.abort(outcome(TrajectoryError.INVALID_GOAL, reason));
    this.#endStop();
    this.#desired = this.#standing(this.#measuredPositions());
    this.#command();
  }

  /** Where the arm is held while no goal runs; radians. */
  save(): readonly number[] {
    return this.#desired.positions;
  }

  check(saved: unknown): string | null {
    const fits = Array.isArray(saved) && saved.length === this.joints.length && saved.every(Number.isFinite);
    return fits ? null : `it is ${this.joints.length} joint positions`;
  }

  /** Goes on from what `save` gave; the servos' targets of now are the world's. */
  restore(saved: unknown): void {
    this.#desired = this.#standing(saved as number[]);
  }

  /** Desired and measured motion and their difference, as control_msgs spells them. */
  state(): { desired: object; actual: object; error: object } {
    const time_from_start = durationOf(this.#motion ? this.#world.timeS - this.#motion.startS : 0);
    const { positions, velocities, accelerations } = this.#desired;
    const actual = this.#measuredPositions();
    const speeds = this.#measuredVelocities();
    const point = (p: readonly number[], v: readonly number[], a: readonly number[]): object => ({
      positions: p,
      velocities: v,
      accelerations: a,
      effort: [],
      time_from_start,
    });
    return {
      desired: point(positions, velocities, accelerations),
      actual: point(actual, speeds, []),
      error: point(
        positions.map((p, i) => p - (actual[i] ?? 0)),
        velocities.map((v, i) => v - (speeds[i] ?? 0)),
        [],
      ),
    };
  }

  #begin(
    points: readonly TrajectoryPoint[],
    stampS: number,
    tolerances: GoalTolerances,
    handle: GoalHandle | null,
  ): void {
    const now = this.#world.timeS;
    const lastS = points.at(-1)?.timeS ?? 0;
    const delayS = stampS > now ? stampS - now : 0;
    if (stampS > 0 && stampS + lastS < now) {
      const late = `the trajectory ended at ${(stampS + lastS).toFixed(3)} s and it is ${now.toFixed(3)} s. Stamp it 0 to start now.`;
      throw new RefusedGoal(TrajectoryError.OLD_HEADER_TIMESTAMP, late);
    }
    if (delayS > 0 && this.active) {
      throw new RefusedGoal(
        TrajectoryError.INVALID_GOAL,
        "a later start was asked for while the arm moves. Stamp it 0.",
      );
    }
    const spline = new JointSpline(this.#fromHere(points, delayS));
    this.#takeOver();
    this.#motion = {
      spline,
      startS: now,
      tolerances,
      handle,
      feedbackStep: this.#world.steps + FEEDBACK_STEPS,
    };
  }

  /** The points with the present desired state before them. */
  #fromHere(points: readonly TrajectoryPoint[], delayS: number): TrajectoryPoint[] {
    const here: TrajectoryPoint = { timeS: 0, ...this.#desired };
    const first = points[0];
    if (first && first.timeS === 0) {
      const far = first.positions.findIndex(
        (p, i) => Math.abs(p - (here.positions[i] ?? 0)) > START_TOLERANCE_RAD,
      );
      if (far >= 0) {
        throw new RefusedGoal(
          TrajectoryError.INVALID_GOAL,
          `point 0 wants ${this.joints[far]?.name} at ${first.positions[far]?.toFixed(3)} rad at once, it is at ` +
            `${here.positions[far]?.toFixed(3)} rad. Start where the arm is, or give the first point time.`,
        );
      }
    } else if (first) {
      this.#checkFirstSegment(here, first);
    }
    const rest = first?.timeS === 0 && points.length > 1 ? points.slice(1) : points;
    const waiting = delayS > 0 ? [{ ...here, timeS: delayS }] : [];
    return [here, ...waiting, ...rest.map((point) => ({ ...point, timeS: point.timeS + delayS }))];
  }

  #checkFirstSegment(here: TrajectoryPoint, first: TrajectoryPoint): void {
    this.joints.forEach(({ name, limit }, index) => {
      const way = Math.abs((first.positions[index] ?? 0) - (here.positions[index] ?? 0));
      if (way > limit.velocity * first.timeS * 1.001 + START_TOLERANCE_RAD) {
        throw new RefusedGoal(
          TrajectoryError.INVALID_GOAL,
          `point 0 is ${way.toFixed(3)} rad away for ${name} and comes after ${first.timeS} s: faster than its ` +
            `${limit.velocity.toFixed(3)} rad/s. Give it more time.`,
        );
      }
    });
  }

  /** Ends what was running in favour of a new goal. */
  #takeOver(): void {
    const handle = this.#motion?.handle;
    this.#motion = null;
    handle?.cancel(outcome(TrajectoryError.INVALID_GOAL, "a new trajectory took over"));
    this.#endStop();
  }

  #endStop(): void {
    const stop = this.#stop;
    this.#stop = null;
    stop?.finish();
  }

  #brake(from: JointSample, finish: () => void): void {
    const spline = stoppingSpline(
      from,
      STOP_DECELERATION,
      this.joints.map(({ limit }) => limit),
    );
    this.#motion = null;
    this.#stop = { spline, startS: this.#world.timeS, finish, stood: 0 };
  }

  #follow(motion: Motion): void {
    const elapsed = this.#world.timeS - motion.startS;
    this.#desired = motion.spline.sample(elapsed);
    const { positions, velocities } = this.#desired;
    const offPosition = this.#measuredPositions().map((p, i) => (positions[i] ?? 0) - p);
    const offVelocity = this.#measuredVelocities().map((v, i) => (velocities[i] ?? 0) - v);
    const ended = elapsed >= motion.spline.durationS - 1e-9;
    const { path, goal, goalTimeS } = motion.tolerances;
    const off = outOfBounds(ended ? goal : path, offPosition, offVelocity);
    if (ended && off < 0) {
      this.#motion = null;
      this.#host.publishState();
      motion.handle?.succeed(outcome(TrajectoryError.SUCCESSFUL, ""));
    } else if (ended ? elapsed > motion.spline.durationS + goalTimeS : off >= 0) {
      this.#giveUp(motion, off, ended, offPosition[off] ?? 0, offVelocity[off] ?? 0);
    } else if (motion.handle && this.#world.steps >= motion.feedbackStep) {
      motion.feedbackStep += FEEDBACK_STEPS;
      const header = { stamp: durationOf(this.#world.timeS), frame_id: "" };
      motion.handle.feedback({ header, joint_names: this.joints.map(({ name }) => name), ...this.state() });
    }
  }

  /** A tolerance was violated: stands still where the arm really is, and says why. */
  #giveUp(motion: Motion, joint: number, ended: boolean, offPosition: number, offVelocity: number): void {
    const { name } = this.joints[joint] ?? { name: "a joint" };
    const bounds = (ended ? motion.tolerances.goal : motion.tolerances.path)[joint];
    const misplaced = Math.abs(offPosition) > (bounds?.position ?? 0);
    const by = misplaced
      ? `${name} is ${offPosition.toFixed(4)} rad off, ${bounds?.position} rad are allowed`
      : `${name} is ${offVelocity.toFixed(3)} rad/s off its speed, ${bounds?.velocity} rad/s are allowed`;
    const reason = ended
      ? `the goal was not reached in time: ${by}. Something may be in the way.`
      : `the arm left its path: ${by}. Something is in the way, or the motion is too fast.`;
    const code = ended ? TrajectoryError.GOAL_TOLERANCE_VIOLATED : TrajectoryError.PATH_TOLERANCE_VIOLATED;
    this.#host.log("warn", reason);
    const measured = { ...this.#standing(this.#measuredPositions()), velocities: this.#measuredVelocities() };
    this.#brake(measured, () => motion.handle?.abort(outcome(code, reason)));
  }

  #slowDown(stop: Stop): void {
    const elapsed = this.#world.timeS - stop.startS;
    this.#desired = stop.spline.sample(elapsed);
    const standing = this.#measuredVelocities().every((v) => Math.abs(v) < STANDING_RAD_S);
    stop.stood = standing && elapsed >= stop.spline.durationS ? stop.stood + 1 : 0;
    if (stop.stood >= STANDING_STEPS || elapsed > STOP_LIMIT_S) {
      this.#host.publishState();
      this.#endStop();
    }
  }

  #command(): void {
    const { positions, velocities } = this.#desired;
    this.joints.forEach(({ name, limit }, index) => {
      const position = Math.min(limit.upper, Math.max(limit.lower, positions[index] ?? 0));
      // The servo damps against standing still: leading it by its lag lets it follow without trailing behind. The lead
      // may point beyond the joint's range, or the arm would brake harder than asked on its way to the end of it.
      this.#world.setTarget(name, position + (velocities[index] ?? 0) * (this.#lags[index] ?? 0));
    });
  }

  #measuredPositions(): number[] {
    return this.joints.map(({ name }) => this.#world.position(name));
  }

  #measuredVelocities(): number[] {
    return this.joints.map(({ name }) => this.#world.velocity(name));
  }

  #standing(positions: readonly number[]): JointSample {
    const still = positions.map(() => 0);
    return { positions, velocities: still, accelerations: still };
  }
}

const asRefused = (error: unknown): RefusedGoal => {
  if (error instanceof RefusedGoal) return error;
  throw error;
};
