import { randomUUID } from "node:crypto";
import { z } from "zod";
import { GoalStatus, PrimitiveError } from "../protocol/index.ts";
import type { RunningGoal } from "./actuators-goal.ts";
import { fieldsOf, type GoalWay, type NamedAction, type OnFeedback, OpenGoal } from "./actuators-goal.ts";
import { RobotTopic } from "./actuators-topic.ts";
import { connectionOf } from "./connection.ts";
import type { Robot } from "./robot.ts";
import type { Unsubscribe } from "./types.ts";

/** How often it is looked at whether the server still knows a goal, and after how many looks it counts as lost. */
const LOOK_MS = 500;
const LOST_LOOKS = 10;
/** Looks that a result may come later than the status that tells of the end. */
const RESULT_LOOKS = 4;

/** What ends a goal in actionlib_msgs/GoalStatus, and what it is in action_msgs/msg/GoalStatus. */
const TERMINAL: Record<number, { status: number; words: string }> = {
  2: { status: GoalStatus.CANCELED, words: "was preempted" },
  3: { status: GoalStatus.SUCCEEDED, words: "" },
  4: { status: GoalStatus.ABORTED, words: "was aborted" },
  5: { status: GoalStatus.ABORTED, words: "was rejected" },
  8: { status: GoalStatus.CANCELED, words: "was recalled" },
  9: { status: GoalStatus.ABORTED, words: "was lost" },
};

const Status = z.object({
  goal_id: z.object({ id: z.string() }),
  status: z.number(),
  text: z.string().default(""),
});
const StatusArray = z.object({ status_list: z.array(Status) });
const Result = z.object({ status: Status, result: z.unknown() });
const Feedback = z.object({ status: Status, feedback: z.unknown() });

/** "control_msgs/FollowJointTrajectory" of however an action's type is spelt in ROS 1 or 2. */
const baseType = (type: string): string => {
  const [pkg = "", ...rest] = type.split("/");
  return `${pkg}/${(rest.at(-1) ?? "").replace(/Action(Goal)?$/, "")}`;
};

interface Pursued {
  readonly open: OpenGoal;
  readonly onFeedback: OnFeedback | undefined;
  /** Whether the server listed it. */
  seen: boolean;
  /** Looks since the server listed it last. */
  missed: number;
  /** Its status there once that tells of its end. */
  ended: z.infer<typeof Status> | null;
}

/**
 * Goals over the topics of actionlib, as ROS 1 has them: goal, cancel, status, feedback and result below the action's
 * name. An action's topics are advertised when it is first prepared or used, and anew on every connection.
 */
export class ActionlibGoals implements GoalWay {
  readonly #robot: Robot;
  readonly #clients = new Map<string, ActionlibClient>();

  /** `robot` must be made by connectRobot. */
  constructor(robot: Robot) {
    this.#robot = robot;
  }

