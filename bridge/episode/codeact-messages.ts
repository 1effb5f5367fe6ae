import { type Event, type EventType, type Stamp, topicOfEvent } from "../protocol/index.ts";

/*
 * The messages of codeact_msgs: what tools may want to plot, filter or list of an event as typed fields, and the event
 * whole as JSON. Numbers that an event lacks are NaN where they are real and 0 where they count; texts are empty.
 */
const head = ["builtin_interfaces/Time stamp", "uint64 seq", "string type"];
const withHead = (...fields: string[]): string => [...head, ...fields, "string json"].join("\n");

const eventTypes = {
  "/codeact/turn": "codeact_msgs/msg/Turn",
  "/codeact/action": "codeact_msgs/msg/Action",
  "/codeact/output": "codeact_msgs/msg/Output",
  "/codeact/primitive_call": "codeact_msgs/msg/PrimitiveCall",
  "/codeact/receipt": "codeact_msgs/msg/Receipt",
  "/codeact/observation": "codeact_msgs/msg/Observation",
} as const;

/** ros2msg texts by type, without what they depend on. */
export const codeactTexts: Readonly<Record<string, string>> = {
  "codeact_msgs/msg/Turn": withHead(
    "int32 turn",
    "int32 turns_left",
    "string text",
    "string code",
    "uint32 prompt_tokens",
    "uint32 completion_tokens",
  ),
  "codeact_msgs/msg/Action": withHead(
    "uint32 action",
    "int32 turn",
    "string by",
    "string code",
    "bool ok",
    "string ended_by",
    "float64 duration_s",
    "string value",
    "string error",
  ),
  "codeact_msgs/msg/Output": withHead("uint32 action", "string stream", "string text"),
  "codeact_msgs/msg/PrimitiveCall": withHead(
    "uint32 action",
    "uint32 call",
    "string name",
    "uint32 line",
    "bool ok",
    "float64 duration_s",
    "string error",
    "string text",
  ),
  "codeact_msgs/msg/Receipt": withHead(
    "uint32 action",
    "uint32 call",
    "string name",
    "string ended_by",
    "float64 error_m",
    "float64 error_rad",
    "float64 duration_s",
    "bool contact",
    "float64 width_m",
    "float64 force_n",
    "bool holding",
    "string text",
  ),
  "codeact_msgs/msg/Observation": withHead("int32 turn", "string text"),
  "codeact_msgs/msg/Event": withHead("string level", "string text"),
  "codeact_msgs/msg/Motion":
    "builtin_interfaces/Time stamp\nstring[] joint_names\nfloat64[] goal\nfloat64[] commanded",
  "codeact_msgs/msg/Contacts":
    "builtin_interfaces/Time stamp\nstring frame_id\nstring[] first\nstring[] second\ngeometry_msgs/Point[] position\ngeometry_msgs/Vector3[] force",
  "codeact_msgs/msg/Scene": "builtin_interfaces/Time stamp\nstring[] name\nstring json",
  "codeact_msgs/msg/SimulatorState": "builtin_interfaces/Time stamp\nint32 turn\nstring state",
};

const real = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);

/** Typed fields of the events that have a channel of their own; the first that is there counts. */
const fields: { [T in EventType]?: (event: Extract<Event, { type: T }>) => Record<string, unknown> } = {
  reply: ({ code, ...event }) => ({ ...event, code: code ?? "" }),
  action_end: ({ value, error, ...event }) => ({
    ...event,
    value: value ?? "",
    error: error ? `${error.type}: ${error.message}` : "",
  }),
  primitive_call: ({ params, line, ...event }) => ({
    ...event,
    line: line ?? 0,
    text: JSON.stringify(params),
    duration_s: Number.NaN,
  }),
  primitive_result: ({ error, result, ...event }) => ({
    ...event,
    error: error ? `${error.code}: ${error.message}` : "",
    text: JSON.stringify(result ?? null),
  }),
  receipt: ({ receipt, ...event }) => ({ ...event, ...receiptFields(receipt) }),
  manual: ({ receipt, ...event }) => ({ ...event, name: "manual", ...receiptFields(receipt ?? {}) }),
};

const receiptFields = (receipt: Record<string, unknown>): Record<string, unknown> => ({
  ended_by: receipt["ended_by"],
  contact: receipt["contact"] === true,
  holding: receipt["holding"] === true,
  ...Object.fromEntries(
    ["error_m", "error_rad", "duration_s", "width_m", "force_n"].map((key) => [key, real(receipt[key])]),
  ),
});

/**
 * An event as a message of its channel.
 *
 * @param stamp the robot's clock, also where the event has none
 */
export const eventMessage = (
  event: Event,
  stamp: Stamp,
  json: string,
): { topic: string; type: string; message: Record<string, unknown> } => {
  const topic = topicOfEvent(event.type);
  const typed = fields[event.type] as ((event: Event) => Record<string, unknown>) | undefined;
  return {
    topic,
    type: eventTypes[topic as keyof typeof eventTypes] ?? "codeact_msgs/msg/Event",
    message: { ...(typed?.(event) ?? event), stamp, seq: BigInt(event.seq), type: event.type, json },
  };
};
