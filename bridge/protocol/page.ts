import { z } from "zod";
import { ApprovalMode, Event } from "./events.ts";
import { Quat, Stamp, Vec3 } from "./geometry.ts";
import { Detection } from "./primitives.ts";

/* WebSocket messages between the page and the bridge's server. */

/** What may be moved by hand, and how fast and how far at most; beyond that it is refused. */
export const ManualLimits = z.strictObject({
  joints: z.array(
    z.strictObject({
      name: z.string(),
      lower: z.number().describe("radians; metres where it slides, and so below"),
      upper: z.number(),
      max_speed_rad_s: z.number(),
    }),
  ),
  tool_speed_m_s: z.number(),
  gripper: z.strictObject({ min_width_m: z.number(), max_width_m: z.number() }).nullable(),
});
export type ManualLimits = z.infer<typeof ManualLimits>;

/** What the page shows about the session as a whole; sent on connecting and whenever a field changes. */
export const SessionInfo = z.strictObject({
  version: z.string(),
  planner: z.enum(["offline", "model"]),
  model: z.string(),
  mode: z.string(),
  robot: z.string(),
  robot_url: z.string(),
  scene: z.string().nullable(),
  seed: z.int().nullable(),
  clock: z.enum(["realtime", "fast"]).nullable(),
  sandbox: z.string(),
  approve: ApprovalMode,
  estop: z.string().nullable().describe("who latched the emergency stop; null when it is not latched"),
  connection: z.enum(["connecting", "connected", "reconnecting", "closed"]),
  manual: ManualLimits.nullable().describe("null where nothing can be moved by hand"),
  can_fork: z.boolean().describe("recorded episodes can be gone on from: the robot is a simulator"),
  busy: z.boolean().describe("an episode or a console action is running"),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

/** Measured state of robot and objects, sent at sensor rate. */
export const RobotFrame = z.strictObject({
  op: z.literal("robot"),
  stamp: Stamp,
  age_s: z.number().describe("wall seconds since the reading arrived at the bridge"),
  joint_names: z.array(z.string()),
  positions: z.array(z.number()),
  velocities: z.array(z.number()),
  objects: z.array(z.strictObject({ name: z.string(), position: Vec3, orientation: Quat })),
  base: z
    .strictObject({ position: Vec3, orientation: Quat })
    .optional()
    .describe("where a robot that drives stands in the frame of the objects; absent: where that frame is"),
});
export type RobotFrame = z.infer<typeof RobotFrame>;

export const ToPage = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("session"), session: SessionInfo }),
  z.strictObject({ op: z.literal("description"), urdf: z.string() }),
  z.strictObject({ op: z.literal("scene"), objects: z.array(Detection) }),
  RobotFrame,
  z.strictObject({ op: z.literal("event"), event: Event }),
  z.strictObject({ op: z.literal("episodes") }).describe("the list of episodes has changed"),
  z.strictObject({ op: z.literal("refused"), request: z.string(), reason: z.string() }),
]);
export type ToPage = z.infer<typeof ToPage>;

const direction = z.union([z.literal(1), z.literal(-1)]);

/** A move by hand; it goes on while it is held, and ends where it may not go on. */
export const ManualMove = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("joint"),
    joint: z.string().max(200),
    direction,
    speed_rad_s: z.number().positive().max(10),
  }),
  z.strictObject({
    kind: z.literal("linear"),
    axis: z.enum(["x", "y", "z"]).describe("axis of `frame`"),
    frame: z.enum(["base", "tool"]),
    direction,
    speed_m_s: z.number().positive().max(10),
  }),
  z.strictObject({
    kind: z.literal("angular"),
    axis: z.enum(["x", "y", "z"]).describe("axis of `frame`, through the tool point"),
    frame: z.enum(["base", "tool"]),
    direction,
    speed_rad_s: z.number().positive().max(10),
  }),
  z.strictObject({ kind: z.literal("gripper"), width_m: z.number().min(0).max(10) }),
  z.strictObject({ kind: z.literal("home"), speed_rad_s: z.number().positive().max(10) }),
]);
export type ManualMove = z.infer<typeof ManualMove>;

const hold = z.string().min(1).max(100).describe("chosen by the page, one for each press");

/** What a person says to a request for approval. */
export const ApprovalAnswer = z.strictObject({
  decision: z.enum(["approve", "reject"]),
  code: z.string().min(1).max(200_000).nullable().describe("edited code to run in place of it"),
  reason: z.string().max(10_000),
});
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>;

export const FromPage = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("instruct"), text: z.string().trim().min(1).max(10_000) }),
  z.strictObject({ op: z.literal("exec"), code: z.string().min(1).max(200_000) }),
  z
    .strictObject({
      op: z.literal("fork"),
      episode: z.string().min(1).max(300).describe("id: a name in the folder of episodes, no path"),
      turn: z.int().min(0).max(100_000).describe("the turn to do anew; 0 for an episode without turns"),
      code: z.string().min(1).max(200_000).nullable().describe("what runs in that turn; null asks the agent"),
      instruction: z.string().trim().min(1).max(10_000).nullable().describe("what the person says there"),
    })
    .describe("goes on from a turn of a recorded episode"),
  z.strictObject({ op: z.literal("answer"), question_id: z.string().max(100), text: z.string().max(10_000) }),
  z.strictObject({ op: z.literal("stop") }),
  z.strictObject({ op: z.literal("estop") }),
  z.strictObject({ op: z.literal("estop_reset") }),
  ApprovalAnswer.extend({ op: z.literal("approve"), approval_id: z.string().max(100) }),
  z.strictObject({ op: z.literal("manual_start"), hold, move: ManualMove }),
  z
    .strictObject({ op: z.literal("manual_hold"), hold })
    .describe("still pressed; sent several times a second"),
  z.strictObject({ op: z.literal("manual_release"), hold }),
]);
export type FromPage = z.infer<typeof FromPage>;
