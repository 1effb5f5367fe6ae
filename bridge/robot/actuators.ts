import { type Emit, PrimitiveError, type Profile } from "../protocol/index.ts";
import { ActionlibGoals } from "./actuators-actionlib.ts";
import type { GoalWay, NamedAction, OnFeedback, RunningGoal } from "./actuators-goal.ts";
import { OperationGoals } from "./actuators-operations.ts";
import { knowsActionOperations } from "./actuators-probe.ts";
import { TrajectoryTopic } from "./actuators-trajectory-topic.ts";
import { type Connection, connectionOf } from "./connection.ts";
import type { Robot } from "./robot.ts";
import { rosType } from "./ros-spelling.ts";
import { listTopics } from "./topics.ts";
import { trajectoryMessage } from "./trajectory/trajectory-message.ts";
import type { Trajectory } from "./trajectory/types.ts";

export type { GoalEnd, OnFeedback, RunningGoal } from "./actuators-goal.ts";

type Arm = NonNullable<Profile["arm"]>;

/** How often servers are told again to cancel all: over a new connection the first may not be heard. */
const CANCEL_ALL_MS = 400;

/**
 * Sends motion to a robot, in the way that its server knows: action operations (ROS 2), actionlib's topics (ROS 1), or
 * the trajectory topic of the arm's controller. Only bridge/safety may use it: what passes here is not checked any more.
 */
export class Actuators {
  readonly #connection: Connection;
  readonly #robot: Robot;
  readonly #emit: Emit;
  readonly #goals: GoalWay;
  readonly #actionlib: ActionlibGoals | null = null;
  /** Where the arm listens for trajectories, when it is driven by topic. */
  #topic: TrajectoryTopic | null = null;
  /** Whether the server knows goals at all; asked anew on every connection. */
  #takesGoals = true;
  #asked: Promise<void> = Promise.resolve();
  /** Type by topic that is advertised over the present connection. */
  readonly #advertised = new Map<string, string>();

