import { GoalStatus, PrimitiveError } from "../protocol/index.ts";
import { type GoalEnd, OpenGoal, type RunningGoal } from "./actuators-goal.ts";
import { RobotTopic } from "./actuators-topic.ts";
import type { Robot } from "./robot.ts";
import { brakePoint } from "./trajectory/brake-point.ts";
import { type MeasuredArm, TopicMotion } from "./trajectory/topic-outcome.ts";
import { trajectoryMessage } from "./trajectory/trajectory-message.ts";
import type { Trajectory } from "./trajectory/types.ts";

/** Wall milliseconds after which a brake is told again to an arm that still moves, and how often: a message may be lost. */
const AGAIN_MS = 300;
const AGAIN_TIMES = 3;
/** Wall milliseconds that a controller gets to find the topic, once it is advertised. */
const FOUND_MS = 500;

/** What is to be known of the arm: rad/s² by joint, rad. */
export interface DrivenArm {
  readonly acceleration: readonly number[];
  readonly tolerance: number;
}

interface Running {
  readonly open: OpenGoal;
  readonly motion: TopicMotion;
  readonly started_ms: number;
  cancelled: boolean;
}

/**
 * Drives an arm by trajectory_msgs/JointTrajectory on its controller's topic, which gives no answer: how a motion ended
 * is told from measured joint states, and it is cancelled by a trajectory that brakes within the limits and holds.
 */
export class TrajectoryTopic {
  readonly name: string;
  readonly #robot: Robot;
  readonly #arm: DrivenArm;
  readonly #topic: RobotTopic;
  #running: Running | null = null;
  #again: NodeJS.Timeout | undefined;
  #advertised_ms = performance.now();

  /** `robot` must be made by connectRobot. The topic is advertised now, so that the controller finds it in time. */
  constructor(robot: Robot, topic: { readonly name: string; readonly type: string }, arm: DrivenArm) {
    this.#robot = robot;
    this.#arm = arm;
    this.name = topic.name;
    this.#topic = new RobotTopic(robot, { topic: topic.name, type: topic.type }, { latch: false });
    robot.onJointState(() => this.#look());
    robot.onConnection((state) => {
      if (state === "connected") this.#advertised_ms = performance.now();
      else this.#lost();
    });
  }

  /** Resolves when the controller has had time to find the topic: what is sent before may not be heard. */
  async ready(): Promise<void> {
    const left_ms = this.#advertised_ms + FOUND_MS - performance.now();
    if (left_ms > 0) await new Promise((resolve) => setTimeout(resolve, left_ms));
  }

  /**
   * Publishes a trajectory, which takes over from the one under way. One of a single point brakes: it may be told again.
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent, `Stale` when the arm is not seen
   */
  send(trajectory: Trajectory): RunningGoal {
    const start = this.#robot.arm();
    clearInterval(this.#again);
    this.#publish(trajectory);
    this.#running?.open.finish(ended(GoalStatus.CANCELED, "another trajectory took over"));
    const running: Running = {
      open: new OpenGoal(() => this.#forget(running)),
      motion: new TopicMotion(trajectory, start, this.#arm.tolerance),
      started_ms: performance.now(),
      cancelled: false,
    };
    this.#running = running;
    if (trajectory.points.length === 1) this.#sayAgain(() => this.#brake(running));
    return { end: running.open.end, cancel: () => this.#cancel(running) };
  }

  #cancel(running: Running): void {
    if (running.open.over || running.cancelled) return;
    running.cancelled = true;
    running.motion.brake();
    this.#brake(running);
    this.#sayAgain(() => this.#brake(running));
  }

  /** Tells the arm to brake from where it is measured; where it is not seen, from where it was planned to be. */
  #brake(running: Running): void {
    let now: { readonly positions: readonly number[]; readonly velocities: readonly number[] };
    try {
      now = this.#robot.arm();
    } catch {
      now = running.motion.planned((performance.now() - running.started_ms) / 1000);
    }
    const { jointNames, limits } = this.#robot.model;
    const point = brakePoint(now, this.#arm.acceleration, limits);
    try {
      this.#publish({ jointNames, points: [point], duration_s: point.time_s });
    } catch {
      // The connection is gone, and has ended the goal.
    }
  }

  /** A topic gives no receipt, and one that was advertised this moment may not have reached the controller yet. */
  #sayAgain(brake: () => void): void {
    clearInterval(this.#again);
    let times = 0;
    this.#again = setInterval(() => {
      if (this.#running === null || ++times > AGAIN_TIMES) return clearInterval(this.#again);
      brake();
    }, AGAIN_MS);
    this.#again.unref();
  }

  #look(): void {
    const running = this.#running;
    if (!running) return;
    let arm: MeasuredArm;
    try {
      arm = this.#robot.arm();
    } catch {
      return; // the message did not speak of the arm
    }
    const outcome = running.motion.take(arm);
    if (!outcome) return;
    if (outcome.how === "succeeded") running.open.finish(ended(GoalStatus.SUCCEEDED, ""));
    else if (outcome.how === "standing")
      running.open.finish(ended(GoalStatus.CANCELED, "it was told to hold, and stands"));
    else running.open.finish(ended(GoalStatus.ABORTED, outcome.words));
  }

  #lost(): void {
    const text = `The connection to the robot at ${this.#robot.url} was lost while a trajectory ran.`;
    this.#running?.open.finish(new PrimitiveError("Disconnected", text));
  }

  #forget(running: Running): void {
    if (this.#running !== running) return;
    this.#running = null;
    clearInterval(this.#again);
  }

  #publish(trajectory: Trajectory): void {
    this.#topic.publish(trajectoryMessage(this.#robot.profile.ros_version, trajectory));
  }
}

const ended = (status: number, error: string): GoalEnd => ({ status, values: {}, error });