  /** Advertises an action's topics ahead of the first goal, so that its server is connected to them by then. */
  prepare(action: NamedAction): ActionlibClient {
    const known = this.#clients.get(action.name);
    if (known?.type === baseType(action.type)) return known;
    known?.close();
    const client = new ActionlibClient(this.#robot, action);
    this.#clients.set(action.name, client);
    return client;
  }

  send(action: NamedAction, goal: unknown, onFeedback?: OnFeedback): RunningGoal {
    return this.prepare(action).send(goal, onFeedback);
  }

  /** Tells every known action's server to cancel all that it pursues, whoever asked for it. */
  cancelAll(): void {
    for (const client of this.#clients.values()) client.cancelAll();
  }
}

class ActionlibClient {
  readonly type: string;
  readonly #name: string;
  readonly #robot: Robot;
  readonly #goal: RobotTopic;
  readonly #cancel: RobotTopic;
  readonly #pursued = new Map<string, Pursued>();
  readonly #deafen: Unsubscribe[] = [];
  #deafenFeedback: Unsubscribe | null = null;
  #look: NodeJS.Timeout | undefined;
  /** Whether the server's status ever came over the present connection. */
  #heard = false;

  constructor(robot: Robot, action: NamedAction) {
    this.#robot = robot;
    this.#name = action.name;
    this.type = baseType(action.type);
    const topic = (part: string, type: string): RobotTopic =>
      new RobotTopic(robot, { topic: `${action.name}/${part}`, type }, { latch: false });
    this.#goal = topic("goal", `${this.type}ActionGoal`);
    this.#cancel = topic("cancel", "actionlib_msgs/GoalID");
    this.#deafen.push(
      this.#hear("status", "actionlib_msgs/GoalStatusArray", (message) => this.#takeStatus(message)),
      this.#hear("result", `${this.type}ActionResult`, (message) => this.#takeResult(message)),
      robot.onConnection((state) => state !== "connected" && this.#lost()),
    );
  }

  #lost(): void {
    this.#heard = false;
    const lost = new PrimitiveError(
      "Disconnected",
      `The connection to the robot at ${this.#robot.url} was lost while ${this.#name} pursued a goal.`,
    );
    for (const { open } of [...this.#pursued.values()]) open.finish(lost);
  }

  send(goal: unknown, onFeedback?: OnFeedback): RunningGoal {
    const id = `codeact_ros-${randomUUID()}`;
    const open = new OpenGoal(() => this.#forget(id));
    if (onFeedback)
      this.#deafenFeedback ??= this.#hear("feedback", `${this.type}ActionFeedback`, (message) =>
        this.#takeFeedback(message),
      );
    this.#look ??= setInterval(() => this.#lookAfter(), LOOK_MS);
    this.#pursued.set(id, { open, onFeedback, seen: false, missed: 0, ended: null });
    const zero = { secs: 0, nsecs: 0 };
    try {
      this.#goal.publish({ header: { frame_id: "" }, goal_id: { stamp: zero, id }, goal });
    } catch (error) {
      this.#forget(id);
      throw error;
    }
    return { end: open.end, cancel: () => open.over || this.#tellCancel(id) };
  }

  /** actionlib_msgs/GoalID: a stamp of zero without an id is every goal of the server. */
  cancelAll(): void {
    this.#tellCancel("");
  }

  close(): void {
    for (const { open } of [...this.#pursued.values()])
      open.finish({
        status: GoalStatus.ABORTED,
        values: {},
        error: "the action was asked for by another type",
      });
    for (const off of this.#deafen) off();
    this.#goal.close();
    this.#cancel.close();
  }

  /** A stamp of zero with an id: that goal alone. With a stamp it would be every goal before that, too. */
  #tellCancel(id: string): void {
    try {
      this.#cancel.publish({ stamp: { secs: 0, nsecs: 0 }, id });
    } catch {
      // The connection is gone, and has ended the goal.
    }
  }

  #hear(part: string, type: string, take: (message: unknown) => void): Unsubscribe {
    return connectionOf(this.#robot).subscribe(`${this.#name}/${part}`, { type }, take);
  }

  #forget(id: string): void {
    this.#pursued.delete(id);
    if (this.#pursued.size > 0) return;
    clearInterval(this.#look);
    this.#look = undefined;
    this.#deafenFeedback?.();
    this.#deafenFeedback = null;
  }

  #takeStatus(message: unknown): void {
    const parsed = StatusArray.safeParse(message);
    if (!parsed.success) return;
    this.#heard = true;
    for (const status of parsed.data.status_list) {
      const goal = this.#pursued.get(status.goal_id.id);
      if (!goal) continue;
      const ended = status.status in TERMINAL;
      // What has ended waits for its result, and that not forever.
      if (!ended || !goal.ended) goal.missed = 0;
      goal.seen = true;
      goal.ended = ended ? status : null;
    }
  }

  #takeFeedback(message: unknown): void {
    const parsed = Feedback.safeParse(message);
    if (!parsed.success) return;
    const { status, feedback } = parsed.data;
    this.#pursued.get(status.goal_id.id)?.onFeedback?.(feedback);
  }

  #takeResult(message: unknown): void {
    const parsed = Result.safeParse(message);
    if (!parsed.success) return;
    const { status, result } = parsed.data;
    this.#end(status.goal_id.id, status, fieldsOf(result));
  }

  #end(id: string, { status: number, text }: z.infer<typeof Status>, values: Record<string, unknown>): void {
    const goal = this.#pursued.get(id);
    const end = TERMINAL[number];
    if (!goal || !end) return;
    const own = typeof values["error_string"] === "string" ? values["error_string"] : "";
    const words = own || text || `${this.#name}: the goal ${end.words}`;
    const good = end.status === GoalStatus.SUCCEEDED;
    goal.open.finish({ status: end.status, values, error: good ? "" : words });
  }

  /** Counts looks, not seconds: a bridge that was busy must not take a goal for lost. */
  #lookAfter(): void {
    for (const [id, goal] of [...this.#pursued]) {
      goal.missed += 1;
      if (goal.ended && goal.missed >= RESULT_LOOKS) this.#end(id, goal.ended, {});
      else if (goal.missed >= LOST_LOOKS) {
        this.#tellCancel(id); // it may be on its way all the same
        goal.open.finish({ status: GoalStatus.ABORTED, values: {}, error: this.#whyLost(goal) });
      }
    }
  }

  #whyLost({ seen }: Pursued): string {
    const seconds = (LOST_LOOKS * LOOK_MS) / 1000;
    if (seen)
      return `${this.#name} lost the goal: its status has not listed it for ${seconds} s; did its controller end?`;
    return this.#heard
      ? `${this.#name} did not take the goal: its status does not list it after ${seconds} s`
      : `no action server answers at ${this.#name}: nothing came on ${this.#name}/status for ${seconds} s; is its controller running?`;
  }
}
