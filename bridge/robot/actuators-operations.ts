import { GoalStatus, PrimitiveError } from "../protocol/index.ts";
import type { OnFeedback, RunningGoal } from "./actuators-goal.ts";
import { fieldsOf, type GoalEnd, type GoalWay, type NamedAction, OpenGoal } from "./actuators-goal.ts";
import type { Connection, GoalAnswer } from "./connection.ts";

/** Goals by the action operations of rosbridge 2 (send_action_goal, cancel_action_goal, action_result). */
export class OperationGoals implements GoalWay {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  send(action: NamedAction, goal: unknown, onFeedback?: OnFeedback): RunningGoal {
    let cancelled = false;
    const open = new OpenGoal(() => {});
    const cancel = this.#connection.goal(
      action,
      goal,
      (answer) => open.finish(answer instanceof PrimitiveError ? answer : goalEnd(answer, cancelled)),
      onFeedback,
    );
    return {
      end: open.end,
      cancel: () => {
        cancelled = true;
        cancel();
      },
    };
  }
}

/** Cancelled results may come without a status (rosbridge_suite#920). */
const goalEnd = (answer: GoalAnswer, cancelled: boolean): GoalEnd => {
  if (answer.kind === "refused") return { status: GoalStatus.ABORTED, values: {}, error: answer.reason };
  const { values, ok } = answer;
  const fallback = cancelled ? GoalStatus.CANCELED : ok ? GoalStatus.SUCCEEDED : GoalStatus.ABORTED;
  const status = answer.status || fallback;
  const fields = fieldsOf(values);
  if (status === GoalStatus.SUCCEEDED && ok) return { status, values: fields, error: "" };
  const reason = typeof values === "string" ? values : (fields["error_string"] ?? fields["error_msg"]);
  const words = typeof reason === "string" && reason !== "" ? reason : `ended with status ${status}`;
  return {
    status: status === GoalStatus.SUCCEEDED ? GoalStatus.ABORTED : status,
    values: fields,
    error: words,
  };
};
