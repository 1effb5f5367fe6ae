import { randomUUID } from "node:crypto";
import { type ClientOp, GoalStatus, type Stamp } from "../../bridge/protocol/index.ts";
import { type Delivery, deliveryOf } from "./delivery.ts";
import { rosName, rosType } from "./names.ts";
import { type Id, type Participant, Refusal } from "./participant.ts";
import type { RosClock } from "./ros-clock.ts";
import { FieldMismatch } from "./types/field-mismatch.ts";
import type { Interfaces } from "./types/interfaces.ts";

type GoalOp = Extract<ClientOp, { op: "send_action_goal" }>;

interface RosAction {
  readonly name: string;
  readonly type: string;
  readonly provider: Participant;
  /** The name as the provider spelt it. */
  readonly spelling: string;
}

interface Goal {
  /** Null once the caller left: the goal is being cancelled, and nobody hears its result. */
  caller: Participant | null;
  readonly callerId: Id | undefined;
  /** The name as the caller spelt it. */
  readonly spelling: string;
  readonly action: RosAction;
  readonly feedback: boolean;
  /** unique_identifier_msgs/msg/UUID as JSON carries it. */
  readonly uuid: string;
  readonly accepted: Stamp;
  readonly how: Delivery | undefined;
}

/** action_msgs/msg/GoalInfo */
export interface GoalInfo {
  readonly goal_id: { readonly uuid: string };
  readonly stamp: Stamp;
}

/** Goals under way that one client may have; more are refused. */
const MAX_GOALS = 1000;
/** The same for all clients together, those that left among them. */
const MAX_ALL_GOALS = 10_000;
const MAX_ACTIONS = 10_000;

/** The actions of the graph, and the goals under way. */
export class Actions {
  readonly #interfaces: Interfaces;
  readonly #clock: RosClock;
  readonly #actions = new Map<string, RosAction>();
  readonly #goals = new Map<Id, Goal>();
  #count = 0;

  constructor(interfaces: Interfaces, clock: RosClock) {
    this.#interfaces = interfaces;
    this.#clock = clock;
  }

