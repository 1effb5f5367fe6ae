import { durationOf, poseMessage, stampOf } from "../../sensors/messages.ts";
import type { ActionServer, GoalHandle } from "../../world/ros-node.ts";
import type { World } from "../../world/world.ts";
import type { Controller } from "../controller.ts";
import type { ControllerHost } from "../trajectory/controller.ts";
import type { BaseController } from "./controller.ts";
import { FloorPlan, type Place } from "./floor-plan.ts";
import { fixedFootprints, objectFootprints, yawOf } from "./footprint.ts";
import { NavigationError, NavigationRefused, readNavigationGoal } from "./navigation-goal.ts";
import { PathFollower, type PlanarPose } from "./path-follower.ts";
import { planPath } from "./path-planner.ts";

interface Journey {
  readonly handle: GoalHandle;
  readonly goal: PlanarPose;
  readonly startS: number;
  /** Null until the base has come to rest from what it did before. */
  follower: PathFollower | null;
  recoveries: number;
  /** When and how the base last got on. */
  progress: { readonly atS: number; readonly pose: PlanarPose };
}
/** How a journey ends, once the base stands. */
type Ending = (handle: GoalHandle) => void;

/** Room that the base keeps around itself beyond its own radius, metres. */
const MARGIN = 0.04;
/** 2 Hz and 4 Hz. */
const LOOK_STEPS = 250;
const FEEDBACK_STEPS = 125;
/** Getting on means this far, metres and radians, in so many seconds. */
const PROGRESS = { position: 0.05, yaw: 0.2, withinS: 4 } as const;
const MOST_RECOVERIES = 2;

const outcome = (code: number, text: string): object => ({ error_code: code, error_msg: text });
const near = ({ x, y }: PlanarPose): string => `(${x.toFixed(2)}, ${y.toFixed(2)})`;

/**
 * nav2_msgs/action/NavigateToPose for a base: a path over what is known of the floor, and a follower that leads the
 * base along it. Twice a second it looks whether the way is still free, and plans anew when it is not. A result is sent
 * when the base stands.
 */
export class Navigator implements Controller, ActionServer {
  readonly readings = [];
  readonly #world: World;
  readonly #base: BaseController;
  readonly #host: ControllerHost;
  readonly #fixed: FloorPlan;
  readonly #radius: number;
  #journey: Journey | null = null;
  #ending: { readonly handle: GoalHandle; readonly end: Ending } | null = null;

  constructor(world: World, base: BaseController, host: ControllerHost) {
    this.#world = world;
    this.#base = base;
    this.#host = host;
    this.#fixed = FloorPlan.of(fixedFootprints(world.scene));
    this.#radius = base.drive.radius + MARGIN;
    base.obeys(this);
  }

  get active(): boolean {
    return this.#journey !== null || this.#ending !== null;
  }

