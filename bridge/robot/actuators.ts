import { GoalStatus, PrimitiveError } from "../protocol/index.ts";
import { type Connection, connectionOf, type GoalAnswer } from "./connection.ts";
import type { Robot } from "./robot.ts";
import type { Trajectory } from "./trajectory/types.ts";

/** How a goal ended, in the words of its action server. */
export interface GoalEnd {
  /** action_msgs/msg/GoalStatus: 4 succeeded, 5 canceled, 6 aborted. */
  status: number;
  values: Record<string, unknown>;
  /** Why it failed; empty when it did not. */
  error: string;
}

/** A goal under way. */
export interface RunningGoal {
  /** Rejects with PrimitiveError `Disconnected` when the connection drops before the result. */
  readonly end: Promise<GoalEnd>;
  /** Asks the server to cancel; that the robot stands is for joint states to show. Nothing once the goal is over. */
  cancel(): void;
}

/** Sends motion to a robot. Only bridge/safety may use it: what passes here is not checked any more. */
export class Actuators {
  readonly #connection: Connection;
  readonly #robot: Robot;
  /** Type by topic that is advertised over the present connection. */
  readonly #advertised = new Map<string, string>();

  /** `robot` must be made by connectRobot. */
  constructor(robot: Robot) {
    this.#robot = robot;
    this.#connection = connectionOf(robot);
    this.#connection.onState(() => this.#advertised.clear()); // a new connection knows of none
  }

  /**
   * Sends the arm along a trajectory, starting now (control_msgs/action/FollowJointTrajectory).
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent, `NotSupported` without such an action
   */
  sendTrajectory(trajectory: Trajectory): RunningGoal {
    const { name, arm } = this.#robot.profile;
    if (!arm.trajectory_action)
      throw new PrimitiveError(
        "NotSupported",
        `Profile "${name}" names no arm.trajectory_action, and motion is sent as action goals only. Name a FollowJointTrajectory action there.`,
      );
    const points = trajectory.points.map((point) => ({
      positions: point.positions,
      velocities: point.velocities,
      accelerations: point.accelerations,
      effort: [],
      time_from_start: this.#duration(point.time_s),
    }));
    return this.#send(arm.trajectory_action, {
      trajectory: {
        // A stamp of zero means: start when it arrives.
        header: { stamp: this.#duration(0), frame_id: "" },
        joint_names: [...trajectory.jointNames],
        points,
      },
    });
  }

  /**
   * Moves the fingers to a gap in metres with at most that squeeze in newtons (control_msgs/action/GripperCommand).
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent, `NotSupported` without a gripper
   */
  sendGripper(position_m: number, max_effort_n: number): RunningGoal {
    const { name, gripper } = this.#robot.profile;
    if (!gripper) throw new PrimitiveError("NotSupported", `Profile "${name}" has no gripper.`);
    return this.#send(gripper.action, { command: { position: position_m, max_effort: max_effort_n } });
  }

  /**
   * Sends a goal to any action server, once.
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent
   */
  sendGoal(action: { name: string; type: string }, goal: unknown): RunningGoal {
    return this.#send(action, goal);
  }

  /**
   * Publishes one message. The topic is advertised before the first and stays so while the connection lasts, for a
   * subscriber has to find the publisher first.
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent
   */
  publish(topic: string, type: string, message: unknown): void {
    const known = this.#advertised.get(topic);
    if (known !== type) {
      if (known !== undefined) this.#connection.send({ op: "unadvertise", id: `pub:${topic}`, topic });
      this.#connection.send({ op: "advertise", id: `pub:${topic}`, topic, type });
      this.#advertised.set(topic, type);
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
    return this.#connection.call(service, type, request, options);
  }

  #send(action: { name: string; type: string }, goal: unknown): RunningGoal {
    let settle: (answer: GoalAnswer | PrimitiveError) => void = () => {};
    let cancelled = false;
    const end = new Promise<GoalEnd>((resolve, reject) => {
      settle = (answer) =>
        answer instanceof PrimitiveError ? reject(answer) : resolve(goalEnd(answer, cancelled));
    });
    // Whoever sent it may look later; a drop until then must not end the process.
    end.catch(() => {});
    const cancel = this.#connection.goal(action, goal, settle);
    return {
      end,
      cancel: () => {
        cancelled = true;
        cancel();
      },
    };
  }

  #duration(seconds: number): { sec: number; nanosec: number } | { secs: number; nsecs: number } {
    const total = Math.round(Math.max(0, seconds) * 1e9);
    const sec = Math.floor(total / 1e9);
    const nanosec = total - sec * 1e9;
    return this.#robot.profile.ros_version === 1 ? { secs: sec, nsecs: nanosec } : { sec, nanosec };
  }
}

/** Cancelled results may come without a status (rosbridge_suite#920). */
const goalEnd = (answer: GoalAnswer, cancelled: boolean): GoalEnd => {
  if (answer.kind === "refused") return { status: GoalStatus.ABORTED, values: {}, error: answer.reason };
  const { values, ok } = answer;
  const fallback = cancelled ? GoalStatus.CANCELED : ok ? GoalStatus.SUCCEEDED : GoalStatus.ABORTED;
  const status = answer.status || fallback;
  const fields = typeof values === "object" && values !== null ? (values as Record<string, unknown>) : {};
  if (status === GoalStatus.SUCCEEDED && ok) return { status, values: fields, error: "" };
  const reason = typeof values === "string" ? values : fields["error_string"];
  const words = typeof reason === "string" && reason !== "" ? reason : `ended with status ${status}`;
  return {
    status: status === GoalStatus.SUCCEEDED ? GoalStatus.ABORTED : status,
    values: fields,
    error: words,
  };
};