  /** A client that advertises an action of another client takes it over, as behind a real rosbridge. */
  advertise(who: Participant, spelling: string, type: string): void {
    const name = rosName(spelling);
    const action: RosAction = { name, type: rosType(type, "action"), provider: who, spelling };
    const known = this.#actions.get(name);
    if (known && known.provider !== who && known.provider.trusted)
      throw new Refusal(`Action ${name} is provided by the simulator; advertise another name.`);
    if (!known && this.#actions.size >= MAX_ACTIONS)
      throw new Refusal(`There are ${MAX_ACTIONS} actions already. Unadvertise some first.`);
    this.#actions.set(name, action);
    if (!known) return;
    this.#abortAll(known, `Action ${name} was advertised anew while the goal was under way. Send it again.`);
    if (known.provider !== who)
      known.provider.status("warning", `Action ${name} was taken over by another client.`);
  }

  unadvertise(who: Participant, spelling: string): void {
    const name = rosName(spelling);
    const action = this.#actions.get(name);
    if (action?.provider !== who) throw new Refusal(`You do not provide action ${name}.`);
    this.#actions.delete(name);
    this.#abortAll(action, `Action ${name} is no longer provided.`);
  }

  send(caller: Participant, request: GoalOp): void {
    const name = rosName(request.action);
    const action = this.#actions.get(name);
    const how = deliveryOf(request);
    const refuse = (reason: string): void =>
      end(caller, request.id, request.action, reason, GoalStatus.UNKNOWN, false, how);
    if (!action) return refuse(`Action ${name} does not exist; /rosapi/action_servers lists those that do.`);
    if (rosType(request.action_type, "action") !== action.type)
      return refuse(`Action ${name} is of type ${action.type}, not ${request.action_type}.`);
    const own = [...this.#goals.values()].filter((goal) => goal.caller === caller);
    if (this.#goals.size >= MAX_ALL_GOALS)
      return refuse(`${this.#goals.size} goals are under way already. Wait for some of them.`);
    if (own.length >= MAX_GOALS)
      return refuse(`${own.length} goals of yours are under way already. Wait for some of them.`);
    if (
      request.id !== undefined &&
      own.some((goal) => goal.callerId === request.id && goal.action === action)
    )
      throw new Refusal(
        `A goal with id "${request.id}" is under way at ${name}. Send the next one with another id.`,
      );
    let args: unknown;
    try {
      args = this.#interfaces.section(action.type, "Goal")(request.args);
    } catch (error) {
      if (error instanceof FieldMismatch)
        return refuse(`Goal of ${name} (${action.type}): ${error.message}.`);
      throw error;
    }
    const id = `action_goal:${name}:${++this.#count}`;
    const feedback = request.feedback === true;
    const uuid = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64");
    const accepted = this.#clock.now();
    this.#goals.set(id, {
      caller,
      callerId: request.id,
      spelling: request.action,
      action,
      feedback,
      uuid,
      accepted,
      how,
    });
    const goal = {
      op: "send_action_goal",
      id,
      action: action.spelling,
      action_type: action.type,
      args,
      feedback,
    } as const;
    action.provider.deliver(goal);
  }

  cancel(caller: Participant, spelling: string, callerId: Id | undefined): void {
    const name = rosName(spelling);
    for (const [id, goal] of this.#goals) {
      if (goal.caller !== caller || goal.action.name !== name || goal.callerId !== callerId) continue;
      askToCancel(id, goal);
      return;
    }
    // It may have ended while the request was on its way, so this is no error.
    caller.status(
      "warning",
      `You have no goal "${callerId}" under way at ${name}; it may have ended.`,
      callerId,
    );
  }

  /** Cancels one goal of an action by its uuid, or all of them; anyone may, as in ROS. */
  cancelAny(name: string, uuid: string | null): GoalInfo[] {
    const canceling: GoalInfo[] = [];
    for (const [id, goal] of this.#goals) {
      if (goal.action.name !== name || (uuid !== null && goal.uuid !== uuid)) continue;
      askToCancel(id, goal);
      canceling.push({ goal_id: { uuid: goal.uuid }, stamp: goal.accepted });
    }
    return canceling;
  }

  feedback(who: Participant, id: Id | undefined, given: unknown): void {
    const goal = this.#goalOf(who, id);
    if (!goal?.feedback || !goal.caller) return;
    const values = who.trusted ? given : this.#checked(goal, "Feedback", given);
    goal.caller.deliver(
      { op: "action_feedback", id: goal.callerId, action: goal.spelling, values },
      goal.how,
    );
  }

  result(
    who: Participant,
    id: Id | undefined,
    given: { values?: unknown; status: number; result: boolean },
  ): void {
    const goal = this.#goalOf(who, id);
    if (!goal) return;
    this.#goals.delete(id as Id);
    let { values, status, result } = given;
    let wrong: Refusal | null = null;
    if (!result) values ??= "The action server aborted the goal.";
    else if (!who.trusted) {
      try {
        values = this.#checked(goal, "Result", values);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        wrong = error;
        [values, status, result] = [error.message, GoalStatus.ABORTED, false];
      }
    }
    finish(goal, values ?? {}, status, result);
    if (wrong) throw wrong;
  }

  leave(who: Participant): void {
    for (const action of this.#actions.values()) {
      if (action.provider !== who) continue;
      this.#actions.delete(action.name);
      this.#abortAll(action, `Action ${action.name} is gone: the node that provided it disconnected.`);
    }
    this.#abandon(who);
  }

  /**
   * Cancels the goals of a client that is gone, so that no robot goes on moving for nobody. A real rosbridge lets them
   * run (rosbridge_suite#1291): there a watchdog on the robot has to do this.
   */
  #abandon(who: Participant): void {
    for (const [id, goal] of this.#goals) {
      if (goal.caller !== who) continue;
      goal.caller = null;
      askToCancel(id, goal);
    }
  }

  find(name: string): { name: string; type: string; node: string } | undefined {
    const action = this.#actions.get(name);
    return action && { name, type: action.type, node: action.provider.name };
  }

  list(): { name: string; type: string; node: string }[] {
    return [...this.#actions.values()].map(({ name, type, provider }) => ({
      name,
      type,
      node: provider.name,
    }));
  }

  #checked(goal: Goal, section: "Feedback" | "Result", values: unknown): unknown {
    try {
      return this.#interfaces.section(goal.action.type, section)(values);
    } catch (error) {
      if (!(error instanceof FieldMismatch)) throw error;
      throw new Refusal(`${section} of ${goal.action.name} (${goal.action.type}): ${error.message}.`);
    }
  }

  #goalOf(who: Participant, id: Id | undefined): Goal | null {
    const goal = id === undefined ? undefined : this.#goals.get(id);
    if (goal?.action.provider === who) return goal;
    // It may have ended while this was on its way, so this is no error.
    who.status("warning", `No goal with id "${id}" of yours is under way.`, id);
    return null;
  }

  #abortAll(action: RosAction, reason: string): void {
    for (const [id, goal] of this.#goals) {
      if (goal.action !== action) continue;
      this.#goals.delete(id);
      finish(goal, reason, GoalStatus.ABORTED, false);
    }
  }
}

const askToCancel = (id: Id, { action }: Goal): void =>
  action.provider.deliver({ op: "cancel_action_goal", id, action: action.spelling });

const finish = (goal: Goal, values: unknown, status: number, result: boolean): void => {
  if (goal.caller) end(goal.caller, goal.callerId, goal.spelling, values, status, result, goal.how);
};

const end = (
  caller: Participant,
  id: Id | undefined,
  action: string,
  values: unknown,
  status: number,
  result: boolean,
  how: Delivery | undefined,
): void => caller.deliver({ op: "action_result", id, action, values, status, result }, how);
