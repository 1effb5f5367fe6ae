import { z } from "zod";

/*
 * rosbridge v2 operations (RobotWebTools/rosbridge_suite, ROSBRIDGE_PROTOCOL.md, branch ros2), fields as spelt there.
 * Message bodies stay unknown here: their type is the topic's, service's or action's.
 */
const name = z.string().min(1).max(512);
const type = z.string().min(1).max(512);
const body = z.unknown().optional();
const fragment_size = z.int().positive().nullish();
const part = z.int().min(0);

const operations = <I extends z.ZodType<string | number>>(required: I) => {
  const id = required.optional();
  return z.discriminatedUnion("op", [
    z.object({
      op: z.literal("advertise"),
      id,
      topic: name,
      type: type.optional(),
      latch: z.boolean().optional(),
      queue_size: z.int().optional(),
    }),
    z.object({ op: z.literal("unadvertise"), id, topic: name }),
    z.object({ op: z.literal("publish"), id, topic: name, msg: body, latch: z.boolean().optional() }),
    z.object({
      op: z.literal("subscribe"),
      id,
      topic: name,
      type: type.optional(),
      throttle_rate: z.number().min(0).optional(),
      queue_length: z.int().min(0).optional(),
      fragment_size,
      compression: z.string().optional(),
    }),
    z.object({ op: z.literal("unsubscribe"), id, topic: name }),
    z.object({ op: z.literal("advertise_service"), id, service: name, type }),
    z.object({ op: z.literal("unadvertise_service"), id, service: name }),
    z.object({
      op: z.literal("call_service"),
      id,
      service: name,
      type: type.optional(),
      args: body,
      fragment_size,
      compression: z.string().optional(),
      timeout: z.number().min(0).optional(),
    }),
    z.object({ op: z.literal("service_response"), id, service: name, values: body, result: z.boolean() }),
    z.object({ op: z.literal("advertise_action"), id, action: name, type }),
    z.object({ op: z.literal("unadvertise_action"), id, action: name }),
    z.object({
      op: z.literal("send_action_goal"),
      id,
      action: name,
      action_type: type,
      args: body,
      feedback: z.boolean().optional(),
      fragment_size,
      compression: z.string().optional(),
    }),
    z.object({ op: z.literal("cancel_action_goal"), id, action: name }),
    z.object({ op: z.literal("action_feedback"), id, action: name, values: body }),
    z.object({
      op: z.literal("action_result"),
      id,
      action: name,
      values: body,
      status: z.int().describe("action_msgs/msg/GoalStatus: 4 succeeded, 5 canceled, 6 aborted"),
      result: z.boolean(),
    }),
    z.object({ op: z.literal("fragment"), id: required, data: z.string(), num: part, total: part.min(1) }),
    z.object({
      op: z.literal("png"),
      id,
      data: z.string().describe("base64 of a PNG whose pixels are the text of a message"),
      num: part.optional(),
      total: part.min(1).optional(),
    }),
    z.object({ op: z.literal("status"), id, level: z.string(), msg: z.string() }),
    z.object({ op: z.literal("set_level"), id, level: z.enum(["none", "error", "warning", "info"]) }),
  ]);
};

/** An operation as this bridge and the nodes of its simulator speak it: with strings as ids. */
export const RosbridgeOp = operations(z.string());
export type RosbridgeOp = z.infer<typeof RosbridgeOp>;

/**
 * An operation as any client may send it: an id is "an arbitrary string or integer", says the protocol. Bounded, as
 * the server keeps ids.
 */
export const ClientOp = operations(z.union([z.string().max(1024), z.int()]));
export type ClientOp = z.infer<typeof ClientOp>;

/** action_msgs/msg/GoalStatus */
export const GoalStatus = {
  UNKNOWN: 0,
  ACCEPTED: 1,
  EXECUTING: 2,
  CANCELING: 3,
  SUCCEEDED: 4,
  CANCELED: 5,
  ABORTED: 6,
} as const;
