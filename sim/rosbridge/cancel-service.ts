import type { ClientOp } from "../../bridge/protocol/index.ts";
import { deliveryOf } from "./delivery.ts";
import type { Graph } from "./graph.ts";
import type { Participant } from "./participant.ts";

type CallOp = Extract<ClientOp, { op: "call_service" }>;

const SUFFIX = "/_action/cancel_goal";
const NOTHING = Buffer.alloc(16).toString("base64");
const ERROR_NONE = 0;
const ERROR_UNKNOWN_GOAL_ID = 2;

/**
 * The hidden cancel service that each ROS action has (action_msgs/srv/CancelGoal): no uuid cancels all goals, a uuid
 * that one. roslib's cancelAllGoals() calls it.
 *
 * @returns false when the name is no such service
 */
export const callCancelService = (
  { actions, interfaces }: Graph,
  caller: Participant,
  request: CallOp,
): boolean => {
  if (!request.service.endsWith(SUFFIX)) return false;
  const name = `/${request.service.slice(0, -SUFFIX.length).replace(/^\//, "")}`;
  if (!actions.find(name)) return false;
  const args = interfaces.section("action_msgs/srv/CancelGoal", "Request")(request.args) as {
    goal_info: { goal_id: { uuid: string } };
  };
  const { uuid } = args.goal_info.goal_id;
  const goals_canceling = actions.cancelAny(name, uuid === NOTHING ? null : uuid);
  const return_code = goals_canceling.length === 0 && uuid !== NOTHING ? ERROR_UNKNOWN_GOAL_ID : ERROR_NONE;
  const values = { return_code, goals_canceling };
  const { id, service } = request;
  caller.deliver({ op: "service_response", id, service, values, result: true }, deliveryOf(request));
  return true;
};