  /** `robot` must be made by connectRobot. `emit` is told once when the server makes another way necessary. */
  constructor(robot: Robot, emit: Emit = () => {}) {
    this.#robot = robot;
    this.#emit = emit;
    this.#connection = connectionOf(robot);
    this.#connection.onState(() => this.#advertised.clear()); // a new connection knows of none
    const { arm, gripper, base, ros_version } = robot.profile;
    const named = [arm?.trajectory_action, gripper?.action, base?.navigate_action].filter(
      (one) => one != null,
    );
    if (arm && !arm.trajectory_action && arm.trajectory_topic) this.#useTopic(arm, arm.trajectory_topic);
    if (ros_version === 1) {
      const actionlib = new ActionlibGoals(robot);
      for (const action of named) actionlib.prepare(action);
      this.#goals = actionlib;
      this.#actionlib = actionlib;
      return;
    }
    this.#goals = new OperationGoals(this.#connection);
    const [first] = named;
    if (!first) return;
    const ask = (): void => {
      this.#asked = this.#ask(first.name).catch(() => {}); // lost meanwhile: asked again when it is back
    };
    if (this.#connection.state === "connected") ask();
    this.#connection.onState((state) => {
      if (state === "connected") ask();
    });
  }

  /**
   * Resolves when it is known how the robot is to be driven, which every command but a brake waits for; at once except
   * in the first moments of a connection, and when the signal aborts.
   */
  async ready(signal: AbortSignal): Promise<void> {
    const known = this.#asked.then(() => (this.#byTopic() ? this.#topic?.ready() : undefined));
    if (signal.aborted) return;
    let stop: () => void = () => {};
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    signal.addEventListener("abort", stop, { once: true });
    await Promise.race([known, stopped]).finally(() => signal.removeEventListener("abort", stop));
  }

  /**
   * Sends the arm along a trajectory, starting now (control_msgs/FollowJointTrajectory, or its topic form).
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent, `NotSupported` when there is no way to send it
   */
  sendTrajectory(trajectory: Trajectory): RunningGoal {
    return this.#robot.motion.follow(trajectory, (onFeedback) =>
      this.#sendTrajectory(trajectory, onFeedback),
    );
  }

  #sendTrajectory(trajectory: Trajectory, onFeedback: OnFeedback): RunningGoal {
    const { name, arm, ros_version } = this.#robot.profile;
    if (this.#byTopic() && this.#topic) return this.#topic.send(trajectory);
    const action = arm?.trajectory_action;
    if (!action)
      throw new PrimitiveError(
        "NotSupported",
        `Profile "${name}" names neither arm.trajectory_action nor arm.trajectory_topic. Name a FollowJointTrajectory action or its controller's topic there.`,
      );
    if (!this.#takesGoals)
      throw this.#noGoals("arm.trajectory_topic, the topic on which its controller takes trajectories,");
    return this.#goals.send(action, { trajectory: trajectoryMessage(ros_version, trajectory) }, onFeedback);
  }

  /**
   * Moves the fingers to a gap in metres with at most that squeeze in newtons (control_msgs/GripperCommand).
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent, `NotSupported` without a gripper, or where the
   *   server takes no goals
   */
  sendGripper(position_m: number, max_effort_n: number): RunningGoal {
    const { name, gripper } = this.#robot.profile;
    if (!gripper) throw new PrimitiveError("NotSupported", `Profile "${name}" has no gripper.`);
    return this.sendGoal(gripper.action, {
      command: { position: position_m * gripper.position_per_width, max_effort: max_effort_n },
    });
  }

  /**
   * Sends a goal to any action server, once.
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent, `NotSupported` where the server takes no goals
   */
  sendGoal(action: NamedAction, goal: unknown, onFeedback?: OnFeedback): RunningGoal {
    if (!this.#takesGoals) throw this.#noGoals(null);
    return this.#goals.send(action, goal, onFeedback);
  }

  /** Whether the robot's action servers can be told to cancel goals of others, and of a connection that was lost. */
  get cancelsAll(): boolean {
    return this.#actionlib !== null && !this.#byTopic();
  }

  /** Tells them so again and again until what it returns is called; does nothing where that cannot be. Never throws. */
  keepCancelling(): () => void {
    const actionlib = this.#actionlib;
    if (!actionlib) return () => {};
    actionlib.cancelAll();
    const again = setInterval(() => actionlib.cancelAll(), CANCEL_ALL_MS);
    return () => clearInterval(again);
  }

  /**
   * Publishes one message. The topic is advertised before the first and stays so while the connection lasts, for a
   * subscriber has to find the publisher first.
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent
   */
  publish(topic: string, type: string, message: unknown): void {
    const spelt = rosType(this.#robot.profile.ros_version, type);
    const known = this.#advertised.get(topic);
    if (known !== spelt) {
      if (known !== undefined) this.#connection.send({ op: "unadvertise", id: `pub:${topic}`, topic });
      this.#connection.send({ op: "advertise", id: `pub:${topic}`, topic, type: spelt });
      this.#advertised.set(topic, spelt);
    }
    this.#connection.send({ op: "publish", topic, msg: message });
  }

  /**
   * Calls a service and returns its response; `timeoutS` in wall seconds.
   *
   * @throws PrimitiveError `Disconnected`, `Timeout`, `NotSupported` (the service is not there or failed), `Stopped`
   */
  call(
    service: string,
    type: string,
    request: unknown,
    options: { timeoutS: number; signal?: AbortSignal },
  ): Promise<unknown> {
    return this.#connection.call(service, rosType(this.#robot.profile.ros_version, type), request, options);
  }

  #byTopic(): boolean {
    return this.#topic !== null && (!this.#takesGoals || !this.#robot.profile.arm?.trajectory_action);
  }

  async #ask(action: string): Promise<void> {
    this.#takesGoals = await knowsActionOperations(this.#connection, action);
    const { arm } = this.#robot.profile;
    if (this.#takesGoals || this.#topic || !arm?.trajectory_action) return;
    const topic = arm.trajectory_topic ?? (await this.#topicBeside(arm.trajectory_action.name));
    if (!topic) return;
    this.#useTopic(arm, topic);
    const text = `The rosbridge server at ${this.#robot.url} knows no action operations (rosbridge 1.x): the arm is driven by the topic ${topic.name} instead, and how a motion ended is told from joint states alone. rosbridge 2.0 and later have them.`;
    this.#emit({ type: "notice", level: "warning", text });
  }

  /** Where ros2_control's trajectory controller has its topic form, when somebody is there. */
  async #topicBeside(action: string): Promise<{ name: string; type: string } | null> {
    const name = `${action.slice(0, action.lastIndexOf("/") + 1)}joint_trajectory`;
    const topics = await listTopics(this.#connection).catch(() => []);
    return topics.find((topic) => topic.name === name) ?? null;
  }

  #useTopic(arm: Arm, topic: { name: string; type: string }): void {
    const { limits, goal_tolerance_rad } = arm;
    const acceleration = limits.acceleration_rad_s2;
    this.#topic = new TrajectoryTopic(this.#robot, topic, { acceleration, tolerance: goal_tolerance_rad });
  }

  #noGoals(field: string | null): PrimitiveError {
    const or = field ? `, or name ${field} in profile "${this.#robot.profile.name}"` : "";
    return new PrimitiveError(
      "NotSupported",
      `The rosbridge server at ${this.#robot.url} knows no action operations (rosbridge 1.x), and so takes no goals; nothing was sent. Run rosbridge_suite 2.0 or later there${or}.`,
    );
  }
}
