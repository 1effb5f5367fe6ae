import { z } from "zod";
import {
  type BaseResult,
  type GoalResult,
  GoalStatus,
  type GripperResult,
  type MotionResult,
  PrimitiveError,
  type PrimitiveParams,
  type PublishResult,
  stampToSeconds,
} from "../protocol/index.ts";
import type { Actuators } from "../robot/actuators.ts";
import type { Robot } from "../robot/robot.ts";
import { paramRequest } from "../robot/ros-spelling.ts";
import { allowRefusal, paramRefusal, publishRate } from "./allow-list.ts";
import type { ArmMotion } from "./arm-gate.ts";
import type { MotionReport } from "./arm-outcome.ts";
import { askedDrive, askedNavigation } from "./asked-base.ts";
import { type AskedTrajectory, askedTrajectory, parseMessage } from "./asked-trajectory.ts";
import type { BaseReport } from "./base-gate.ts";
import type { NavigateCommand } from "./base-navigation.ts";
import type { DriveCommand } from "./base-way.ts";
import { GoalFeedback } from "./goal-feedback.ts";
import { watchGoal } from "./goal-watch.ts";
import type { MotionLimits } from "./limits.ts";
import { baseText, gripperText, motionText } from "./receipts.ts";
import { bareType, folderOf } from "./ros-names.ts";

/** Wall seconds for a service's answer. */
const CALL_S = 10;
/** Seconds for a goal, by the robot's clock and by ours, when the program gives none. */
const GOAL_S = 60;
/** How often a message is repeated when only a duration is given, Hz. */
const USUAL_HZ = 10;
/** The arm's slowest, rad/s: a trajectory that asks for less still moves. */
const LEAST_RAD_S = 0.01;

/** What the gate does for commands that come as ROS messages: its own checked motions, and its say on commands. */
export interface Driver {
  /** @throws PrimitiveError NotSupported without an arm */
  limits(): MotionLimits;
  refresh(signal: AbortSignal): Promise<void>;
  moveArm(motion: ArmMotion): Promise<MotionReport>;
  moveGripper(command: { width_m: number; force_n: number }, signal: AbortSignal): Promise<GripperResult>;
  driveBase(command: DriveCommand, signal: AbortSignal): Promise<BaseReport>;
  navigateBase(command: NavigateCommand, signal: AbortSignal): Promise<BaseReport>;
  /** Asked right before anything is sent. @throws PrimitiveError while nothing may be sent */
  mayCommand(): void;
  /** Waits for a person's approval where one is needed. @throws PrimitiveError Denied, Stopped */
  approved(text: string, signal: AbortSignal): Promise<boolean>;
  /** Counts one command, named as in "ros.call". @throws PrimitiveError LimitExceeded when they come too fast */
  count(what: string): void;
  /** Aborted by a stop of the robot. */
  stopSignal(): AbortSignal;
}

/** What moved, for the receipts of an action. */
export interface Moved {
  readonly receipt: MotionResult | GripperResult | BaseResult;
  readonly text: string;
}

const GripperCommand = z.strictObject({
  command: z.strictObject({ position: z.number(), max_effort: z.number().default(0) }),
});

const aborted = (what: string): PrimitiveError =>
  new PrimitiveError("Stopped", `The robot was stopped before ${what} was sent; nothing was sent.`);

/** The gate for what programs send to ROS by name. The arm's and the hand's own interfaces become checked motions. */
export class RosGate {
  readonly #robot: Robot;
  readonly #actuators: Actuators;
  readonly #driver: Driver;

  constructor(robot: Robot, actuators: Actuators, driver: Driver) {
    this.#robot = robot;
    this.#actuators = actuators;
    this.#driver = driver;
  }