  onGoal(message: unknown, handle: GoalHandle): void {
    try {
      const { robot, start } = this.#world.scene;
      const frames = { odom: start, [robot.rootLink]: this.#world.pose(robot.rootLink) };
      const goal = readNavigationGoal(message, frames);
      this.#path(goal);
      this.#replace("a new goal took over");
      const startS = this.#world.timeS;
      const progress = { atS: startS, pose: this.#pose() };
      this.#journey = { handle, goal, startS, follower: null, recoveries: 0, progress };
    } catch (error) {
      if (!(error instanceof NavigationRefused)) throw error;
      this.#host.log("warn", `navigation goal refused: ${error.message}`);
      handle.abort(outcome(error.code, error.message));
    }
  }

  onCancel(id: string): void {
    if (this.#journey?.handle.id !== id) return;
    this.#stop((handle) => handle.cancel(outcome(NavigationError.NONE, "cancelled; the base stands")));
  }

  halt(reason: string): void {
    if (this.#journey) this.#stop((handle) => handle.abort(outcome(NavigationError.UNKNOWN, reason)));
  }

  refuse(handle: GoalHandle, reason: string): void {
    handle.abort(outcome(NavigationError.UNKNOWN, reason));
  }

  update(): void {
    if (this.#ending && !this.#base.settling) this.#finish(this.#ending);
    const journey = this.#journey;
    if (!journey) return;
    try {
      this.#goOn(journey);
    } catch (error) {
      if (!(error instanceof NavigationRefused)) throw error;
      this.#host.log("warn", `navigation ended: ${error.message}`);
      this.#stop((handle) => handle.abort(outcome(error.code, error.message)));
    }
  }

  reset(reason: string): void {
    this.#replace(reason);
  }

  /** Nothing: it keeps no goal when the base stands. */
  save(): null {
    return null;
  }

  check(saved: unknown): string | null {
    return saved === null ? null : "a navigator without a goal keeps nothing";
  }

  restore(): void {}

  #goOn(journey: Journey): void {
    const pose = this.#pose();
    if (!journey.follower) {
      if (this.#base.settling) return;
      journey.follower = this.#follower(journey.goal);
      journey.progress = { atS: this.#world.timeS, pose };
    } else if (this.#world.steps % LOOK_STEPS === 0 && !this.#isFree(journey.follower, pose)) {
      journey.follower = this.#follower(journey.goal);
    }
    this.#watchProgress(journey, pose);
    const speed = journey.follower.steer(pose);
    if (!speed) {
      this.#stop((handle) => handle.succeed(outcome(NavigationError.NONE, "")));
      return;
    }
    this.#base.lead(speed);
    if (this.#world.steps % FEEDBACK_STEPS === 0) this.#tell(journey, journey.follower, pose);
  }

  #watchProgress(journey: Journey, pose: PlanarPose): void {
    const { atS, pose: from } = journey.progress;
    const moved =
      Math.hypot(pose.x - from.x, pose.y - from.y) > PROGRESS.position ||
      Math.abs(Math.sin((pose.yaw - from.yaw) / 2)) > Math.sin(PROGRESS.yaw / 2);
    if (moved) journey.progress = { atS: this.#world.timeS, pose };
    if (moved || this.#world.timeS - atS < PROGRESS.withinS) return;
    if (journey.recoveries >= MOST_RECOVERIES)
      throw new NavigationRefused(
        NavigationError.FAILED_TO_MAKE_PROGRESS,
        `the base is stuck at ${near(pose)} m, though its way is free on the map. Look what holds it.`,
      );
    journey.recoveries += 1;
    journey.progress = { atS: this.#world.timeS, pose };
    journey.follower = this.#follower(journey.goal);
  }

  #tell({ handle, startS, recoveries }: Journey, follower: PathFollower, pose: PlanarPose): void {
    const { timeNs, timeS, scene } = this.#world;
    handle.feedback({
      current_pose: {
        header: { stamp: stampOf(timeNs), frame_id: scene.frame },
        pose: poseMessage(this.#world.pose(scene.robot.rootLink)),
      },
      navigation_time: durationOf(timeS - startS),
      estimated_time_remaining: durationOf(follower.estimate(pose)),
      number_of_recoveries: recoveries,
      distance_remaining: follower.remaining(pose),
    });
  }

  #stop(end: Ending): void {
    const journey = this.#journey;
    if (!journey) return;
    this.#journey = null;
    this.#ending = { handle: journey.handle, end };
    this.#base.brake();
  }

  #finish({ handle, end }: { readonly handle: GoalHandle; readonly end: Ending }): void {
    this.#ending = null;
    this.#host.publishState();
    end(handle);
  }

  /** Ends what was under way, in favour of something else. */
  #replace(reason: string): void {
    const ended = this.#journey?.handle;
    this.#journey = null;
    if (this.#ending) this.#finish(this.#ending);
    ended?.abort(outcome(NavigationError.UNKNOWN, reason));
  }

  #pose(): PlanarPose {
    const pose = this.#world.pose(this.#world.scene.robot.rootLink);
    return { x: pose.position[0], y: pose.position[1], yaw: yawOf(pose) };
  }

  #plan(): FloorPlan {
    return this.#fixed.with(objectFootprints(this.#world));
  }

  #isFree(follower: PathFollower, { x, y }: PlanarPose): boolean {
    const plan = this.#plan();
    const places: readonly Place[] = [[x, y], ...follower.ahead];
    // Right beside where it is the base may be nearer to things than it plans to be.
    return (
      places
        .slice(2)
        .every((to, index) => plan.roomAlong(places[index + 1] as Place, to) > this.#radius - 0.05) &&
      plan.roomAlong([x, y], places[1] ?? [x, y]) > this.#radius - 0.08
    );
  }

  #follower(goal: PlanarPose): PathFollower {
    return new PathFollower(this.#path(goal), goal, this.#base.drive.limits);
  }

  /** @throws NavigationRefused when there is no way, with what is in it */
  #path(goal: PlanarPose): Place[] {
    const plan = this.#plan();
    const to: Place = [goal.x, goal.y];
    const cell = plan.cell(to);
    if (cell < 0)
      throw new NavigationRefused(
        NavigationError.GOAL_OUTSIDE_MAP,
        `the goal ${near(goal)} m is outside the map. Give a place inside it.`,
      );
    if (plan.room(cell) < this.#radius) {
      const free = plan.nearest(to, this.#radius, 2);
      const hint =
        free < 0
          ? ""
          : ` The nearest free place is (${plan
              .middle(free)
              .map((v) => v.toFixed(2))
              .join(", ")}).`;
      throw new NavigationRefused(
        NavigationError.GOAL_OCCUPIED,
        `the goal ${near(goal)} m is in an obstacle or nearer than ${this.#radius.toFixed(2)} m to one.${hint}`,
      );
    }
    const { x, y } = this.#pose();
    const path = planPath(plan, [x, y], to, this.#radius);
    if (path) return path;
    const caught = plan.nearest([x, y], this.#radius, 0.4) < 0;
    throw new NavigationRefused(
      caught ? NavigationError.START_OCCUPIED : NavigationError.NO_VALID_PATH,
      caught
        ? `the base stands in or between obstacles at ${near({ x, y, yaw: 0 })} m. Drive it out first.`
        : `there is no free way from ${near({ x, y, yaw: 0 })} to ${near(goal)} m for a base of radius ${this.#radius.toFixed(2)} m. Give another goal, or clear the way.`,
    );
  }
}
