import { GoalStatus } from "../../bridge/protocol/index.ts";
import { rosName, rosType } from "./names.ts";
import { Message, type Participant, Refusal } from "./participant.ts";

interface RosAction {
  readonly type: string;
  readonly provider: Participant;
}

interface Goal {
  /** Null once the caller left: the goal goes on, as behind a real rosbridge, and nobody hears its result. */
  caller: Participant | null;
  readonly callerId: string | undefined;
  readonly action: string;
  readonly provider: Participant;
  readonly feedback: boolean;
}

/** The actions of the graph, and the goals under way. */
export class Actions {
  readonly #actions = new Map<string, RosAction>();
  readonly #goals = new Map<string, Goal>();
  #count = 0;

  advertise(who: Participant, name: string, type: string): void {
    const key = rosName(name);
    const known = this.#actions.get(key);
    if (known && known.provider !== who) throw new Refusal(`Action ${key} is provided by another node already.`);
    this.#actions.set(key, { type: rosType(type, "action"), provider: who });
  }

  unadvertise(who: Participant, name: string): void {
    const key = rosName(name);
    if (this.#actions.get(key)?.provider !== who) throw new Refusal(`You do not provide action ${key}.`);
    this.#actions.delete(key);
    this.#abort((goal) => goal.action === key, `Action ${key} is no longer provided.`);
  }

  send(
    caller: Participant,
    request: { id?: string | undefined; action: string; action_type: string; args?: unknown; feedback?: boolean | undefined },
  ): void {
    const name = rosName(request.action);
    const action = this.#actions.get(name);
    const refuse = (reason: string): void => end(caller, request.id, name, reason, GoalStatus.UNKNOWN, false);
    if (!action) return refuse(`Action ${name} does not exist; /rosapi/action_servers lists those that do.`);
    if (rosType(request.action_type, "action") !== action.type)
      return refuse(`Action ${name} is of type ${action.type}, not ${request.action_type}.`);
    const id = `send_action_goal:${name}:${++this.#count}`;
    this.#goals.set(id, {
      caller,
      callerId: request.id,
      action: name,
      provider: action.provider,
      feedback: request.feedback === true,
    });
    action.provider.deliver(
      new Message({
        op: "send_action_goal",
        id,
        action: name,
        action_type: action.type,
        args: request.args ?? {},
        feedback: request.feedback === true,
      }),
      false,
    );
  }

  cancel(caller: Participant, name: string, callerId: string | undefined): void {
    const action = rosName(name);
    for (const [id, goal] of this.#goals) {
      if (goal.caller !== caller || goal.action !== action || goal.callerId !== callerId) continue;
      goal.provider.deliver(new Message({ op: "cancel_action_goal", id, action }), false);
      return;
    }
    throw new Refusal(`You have no goal "${callerId}" under way at ${action}.`);
  }

  feedback(who: Participant, id: string | undefined, values: unknown): void {
    const goal = this.#goalOf(who, id);
    if (goal.feedback)
      goal.caller?.deliver(new Message({ op: "action_feedback", id: goal.callerId, action: goal.action, values }), true);
  }

  result(who: Participant, id: string | undefined, answer: { values?: unknown; status: number; result: boolean }): void {
    const goal = this.#goalOf(who, id);
    this.#goals.delete(id as string);
    if (goal.caller) end(goal.caller, goal.callerId, goal.action, answer.values, answer.status, answer.result);
  }

  leave(who: Participant): void {
    for (const [name, action] of this.#actions) if (action.provider === who) this.#actions.delete(name);
    this.#abort((goal) => goal.provider === who, "The node that provided this action is gone.");
    for (const goal of this.#goals.values()) if (goal.caller === who) goal.caller = null;
  }

  list(): { name: string; type: string; node: string }[] {
    return [...this.#actions].map(([name, { type, provider }]) => ({ name, type, node: provider.name }));
  }

  #goalOf(who: Participant, id: string | undefined): Goal {
    const goal = id === undefined ? undefined : this.#goals.get(id);
    if (!goal || goal.provider !== who) throw new Refusal(`No goal with id "${id}" of yours is under way.`);
    return goal;
  }

  #abort(which: (goal: Goal) => boolean, reason: string): void {
    for (const [id, goal] of this.#goals) {
      if (!which(goal)) continue;
      this.#goals.delete(id);
      if (goal.caller) end(goal.caller, goal.callerId, goal.action, reason, GoalStatus.ABORTED, false);
    }
  }
}

const end = (
  caller: Participant,
  id: string | undefined,
  action: string,
  values: unknown,
  status: number,
  result: boolean,
): void => caller.deliver(new Message({ op: "action_result", id, action, values, status, result }), false);
