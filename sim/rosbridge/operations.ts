import { ClientOp } from "../../bridge/protocol/index.ts";
import { callCancelService } from "./cancel-service.ts";
import type { Graph } from "./graph.ts";
import { type Participant, Refusal } from "./participant.ts";
import { FieldMismatch } from "./types/field-mismatch.ts";

/** The levels of `status`, quietest first, each showing itself and those before it. */
export const STATUS_LEVELS = ["none", "error", "warning", "info"] as const;
export type StatusLevel = (typeof STATUS_LEVELS)[number];

export type Png = Extract<ClientOp, { op: "png" }>;
export type Fragment = Extract<ClientOp, { op: "fragment" }>;

/** A participant whose operations are being served. */
export interface Client extends Participant {
  setLevel(level: StatusLevel): void;
  /** Takes a part of a message; the last one completes it. */
  addFragment(fragment: Fragment): void;
  /** Takes a message as a picture, or a part of one. */
  addPng(png: Png): void;
}

/**
 * Carries out one operation of a participant on the graph.
 *
 * @throws Refusal with the reason when it is malformed or not allowed
 */
export const serve = (graph: Graph, who: Client, input: unknown): void => {
  const parsed = ClientOp.safeParse(input);
  if (!parsed.success) throw new Refusal(whatIsWrong(input, parsed.error.issues[0]));
  carryOut(graph, who, parsed.data);
  acknowledge(who, parsed.data);
};

/** Tells those who listen to level `info` that it worked; what comes often or has an answer of its own is left out. */
const acknowledge = (who: Client, op: ClientOp): void => {
  switch (op.op) {
    case "advertise":
    case "unadvertise":
    case "subscribe":
    case "unsubscribe":
      return who.status("info", `${op.op} ${op.topic}: done.`, op.id);
    case "advertise_service":
    case "unadvertise_service":
      return who.status("info", `${op.op} ${op.service}: done.`, op.id);
    case "advertise_action":
    case "unadvertise_action":
      return who.status("info", `${op.op} ${op.action}: done.`, op.id);
    case "set_level":
      return who.status("info", `set_level ${op.level}: done.`, op.id);
  }
};

const carryOut = (graph: Graph, who: Client, op: ClientOp): void => {
  switch (op.op) {
    case "advertise":
      return graph.topics.advertise(who, op);
    case "unadvertise":
      return graph.topics.unadvertise(who, op.topic, op.id);
    case "publish":
      return graph.topics.publish(who, op);
    case "subscribe":
      return graph.topics.subscribe(who, op);
    case "unsubscribe":
      return graph.topics.unsubscribe(who, op.topic, op.id);
    case "advertise_service":
      return graph.services.advertise(who, op.service, op.type);
    case "unadvertise_service":
      return graph.services.unadvertise(who, op.service);
    case "call_service":
      if (callCancelService(graph, who, op)) return;
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
    case "fragment":
      return who.addFragment(op);
    case "png":
      return who.addPng(op);
    case "set_level":
      return who.setLevel(op.level);
    case "status":
      return; // a client's own report is for the server's log, which is quiet
  }
};

/** Why an operation failed, in words for the client. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof Refusal) return error.message;
  if (error instanceof FieldMismatch) return `${error.message}.`;
  return `The request failed: ${error instanceof Error ? error.message : String(error)}.`;
};

const whatIsWrong = (input: unknown, issue: { path: PropertyKey[]; message: string } | undefined): string => {
  const name = (input as { op?: unknown } | null)?.op;
  if (typeof name !== "string")
    return 'A rosbridge message is a JSON object with a field op, such as {"op": "subscribe", …}.';
  const field = issue?.path.join(".") ?? "";
  if (field === "op" || field === "")
    return `Unknown op "${name.slice(0, 60)}"; known are ${ClientOp.options.map((option) => option.shape.op.value).join(", ")}.`;
  return `${name}: field ${field}: ${issue?.message}.`;
};
