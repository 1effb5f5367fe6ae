import { z } from "zod";
import { ApprovalMode, Event } from "./events.ts";
import { Quat, Stamp, Vec3 } from "./geometry.ts";
import { Price } from "./price.ts";
import { Detection } from "./primitives.ts";
import { Rehearsal } from "./rehearsal.ts";

/* WebSocket messages between the page and the bridge's server. */

const box = z.strictObject({ min: Vec3, max: Vec3 });

/** What the gate holds the robot to, for the page to draw and to say how near it is. */
export const SafetyLimits = z.strictObject({
  frame_id: z.string().describe("of workspace and keep_out"),
  workspace: box.nullable().describe("the tool may be commanded inside it only"),
  keep_out: z.array(box),
  joints: z.array(
    z.strictObject({
      name: z.string(),
      lower: z.number().nullable().describe("radians; metres where it slides; null: it turns without end"),
      upper: z.number().nullable(),
      max_velocity: z.number().describe("rad/s; m/s where it slides"),
    }),
  ),
  tool_speed_m_s: z.number().nullable(),
  contact_force_n: z.number().nullable().describe("a motion ends at this much more at the wrist"),
  commands_per_s: z.number(),
});
export type SafetyLimits = z.infer<typeof SafetyLimits>;

/** What may be moved by hand, and how fast and how far at most; beyond that it is refused. */
export const ManualLimits = z.strictObject({
  joints: z
    .array(
      z.strictObject({
        name: z.string(),
        lower: z.number().describe("radians; metres where it slides, and so below"),
        upper: z.number(),
        max_speed_rad_s: z.number(),
      }),
    )
    .describe("of the arm; none without one"),
  tool_speed_m_s: z.number().nullable().describe("null without an arm"),
  gripper: z.strictObject({ min_width_m: z.number(), max_width_m: z.number() }).nullable(),
  base: z
    .strictObject({ linear_m_s: z.number(), angular_rad_s: z.number() })
    .nullable()
    .describe("null for a robot that does not drive"),
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
  safety: SafetyLimits.nullable().describe("null before the robot is known, and in a replay"),
  cameras: z.array(z.string()).describe("names of the cameras that can be watched"),
  price: Price.nullable().describe("as the person said; null: not known, or no model is asked"),
  can_fork: z.boolean().describe("recorded episodes can be gone on from: the robot is a simulator"),
  can_rehearse: z.boolean().describe("code can be tried in a twin of the simulator before it runs"),
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
  efforts: z.array(z.number()).optional().describe("N m by joint name; N where it slides"),
  tool: z
    .strictObject({ position: Vec3, orientation: Quat })
    .optional()
    .describe("the tool as the measured joints put it, in the frame of the base"),
  commanded: z
    .strictObject({ joint_names: z.array(z.string()), positions: z.array(z.number()) })
    .optional()
    .describe("where the motion under way is to be now, by the feedback of the robot's controller"),
  goal: z
    .strictObject({ joint_names: z.array(z.string()), positions: z.array(z.number()) })
    .optional()
    .describe("where the motion under way is to end; absent while nothing moves"),
  wrench: z
    .strictObject({ force: Vec3, torque: Vec3, frame_id: z.string() })
    .optional()
    .describe("measured at the wrist, newtons and newton metres, in frame_id"),
  contacts: z
    .array(z.strictObject({ bodies: z.tuple([z.string(), z.string()]), position: Vec3, force: Vec3 }))
    .optional()
    .describe("what touches what, in the frame of the objects; force on the first by the second, newtons"),
});
export type RobotFrame = z.infer<typeof RobotFrame>;

/** A picture of a camera that a page watches. */
export const Picture = z.strictObject({
  op: z.literal("picture"),
  camera: z.string(),
  stamp: Stamp,
  mime: z.enum(["image/png", "image/jpeg"]),
  data_base64: z.string(),
  view: z
    .strictObject({
      position: Vec3,
      orientation: Quat.describe("optical frame: x right, y down, z forward (REP-103)"),
      fov_y_rad: z.number().positive(),
      aspect: z.number().positive().describe("width by height"),
    })
    .nullable()
    .describe("where it was taken, in the frame of the objects; null where the robot does not tell"),
});
export type Picture = z.infer<typeof Picture>;

export const LogLevel = z.enum(["debug", "info", "warn", "error", "fatal"]);
export type LogLevel = z.infer<typeof LogLevel>;

/** A line of the robot's log (/rosout). */
export const LogLine = z.strictObject({
  op: z.literal("log"),
  stamp: Stamp,
  level: LogLevel,
  name: z.string().describe("the node that said it"),
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

/** Whether the tool can be brought somewhere, and by which joints. */
export const ReachAnswer = z.strictObject({
  op: z.literal("reach"),
  id: z.string(),
  joints: z
    .strictObject({ joint_names: z.array(z.string()), positions: z.array(z.number()) })
    .nullable()
    .describe("null: it cannot"),
  reason: z.string().describe("why it cannot; empty when it can"),
});
export type ReachAnswer = z.infer<typeof ReachAnswer>;

export const ToPage = z.discriminatedUnion("op", [
  z
    .strictObject({ op: z.literal("anew") })
    .describe("another session has taken over: what was told before is over, and all of its is told now"),
  z.strictObject({ op: z.literal("session"), session: SessionInfo }),
  z.strictObject({ op: z.literal("description"), urdf: z.string() }),
  z.strictObject({ op: z.literal("scene"), objects: z.array(Detection) }),
  RobotFrame,
  Picture,
  LogLine,
  ReachAnswer,
  Rehearsal.extend({ op: z.literal("rehearsal") }),
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
  z
    .strictObject({
      kind: z.literal("pose"),
      position: Vec3.describe("of the tool in the frame of the base, metres"),
      orientation: Quat,
      speed_m_s: z.number().positive().max(10),
    })
    .describe("towards a pose; it ends there"),
  z
    .strictObject({
      kind: z.literal("joints"),
      positions: z.record(z.string().max(200), z.number()).describe("radians by name; the others stay"),
      speed_rad_s: z.number().positive().max(10),
    })
    .describe("towards positions of joints; it ends there"),
  z.strictObject({ kind: z.literal("home"), speed_rad_s: z.number().positive().max(10) }),
  z
    .strictObject({
      kind: z.literal("drive"),
      linear_m_s: z.number().min(-10).max(10).describe("forward; negative: backwards"),
      angular_rad_s: z.number().min(-10).max(10).describe("to the left; negative: to the right"),
    })
    .describe("of a mobile base; both together: a curve"),
]);
export type ManualMove = z.infer<typeof ManualMove>;

const id = z.string().min(1).max(100).describe("chosen by the page; the answer bears it");
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
  z
    .strictObject({ op: z.literal("watch"), cameras: z.array(z.string().max(200)).max(16) })
    .describe("the cameras whose pictures this page wants from now on; none: []"),
  z.strictObject({ op: z.literal("reach"), id, position: Vec3, orientation: Quat }),
  z
    .strictObject({ op: z.literal("rehearse"), id, code: z.string().min(1).max(200_000) })
    .describe("tries code in a twin of the simulator, from the robot's present state"),
  z.strictObject({ op: z.literal("rehearse_cancel"), id }),
]);
export type FromPage = z.infer<typeof FromPage>;
