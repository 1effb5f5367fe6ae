import { z } from "zod";
import { ActionModeName } from "./action-mode.ts";
import { PrimitiveErrorBody } from "./errors.ts";
import { Stamp } from "./geometry.ts";
import { PythonError } from "./worker.ts";

/*
 * What happens in an episode, told once. The agent loop, executor, gate and robot emit events; the page shows them,
 * `--json` prints them, the recorder stores them, and replay emits them again.
 */
export const EVENT_VERSION = 1;

export const Outcome = z.enum([
  "finished",
  "answered",
  "needs_user",
  "gave_up",
  "stopped",
  "turn_limit",
  "error",
]);
export type Outcome = z.infer<typeof Outcome>;

/** How the Python process is kept in, the strictest first; `sandbox-exec` is macOS's own. */
export const SandboxLevel = z.enum(["bwrap+self", "self", "sandbox-exec", "none"]);
export type SandboxLevel = z.infer<typeof SandboxLevel>;

/** Which actions of the agent a person must approve: none, those that move something, or all. */
export const ApprovalMode = z.enum(["never", "motion", "always"]);
export type ApprovalMode = z.infer<typeof ApprovalMode>;

/** How an action (one run of Python) came to its end. */
export const ActionEnd = z.enum(["done", "error", "exit", "interrupted", "timeout", "limit", "died"]);
export type ActionEnd = z.infer<typeof ActionEnd>;

/** The statement of an action at which it was ended from outside. */
export const InterruptedAt = z.strictObject({ line: z.int().positive(), source: z.string() });
export type InterruptedAt = z.infer<typeof InterruptedAt>;

/** Who wrote the code of an action. */
export const ActionAuthor = z.enum(["agent", "person"]);
export type ActionAuthor = z.infer<typeof ActionAuthor>;

const turn = z.int().min(0);
const action = z.int().positive();