  /**
   * Publishes a message once, or again and again by the robot's clock until the duration is over.
   *
   * @throws PrimitiveError Denied, InvalidArgument, LimitExceeded before anything was sent; Stopped, Disconnected, Stale
   *   with how many were sent; what moveArm throws
   */
  async publish(
    params: PrimitiveParams<"ros.publish">,
    signal: AbortSignal,
    moved: (moved: Moved) => void,
  ): Promise<PublishResult> {
    const { topic, type, message, rate_hz, duration_s } = params;
    if (this.#isArmTopic(topic)) {
      this.#sameType("topic", topic, type, "trajectory_msgs/JointTrajectory");
      if (rate_hz !== null || duration_s !== null)
        throw new PrimitiveError(
          "InvalidArgument",
          "a trajectory for the arm is driven once: leave rate_hz and duration_s out.",
        );
      const { report, text } = await this.#driveArm(message, "topic", null, signal, moved);
      const { duration_s: took } = report.result;
      return { sent: 0, duration_s: took, text, motion: report.result };
    }
    const { profile } = this.#robot;
    if (topic === profile.base?.cmd_vel.topic) {
      this.#sameType("topic", topic, type, profile.base.cmd_vel.type);
      const asked = askedDrive(profile, params);
      const { text, result } = await this.#moveBase(this.#driver.driveBase(asked, signal), moved);
      return { sent: 0, duration_s: result.duration_s, text, motion: null };
    }
    const refusal = allowRefusal(profile, "publish", topic, type);
    if (refusal) throw refusal;
    const most = publishRate(profile, topic, type);
    if (rate_hz !== null && duration_s === null)
      throw new PrimitiveError(
        "InvalidArgument",
        `rate_hz ${rate_hz} needs an end: pass duration_s too, in seconds; or leave rate_hz out to publish once.`,
      );
    const rate = rate_hz ?? Math.min(USUAL_HZ, most);
    if (rate > most)
      throw new PrimitiveError(
        "LimitExceeded",
        `rate_hz ${rate} is above the limit of ${most} Hz for ${topic}. Pass a lower rate_hz.`,
      );
    await this.#driver.approved(publishWords(params, rate), signal);
    const { sent, took_s } = await this.#repeat(params, rate, signal);
    const times = sent === 1 ? "once" : `${sent} times in ${took_s.toFixed(1)} s`;
    return { sent, duration_s: took_s, text: `published on ${topic} ${times}`, motion: null };
  }

