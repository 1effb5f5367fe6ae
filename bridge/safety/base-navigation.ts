import { z } from "zod";
import { baseOf, GoalStatus, stampToSeconds } from "../protocol/index.ts";
import type { Actuators } from "../robot/actuators.ts";
import { yawQuaternion } from "../robot/base-pose.ts";
import type { BaseReading, Robot } from "../robot/robot.ts";
import { rosTime } from "../robot/ros-spelling.ts";
import type { Driven } from "./base-drive.ts";
import type { Progress } from "./base-way.ts";
import { type CancelReason, watchGoal } from "./goal-watch.ts";

/** A place on the map, metres and radians; seconds of the robot's clock, null: enough for the distance. */
export interface NavigateCommand {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly timeoutS: number | null;
}

/** Seconds that any way may take, and how much longer than straight at full speed. */
const LEAST_S = 30;
const DETOUR = 5;

export interface NavigationRun {
  readonly command: NavigateCommand;
  /** As the crow flies. */
  readonly distance_m: number;
  /** Filled with what is measured meanwhile. */
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Says of a reading that it is beyond a limit, null when it is not. */
  readonly beyond: (reading: BaseReading) => string | null;
  readonly onCancel: (why: CancelReason) => Promise<unknown> | undefined;
}

/** nav2_msgs/action/NavigateToPose, as far as it tells how the way goes. */
const Feedback = z.object({
  distance_remaining: z.number().nullish(),
  number_of_recoveries: z.number().nullish(),
});

/**
 * Sends a goal to the robot's navigation (nav2_msgs/action/NavigateToPose, or move_base_msgs/MoveBase) and watches it.
 *
 * @throws PrimitiveError Disconnected, NotSupported when it could not be sent
 */
export const navigateBase = async (
  robot: Robot,
  actuators: Actuators,
  run: NavigationRun,
): Promise<Driven> => {
  const { navigate_action, map_frame, limits } = baseOf(robot.profile);
  const { command, progress } = run;
  let lastSeen: BaseReading | null = null;
  let last: z.infer<typeof Feedback> = {};
  const action = navigate_action ?? { name: "", type: "" };
  const goal = actuators.sendGoal(action, goalOf(robot, action.type, map_frame, command), (feedback) => {
    const parsed = Feedback.safeParse(feedback);
    if (parsed.success) last = parsed.data;
  });
  const outcome = await watchGoal(robot, goal, {
    timeoutS: command.timeoutS ?? LEAST_S + (DETOUR * run.distance_m) / limits.linear_m_s,
    signal: run.signal,
    measured: () => robot.base(),
    watch: (cancel) =>
      robot.onBase((reading) => {
        lastSeen = reading;
        progress.add(reading);
        const words = run.beyond(reading);
        if (words !== null) cancel("limit", words);
      }),
    onCancel: run.onCancel,
  });
  if (outcome.kind === "disconnected") return { why: "disconnected", words: outcome.error.message, lastSeen };
  if (outcome.kind === "cancelled")
    return { why: outcome.why, words: outcome.words || feedbackWords(last), lastSeen };
  const { status, error } = outcome.end;
  if (status === GoalStatus.SUCCEEDED) return { why: "ended", words: "", lastSeen };
  const told = feedbackWords(last);
  return { why: "ended", words: `${action.name} gave up: ${error}${told ? ` (${told})` : ""}`, lastSeen };
};

const goalOf = (robot: Robot, type: string, frame_id: string, { x, y, yaw }: NavigateCommand): object => {
  const now = robot.now();
  const stamped = {
    header: { frame_id, stamp: rosTime(robot.profile.ros_version, now ? stampToSeconds(now) : 0) },
    pose: { position: { x, y, z: 0 }, orientation: yawQuaternion(yaw) },
  };
  return /MoveBase(Action)?$/.test(type) ? { target_pose: stamped } : { pose: stamped, behavior_tree: "" };
};

const feedbackWords = ({ distance_remaining, number_of_recoveries }: z.infer<typeof Feedback>): string =>
  [
    ...(distance_remaining == null ? [] : [`${distance_remaining.toFixed(2)} m of its way were left`]),
    ...(number_of_recoveries ? [`${number_of_recoveries} recoveries were tried`] : []),
  ].join(", ");