const bodies = [
  z.strictObject({
    type: z.literal("episode_start"),
    episode_id: z.string(),
    instruction: z.string(),
    planner: z
      .enum(["offline", "model", "person"])
      .describe("who plans; 'offline' is the built-in rule planner"),
    model: z.string(),
    mode: ActionModeName,
    robot: z.string().describe("profile name"),
    robot_url: z.string(),
    scene: z.string().nullable(),
    seed: z.int().nullable(),
    clock: z.enum(["realtime", "fast"]).nullable().describe("null on a robot that is no simulator"),
    sandbox: SandboxLevel,
    version: z.string(),
    forked_from: z
      .strictObject({ id: z.string(), turn: z.int() })
      .optional()
      .describe("the recorded episode and turn that this one goes on from"),
  }),
  z.strictObject({ type: z.literal("user_message"), text: z.string() }),
  z.strictObject({ type: z.literal("turn_start"), turn, turns_left: z.int().min(0) }),
  z.strictObject({
    type: z.literal("reply_delta"),
    turn,
    text: z.string().describe("streamed words of the model"),
  }),
  z.strictObject({
    type: z.literal("reply"),
    turn,
    text: z.string().describe("the whole reply as the model wrote it"),
    thought: z.string(),
    code: z.string().nullable(),
  }),
  z.strictObject({ type: z.literal("usage"), turn, prompt_tokens: z.int(), completion_tokens: z.int() }),
  z.strictObject({ type: z.literal("action_start"), action, turn, by: ActionAuthor, code: z.string() }),
  z.strictObject({
    type: z.literal("output"),
    action,
    stream: z.enum(["stdout", "stderr"]),
    text: z.string(),
  }),
  z.strictObject({
    type: z.literal("primitive_call"),
    action,
    call: z.int().positive(),
    name: z.string(),
    params: z.record(z.string(), z.unknown()),
    line: z.int().positive().nullable(),
  }),
  z.strictObject({
    type: z.literal("primitive_result"),
    action,
    call: z.int().positive(),
    name: z.string(),
    ok: z.boolean(),
    result: z.unknown(),
    error: PrimitiveErrorBody.nullable(),
    duration_s: z.number().describe("wall seconds"),
  }),
  z.strictObject({
    type: z.literal("receipt"),
    action,
    call: z.int().positive(),
    name: z.string(),
    receipt: z.record(z.string(), z.unknown()).describe("MotionResult, GripperResult or BaseResult"),
    text: z.string().describe("the same in plain words"),
  }),
  z.strictObject({
    type: z.literal("image"),
    action,
    source: z.string().describe("camera name, or 'figure'"),
    mime: z.literal("image/png"),
    data_base64: z.string(),
  }),
  z.strictObject({
    type: z.literal("action_end"),
    action,
    ok: z.boolean(),
    ended_by: ActionEnd,
    reason: z.string().optional().describe("who or what ended it from outside, or which limit"),
    interrupted_at: InterruptedAt.nullable().optional(),
    value: z.string().nullable(),
    error: PythonError.nullable(),
    state_kept: z.boolean().describe("false when the interpreter was lost and variables with it"),
    duration_s: z.number(),
  }),
  z.strictObject({
    type: z.literal("observation"),
    turn,
    text: z.string().describe("word for word what the model gets"),
  }),
  z.strictObject({ type: z.literal("say"), text: z.string().describe("words from the agent to the person") }),
  z.strictObject({
    type: z.literal("question"),
    question_id: z.string(),
    text: z.string(),
    options: z.array(z.string()).nullable(),
  }),
  z.strictObject({
    type: z.literal("answer"),
    question_id: z.string(),
    text: z.string().nullable().describe("null when nobody could answer"),
  }),
  z.strictObject({
    type: z.literal("stop"),
    by: z.string().describe("who asked: 'page', 'terminal', 'program', 'timeout', …"),
    stopped: z.boolean().describe("true when joint velocities were measured near zero"),
    took_s: z.number(),
    max_velocity_rad_s: z
      .number()
      .nullable()
      .describe("the last measured fastest joint; null without fresh data"),
    text: z.string().describe("what the stop did, in plain words"),
  }),
  z.strictObject({
    type: z.literal("estop"),
    latched: z.boolean().describe("true: every motion is refused until somebody resets it"),
    by: z.string().describe("who did it: 'page', 'terminal', 'robot', 'program', …"),
    text: z.string().describe("the same in plain words"),
  }),
  z.strictObject({
    type: z.literal("approval_request"),
    approval_id: z.string(),
    turn,
    code: z.string(),
    sha256: z.string().describe("of the code, UTF-8, in hex: what is approved is exactly what runs"),
    commands: z
      .array(z.strictObject({ name: z.string(), line: z.int().positive().nullable(), text: z.string() }))
      .describe(
        "what the code will command, as far as it can be told: calls by line, or the motion that waits",
      ),
    editable: z.boolean().describe("false when the action runs already and a motion of it waits"),
    timeout_s: z.number().describe("wall seconds after which it counts as rejected"),
  }),
  z.strictObject({
    type: z.literal("approval"),
    approval_id: z.string(),
    decision: z.enum(["approved", "edited", "rejected", "expired"]),
    code: z.string().nullable().describe("what runs in place of it, when it was edited"),
    reason: z.string().describe("what the person said; empty when nothing"),
    by: z.string(),
  }),
  z.strictObject({
    type: z.literal("manual"),
    by: z.string(),
    text: z.string().describe("what was moved by hand and what was measured, in plain words"),
    python: z.string().describe("the Python that does the same"),
    receipt: z.record(z.string(), z.unknown()).nullable().describe("MotionResult or GripperResult"),
  }),
  z.strictObject({
    type: z.literal("connection"),
    state: z.enum(["connecting", "connected", "reconnecting", "closed"]),
    url: z.string(),
    text: z.string(),
  }),
  z.strictObject({
    type: z.literal("notice"),
    level: z.enum(["info", "warning", "error"]),
    text: z.string(),
  }),
  z.strictObject({
    type: z.literal("episode_end"),
    outcome: Outcome,
    turns: z.int(),
    actions: z.int(),
    primitive_calls: z.int(),
    episode: z.string().nullable().describe("the recording, when there is one"),
    summary: z.string(),
  }),
] as const;

/** What a component emits; the stream adds version, sequence number and stamps. */
export const EventBody = z.discriminatedUnion("type", bodies);
export type EventBody = z.infer<typeof EventBody>;
export type ApprovalRequest = Extract<EventBody, { type: "approval_request" }>;

const envelope = {
  v: z.literal(EVENT_VERSION),
  seq: z.int().min(0).describe("counts up by one in a session"),
  wall: Stamp.describe("wall clock of the bridge"),
  stamp: Stamp.nullable().describe("robot clock, null before the first sensor reading"),
};

/** An event as it is stored, printed and sent. */
export const Event = z.discriminatedUnion("type", [
  bodies[0].extend(envelope),
  ...(bodies.slice(1).map((body) => body.extend(envelope)) as unknown as []),
]) as unknown as z.ZodType<Event>;
export type Event = EventBody & {
  v: typeof EVENT_VERSION;
  seq: number;
  wall: Stamp;
  stamp: Stamp | null;
};
export type EventType = EventBody["type"];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;

/** How a component tells what happened. */
export type Emit = (event: EventBody) => void;