  /** Sends the message at its times, counted from the first: late ones do not shift the next. */
  async #repeat(
    { topic, type, message, duration_s }: PrimitiveParams<"ros.publish">,
    rate: number,
    signal: AbortSignal,
  ): Promise<{ sent: number; took_s: number }> {
    const lost = new AbortController();
    const unwatch = this.#robot.onConnection((state) => {
      if (state !== "connected") lost.abort(); // what was begun before a drop does not go on after it
    });
    const ends = AbortSignal.any([signal, lost.signal, this.#driver.stopSignal()]);
    const times = duration_s === null ? 1 : Math.max(1, Math.floor(duration_s * rate + 1e-9));
    let sent = 0;
    let started_s = 0;
    try {
      while (sent < times) {
        if (ends.aborted) throw aborted("a message");
        this.#driver.mayCommand();
        if (sent === 0) this.#driver.count("ros.publish");
        this.#actuators.publish(topic, type, message);
        if (sent === 0) started_s = this.#now();
        sent += 1;
        if (duration_s === null) return { sent, took_s: 0 };
        const next_s = started_s + Math.min(duration_s, sent / rate);
        await this.#robot.advance(next_s - this.#now(), ends);
      }
      return { sent, took_s: this.#now() - started_s };
    } catch (error) {
      const told = sent === 0 ? "" : ` ${topic} had been published ${sent} of ${times} times.`;
      if (lost.signal.aborted)
        throw new PrimitiveError(
          "Disconnected",
          `The connection to the robot was lost; nothing is sent later.${told}`,
        );
      if (ends.aborted) throw new PrimitiveError("Stopped", `Publishing was stopped.${told}`);
      if (error instanceof PrimitiveError && told)
        throw new PrimitiveError(error.code, `${error.message}${told}`);
      throw error;
    } finally {
      unwatch();
    }
  }

  /**
   * Calls a service that the profile allows and returns its response.
   *
   * @throws PrimitiveError Denied, LimitExceeded before it was sent; NotSupported when it failed, Timeout after 10 s,
   *   Stopped, Disconnected
   */
  async call({ service, type, request }: PrimitiveParams<"ros.call">, signal: AbortSignal): Promise<unknown> {
    const refusal = allowRefusal(this.#robot.profile, "call", service, type);
    if (refusal) throw refusal;
    await this.#driver.approved(`calls ${service} with ${shownMessage(request)}`, signal);
    const ends = AbortSignal.any([signal, this.#driver.stopSignal()]);
    if (ends.aborted) throw aborted("the call");
    this.#driver.mayCommand();
    this.#driver.count("ros.call");
    return this.#actuators.call(service, type, request, { timeoutS: CALL_S, signal: ends });
  }

  /**
   * Sends a goal and waits for its end; `onFeedback` hears of it meanwhile where the program asked for it. It is cancelled by a stop, at the end of its time, and when the sensors fall
   * silent.
   *
   * @throws PrimitiveError Denied, InvalidArgument, LimitExceeded before it was sent; Stopped, Timeout, Stale,
   *   Disconnected; what moveArm and moveGripper throw
   */
  async sendGoal(
    params: PrimitiveParams<"ros.send_goal">,
    signal: AbortSignal,
    moved: (moved: Moved) => void,
    onFeedback: (value: unknown) => void,
  ): Promise<GoalResult> {
    const { action, type, goal, timeout_s } = params;
    const { profile } = this.#robot;
    const trajectory = profile.arm?.trajectory_action;
    if (trajectory && action === trajectory.name) {
      this.#sameType("action", action, type, trajectory.type);
      const { report, text } = await this.#driveArm(goal, "action", timeout_s, signal, moved);
      const { result } = report;
      const good = result.ended_by === "reached";
      // control_msgs/action/FollowJointTrajectory: 0 SUCCESSFUL, -4 PATH_TOLERANCE_VIOLATED.
      const values = { error_code: good ? 0 : -4, error_string: good ? "" : text };
      return { status: good ? "succeeded" : "aborted", values, text, motion: result, feedback: [] };
    }
    if (action === profile.gripper?.action.name) {
      this.#sameType("action", action, type, profile.gripper.action.type);
      return this.#driveGripper(goal, signal, moved);
    }
    const navigate = profile.base?.navigate_action;
    if (navigate && action === navigate.name) {
      this.#sameType("action", action, type, navigate.type);
      const asked = askedNavigation(profile, navigate.type, goal, timeout_s);
      const { text, result } = await this.#moveBase(this.#driver.navigateBase(asked, signal), moved);
      const status = result.ended_by === "reached" ? "succeeded" : "aborted";
      return { status, values: {}, text, motion: null, feedback: [] };
    }
    const refusal = allowRefusal(profile, "goal", action, type);
    if (refusal) throw refusal;
    await this.#driver.approved(`sends ${action} the goal ${shownMessage(goal)}`, signal);
    const timeoutS = timeout_s ?? GOAL_S;
    const late = AbortSignal.timeout(Math.min(timeoutS * 1000, 2 ** 31 - 1));
    const stop = AbortSignal.any([signal, this.#driver.stopSignal()]);
    await this.#actuators.ready(stop);
    if (stop.aborted) throw aborted("the goal");
    this.#driver.mayCommand();
    this.#driver.count("ros.send_goal");
    const feedback = new GoalFeedback();
    const running = this.#actuators.sendGoal({ name: action, type }, goal, (value) => {
      feedback.add(value);
      if (params.feedback) onFeedback(value);
    });
    const ends = AbortSignal.any([stop, late]);
    const outcome = await watchGoal(this.#robot, running, { timeoutS, signal: ends });
    if (outcome.kind === "disconnected") throw outcome.error;
    if (outcome.kind === "cancelled") {
      if (outcome.why === "timeout" || (late.aborted && !stop.aborted))
        throw new PrimitiveError(
          "Timeout",
          `${action} did not end within ${timeoutS} s and was told to cancel. Pass a longer timeout_s, or look at what it waits for.`,
        );
      if (outcome.why === "stale")
        throw new PrimitiveError(
          "Stale",
          `The robot's readings stopped coming, and ${action} was told to cancel.`,
        );
      throw new PrimitiveError("Stopped", `${action} was stopped: it was told to cancel.`);
    }
    const { status, values, error } = outcome.end;
    const how =
      status === GoalStatus.SUCCEEDED ? "succeeded" : status === GoalStatus.CANCELED ? "canceled" : "aborted";
    const text = `${action} ${how}${error ? `: ${error}` : ""}`;
    return { status: how, values, text, motion: null, feedback: feedback.values() };
  }

  /**
   * Reads a parameter that the profile allows, through rosapi.
   *
   * @throws PrimitiveError Denied, NotFound, NotSupported where rosapi does not run, Timeout, Disconnected
   */
  async param(name: string, signal: AbortSignal): Promise<unknown> {
    const { profile } = this.#robot;
    const refusal = paramRefusal(profile, name);
    if (refusal) throw refusal;
    const { type, request } = paramRequest(profile.ros_version, name);
    const answer = await this.#actuators.call("/rosapi/get_param", type, request, {
      timeoutS: CALL_S,
      signal,
    });
    const { value, successful, reason } = GetParam.parse(answer);
    if (!successful || value === "")
      throw new PrimitiveError(
        "NotFound",
        `There is no parameter "${name}"${reason ? `: ${reason}` : ""}. In ROS 2 it is written /node:parameter.`,
      );
    try {
      return JSON.parse(value);
    } catch {
      return value; // a string that its rosapi did not quote
    }
  }

  /** Drives a trajectory of the program's as a motion of the gate's own: checked, timed and measured as every other. */
  async #driveArm(
    message: unknown,
    kind: "topic" | "action",
    timeoutS: number | null,
    signal: AbortSignal,
    moved: (moved: Moved) => void,
  ): Promise<{ report: MotionReport; text: string }> {
    const { model } = this.#robot;
    await this.#driver.refresh(signal);
    const now = this.#robot.arm().positions;
    const asked = askedTrajectory(message, kind, model.jointNames, now, this.#driver.limits());
    const end = asked.path.at(-1) ?? now;
    const speed = {
      joint: Math.max(LEAST_RAD_S, Math.min(asked.jointSpeed, Math.max(...this.#driver.limits().velocity))),
    };
    const motion = { path: asked.path, target: model.forward(end), speed, mayTouch: [], timeoutS, signal };
    const report = await this.#driver.moveArm(motion);
    const text = retimed(asked, report);
    moved({ receipt: report.result, text: `${motionText(report.result, report.why)}; ${text}` });
    return { report, text };
  }

  async #moveBase(
    motion: Promise<BaseReport>,
    moved: (moved: Moved) => void,
  ): Promise<{ result: BaseResult; text: string }> {
    const { result, why } = await motion;
    const text = `the gate drove the base itself: ${baseText(result, why)}`;
    moved({ receipt: result, text });
    return { result, text };
  }

  async #driveGripper(
    goal: unknown,
    signal: AbortSignal,
    moved: (moved: Moved) => void,
  ): Promise<GoalResult> {
    const { position, max_effort } = parseMessage(GripperCommand, goal, "goal").command;
    const { default_force_n: usual = 0, position_per_width = 1 } = this.#robot.profile.gripper ?? {};
    // In GripperCommand an effort of 0 means that none is asked for.
    const force_n = max_effort === 0 ? usual : max_effort;
    const result = await this.#driver.moveGripper(
      { width_m: position / position_per_width, force_n },
      signal,
    );
    const how = `${gripperText(result, "stopped")}${max_effort === 0 ? `, with the usual force of ${usual} N` : ""}`;
    moved({ receipt: result, text: how });
    const { width_m, holding } = result;
    const values = {
      position: width_m * position_per_width,
      effort: result.force_n,
      stalled: holding,
      reached_goal: !holding,
    };
    const text = `the gate moved the gripper itself: ${how}`;
    return { status: "succeeded", values, text, motion: null, feedback: [] };
  }

  /** The topic form of the arm's controller: named by the profile, or where ros2_control has it. */
  #isArmTopic(topic: string): boolean {
    const { arm } = this.#robot.profile;
    if (!arm) return false;
    const { trajectory_action, trajectory_topic } = arm;
    if (topic === trajectory_topic?.name) return true;
    return trajectory_action !== null && topic === `${folderOf(trajectory_action.name)}joint_trajectory`;
  }

  #sameType(thing: string, name: string, type: string, wanted: string): void {
    const bare = (spelt: string): string => bareType(spelt).replace(/Action$/, ""); // so ROS 1 spells an action's type
    if (bare(type) === bare(wanted)) return;
    throw new PrimitiveError(
      "Denied",
      `The ${thing} ${name} is of type ${wanted}, not ${JSON.stringify(type)}. Pass that type.`,
    );
  }

  #now(): number {
    const now = this.#robot.now() ?? this.#robot.arm().stamp;
    return stampToSeconds(now);
  }
}

const shownMessage = (message: unknown): string => {
  const text = JSON.stringify(message) ?? "nothing";
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`;
};

const publishWords = ({ topic, message, duration_s }: PrimitiveParams<"ros.publish">, rate: number): string =>
  `publishes ${shownMessage(message)} on ${topic} ${duration_s === null ? "once" : `${rate} times a second for ${duration_s} s`}`;

const GetParam = z.object({
  value: z.string().default(""),
  successful: z.boolean().default(true),
  reason: z.string().default(""),
});

const retimed = (asked: AskedTrajectory, { result, why }: MotionReport): string => {
  const own = asked.tolerances ? ", with the profile's tolerances in place of its own" : "";
  return `the gate checked the trajectory, timed it anew within the limits (${asked.duration_s.toFixed(2)} s asked, ${result.duration_s.toFixed(2)} s measured) and drove it itself${own}: ${result.ended_by}${why ? ` (${why})` : ""}`;
};
