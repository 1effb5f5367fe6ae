import { RosbridgeOp } from "../../bridge/protocol/index.ts";
import type { Graph } from "./graph.ts";
import { type Participant, Refusal } from "./participant.ts";

/** The levels of `status`, quietest first, each showing itself and those before it. */
export const STATUS_LEVELS = ["none", "error", "warning", "info"] as const;
export type StatusLevel = (typeof STATUS_LEVELS)[number];

/** A participant whose operations are being served. */
export interface Client extends Participant {
  setLevel(level: StatusLevel): void;
}

/**
 * Carries out one operation of a participant on the graph.
 *
 * @throws Refusal with the reason when it is malformed or not allowed
 */
export const serve = (graph: Graph, who: Client, input: unknown): void => {
  const fast = asPublish(input);
  if (fast) return graph.topics.publish(who, fast.topic, fast.msg);
  const parsed = RosbridgeOp.safeParse(input);
  if (!parsed.success) throw new Refusal(whatIsWrong(input, parsed.error.issues[0]));
  const op = parsed.data;
  switch (op.op) {
    case "advertise":
      return graph.topics.advertise(who, op.topic, op.type, op.latch === true);
    case "unadvertise":
      return graph.topics.unadvertise(who, op.topic);
    case "publish":
      return graph.topics.publish(who, op.topic, op.msg ?? {});
    case "subscribe":
      if (op.compression && op.compression !== "none")
        throw new Refusal(`Compression "${op.compression}" is not offered here; subscribe with "none".`);
      return graph.topics.subscribe(who, op);
    case "unsubscribe":
      return graph.topics.unsubscribe(who, op.topic, op.id);
    case "advertise_service":
      return graph.services.advertise(who, op.service, op.type);
    case "unadvertise_service":
      return graph.services.unadvertise(who, op.service);
    case "call_service":
      return graph.services.call(who, op);
    case "service_response":
      return graph.services.respond(who, op.id, op.values, op.result);
    case "advertise_action":
      return graph.actions.advertise(who, op.action, op.type);
    case "unadvertise_action":
      return graph.actions.unadvertise(who, op.action);
    case "send_action_goal":
      return graph.actions.send(who, op);
    case "cancel_action_goal":
      return graph.actions.cancel(who, op.action, op.id);
    case "action_feedback":
      return graph.actions.feedback(who, op.id, op.values);
    case "action_result":
      return graph.actions.result(who, op.id, op);
    case "set_level":
      return who.setLevel(op.level);
    case "status":
      return; // a client's own report is for the server's log, which is quiet
  }
};

/** Publishing is the hot path: its three fields are checked by hand. */
const asPublish = (input: unknown): { topic: string; msg: unknown } | null => {
  const op = input as { op?: unknown; topic?: unknown; msg?: unknown; id?: unknown } | null;
  if (op?.op !== "publish" || typeof op.topic !== "string" || op.topic.length > 512) return null;
  if (typeof op.msg !== "object" || op.msg === null) return null;
  return { topic: op.topic, msg: op.msg };
};

const whatIsWrong = (input: unknown, issue: { path: PropertyKey[]; message: string } | undefined): string => {
  const name = (input as { op?: unknown } | null)?.op;
  if (typeof name !== "string") return "A rosbridge message is a JSON object with a field op, such as {\"op\": \"subscribe\", …}.";
  const field = issue?.path.join(".") ?? "";
  if (field === "op" || field === "")
    return `Unknown op "${name.slice(0, 60)}"; known are ${RosbridgeOp.options.map((option) => option.shape.op.value).join(", ")}.`;
  return `${name}: field ${field}: ${issue?.message}.`;
};
