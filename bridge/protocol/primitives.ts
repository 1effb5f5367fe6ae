import { z } from "zod";
import { Pose, Quat, Vec3 } from "./geometry.ts";

/*
 * Every low-level primitive: the parameters that Python sends and the result that comes back.
 * The Python library's schema and result classes are generated from this file (`npm run generate`).
 */

const finite = z.number();
const timeout = z
  .number()
  .positive()
  .nullable()
  .default(null)
  .describe("seconds until the motion is cancelled; None: from its planned duration");

export const EndedBy = z
  .enum(["reached", "contact", "cancelled", "limit", "timeout", "disconnected", "deviated"])
  .meta({ id: "EndedBy" });
export type EndedBy = z.infer<typeof EndedBy>;

export const MotionResult = z
  .strictObject({
    ended_by: EndedBy.describe("why the motion ended; 'reached' is the good one"),
    commanded: Pose.describe("where the tool was told to go"),
    measured: Pose.describe("where the tool is, computed from measured joint positions"),
    error_m: finite.describe("distance between commanded and measured position, metres"),
    error_rad: finite.describe("angle between commanded and measured orientation, radians"),
    duration_s: finite.describe("seconds of the robot's clock from first movement to end"),
    contact: z.boolean().describe("True when the wrist felt a push above its threshold at the end"),
  })
  .meta({ id: "MotionResult", description: "Receipt of an arm motion: commanded against measured." });
export type MotionResult = z.infer<typeof MotionResult>;

export const GripperResult = z
  .strictObject({
    width_m: finite.describe("measured gap between the fingers, metres"),
    holding: z.boolean().describe("True when the fingers stopped against something between them"),
    force_n: finite.describe("measured squeeze, newtons; 0 when unknown"),
  })
  .meta({ id: "GripperResult", description: "What the gripper measures after (or without) a motion." });
export type GripperResult = z.infer<typeof GripperResult>;

export const BasePose = z
  .strictObject({
    x_m: finite.describe("metres along x of frame_id"),
    y_m: finite.describe("metres along y of frame_id"),
    yaw_rad: finite.describe("which way the base faces: radians counterclockwise from x of frame_id"),
    frame_id: z.string().describe("the map's frame; odometry's, which drifts, where there is no map"),
    stamp_s: finite.describe("robot clock of the reading, seconds"),
  })
  .meta({ id: "BasePose", description: "Where the mobile base is on the floor." });
export type BasePose = z.infer<typeof BasePose>;

export const BaseResult = z
  .strictObject({
    ended_by: EndedBy.describe("why the motion ended; 'reached' is the good one"),
    commanded: BasePose.describe("where the base was told to go"),
    measured: BasePose.describe("where it stands, measured"),
    distance_m: finite.describe("metres driven along its way, measured; negative: backwards"),
    turned_rad: finite.describe("radians turned, measured; positive: to the left"),
    error_m: finite.describe("distance between commanded and measured position, metres"),
    error_rad: finite.describe("angle between commanded and measured yaw, radians"),
    duration_s: finite.describe("seconds of the robot's clock from first movement to standing"),
  })
  .meta({ id: "BaseResult", description: "Receipt of a base motion: commanded against measured." });
export type BaseResult = z.infer<typeof BaseResult>;

export const JointState = z
  .strictObject({
    names: z.array(z.string()).describe("joint names, in the order of the lists below"),
    positions: z.array(finite).describe("measured positions, radians"),
    velocities: z.array(finite).describe("measured velocities, radians per second"),
    efforts: z.array(finite).describe("measured efforts, newton metres"),
    stamp_s: finite.describe("robot clock of the reading, seconds"),
  })
  .meta({ id: "JointState", description: "Measured state of the arm's joints." });
export type JointState = z.infer<typeof JointState>;

export const Reach = z
  .strictObject({
    reachable: z
      .boolean()
      .describe("True when the arm can stand there without hitting itself or a known object"),
    reason: z.string().describe("why not; empty when reachable"),
    positions: z
      .array(finite)
      .nullable()
      .describe("joint positions that reach it, radians; None when unreachable"),
  })
  .meta({ id: "Reach", description: "Whether a pose can be reached; nothing moves to find out." });
export type Reach = z.infer<typeof Reach>;

export const Detection = z
  .strictObject({
    name: z.string().describe("what the detector calls it, e.g. 'red_cube'"),
    pose: Pose.describe("centre of the object"),
    size_m: Vec3.describe("extent along the object's own x, y, z axes, metres"),
    color: z.string().describe("colour word, '' when unknown"),
    shape: z.string().describe("shape word such as cube, cylinder, ball, plate, bowl, box; '' when unknown"),
    stamp_s: finite.describe("robot clock of the sighting, seconds"),
    confidence: finite.describe("0 to 1"),
    states: z
      .array(z.string())
      .optional()
      .describe(
        "what has become of it, such as hot, cold, clean, examined, open, closed, on, off; mostly none",
      ),
  })
  .meta({ id: "Detection", description: "An object as the robot's detector sees it now." });
export type Detection = z.infer<typeof Detection>;

export const Wrench = z
  .strictObject({
    force: Vec3.describe("newtons"),
    torque: Vec3.describe("newton metres"),
    frame_id: z.string(),
    stamp_s: finite,
  })
  .meta({ id: "Wrench", description: "Force and torque measured at the wrist." });
export type Wrench = z.infer<typeof Wrench>;

/** An array handed over as a file in the work folder rather than through JSON; C order, little endian. */
export const ArrayFile = z
  .strictObject({
    file: z.string().describe("file name inside the work folder"),
    dtype: z.enum(["uint8", "float32"]),
    shape: z.array(z.int().positive()),
  })
  .meta({ id: "ArrayFile" });
export type ArrayFile = z.infer<typeof ArrayFile>;

export const CapturedImage = z
  .strictObject({
    name: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    rgb: ArrayFile,
    depth_m: ArrayFile.nullable(),
    png_file: z.string().describe("file name inside the work folder"),
    stamp_s: finite,
  })
  .meta({ id: "CapturedImage" });
export type CapturedImage = z.infer<typeof CapturedImage>;

export const TopicInfo = z
  .strictObject({ name: z.string(), type: z.string() })
  .meta({ id: "TopicInfo", description: "A ROS topic and its message type." });
export type TopicInfo = z.infer<typeof TopicInfo>;

export const PublishResult = z
  .strictObject({
    sent: z.int().describe("messages that were sent; 0 when the gate drove the motion itself"),
    duration_s: finite.describe("seconds of the robot's clock from the first message to the end"),
    text: z.string().describe("what became of it, in plain words"),
    motion: MotionResult.nullable().describe("receipt of the arm, when the message was a trajectory for it"),
  })
  .meta({ id: "PublishResult", description: "What ros.publish sent." });
export type PublishResult = z.infer<typeof PublishResult>;

export const SavedSkill = z
  .strictObject({
    name: z.string().describe("of the function"),
    description: z.string().describe("what it does and when to use it"),
    source: z.string().describe("Python that defines the function"),
  })
  .meta({ id: "SavedSkill", description: "A function that was kept for later episodes." });
export type SavedSkill = z.infer<typeof SavedSkill>;

/** Feedback messages of a goal that its result keeps. */
export const MOST_FEEDBACK = 50;

export const GoalResult = z
  .strictObject({
    status: z.enum(["succeeded", "canceled", "aborted"]).describe("how the action server ended the goal"),
    values: z.unknown().describe("the result message, a dict spelt as in ROS"),
    text: z.string().describe("what became of it, in plain words"),
    motion: MotionResult.nullable().describe("receipt of the arm, when the goal was a trajectory for it"),
    feedback: z
      .array(z.unknown())
      .max(MOST_FEEDBACK)
      .describe("the last feedback messages of the action server, 50 at most, oldest first"),
  })
  .meta({ id: "GoalResult", description: "How an action goal ended." });
export type GoalResult = z.infer<typeof GoalResult>;

export const Waypoint = z
  .strictObject({ position: Vec3, orientation: Quat.nullable().default(null) })
  .meta({ id: "Waypoint" });
export type Waypoint = z.infer<typeof Waypoint>;

/** A JSON value of bounded shape is checked elsewhere; a ROS message is whatever its type says. */
const RosMessage = z.unknown();
/** The fields of a message, request or goal, spelt as in ROS. */
const Fields = z.record(z.string(), z.unknown());
const Nothing = z.null();

const memoryKey = z.string().min(1).max(200);
const skillName = z.string().regex(/^[A-Za-z_]\w{0,63}$/, "a Python name of at most 64 characters");
const orientation = Quat.nullable()
  .default(null)
  .describe("[x, y, z, w]; None: tool straight down, turned as now");
const frame = z.string().default("base_link");
const speed = z.number().positive().describe("tool speed, metres per second");
const mayTouch = z
  .array(z.string())
  .default([])
  .describe("names of objects that this motion is meant to touch; they are left out of the collision check");

export const primitives = {
  "arm.move_to": {
    params: z.strictObject({
      position: Vec3,
      orientation,
      frame_id: frame,
      speed: speed.default(0.25),
      straight: z.boolean().default(false),
      timeout_s: timeout,
      may_touch: mayTouch,
    }),
    result: MotionResult,
  },
  "arm.move_joints": {
    params: z.strictObject({
      positions: z.union([z.array(finite), z.record(z.string(), finite)]),
      speed: z.number().positive().default(0.5).describe("fastest joint, radians per second"),
      timeout_s: timeout,
    }),
    result: MotionResult,
  },
  "arm.follow": {
    params: z.strictObject({
      waypoints: z.array(Waypoint).min(1),
      frame_id: frame,
      speed: speed.default(0.25),
      timeout_s: timeout,
      may_touch: mayTouch,
    }),
    result: MotionResult,
  },
  "arm.home": { params: z.strictObject({ timeout_s: timeout }), result: MotionResult },
  "arm.stop": { params: z.strictObject({}), result: Pose },
  "arm.pose": { params: z.strictObject({ frame_id: frame }), result: Pose },
  "arm.joints": { params: z.strictObject({}), result: JointState },
  "arm.can_reach": {
    params: z.strictObject({ position: Vec3, orientation, frame_id: frame }),
    result: Reach,
  },
  "gripper.open": {
    params: z.strictObject({ width_m: z.number().min(0).nullable().default(null) }),
    result: GripperResult,
  },
  "gripper.close": {
    params: z.strictObject({ force_n: z.number().positive().nullable().default(null) }),
    result: GripperResult,
  },
  "gripper.state": { params: z.strictObject({}), result: GripperResult },
  "base.pose": { params: z.strictObject({}), result: BasePose },
  "base.drive": {
    params: z.strictObject({
      linear: finite.describe("metres per second, forward"),
      angular: finite.describe("radians per second, to the left"),
      duration_s: z.number().positive().max(600),
    }),
    result: BaseResult,
  },
  "base.navigate_to": {
    params: z.strictObject({ x: finite, y: finite, yaw: finite, timeout_s: timeout }),
    result: BaseResult,
  },
  "base.stop": { params: z.strictObject({}), result: BasePose },
  "camera.names": { params: z.strictObject({}), result: z.array(z.string()) },
  "camera.capture": {
    params: z.strictObject({ name: z.string().nullable().default(null) }),
    result: CapturedImage,
  },
  "scene.objects": { params: z.strictObject({}), result: z.array(z.string()) },
  "scene.find": {
    params: z.strictObject({ name: z.string(), timeout_s: z.number().positive().default(1) }),
    result: Detection,
  },
  "scene.find_all": {
    params: z.strictObject({
      color: z.string().nullable().default(null),
      shape: z.string().nullable().default(null),
    }),
    result: z.array(Detection),
  },
  "sensors.wrench": { params: z.strictObject({}), result: Wrench },
  "sensors.read": {
    params: z.strictObject({ topic: z.string(), timeout_s: z.number().positive().default(1) }),
    result: RosMessage,
  },
  "ros.topics": { params: z.strictObject({}), result: z.array(TopicInfo) },
  "ros.read": {
    params: z.strictObject({ topic: z.string(), timeout_s: z.number().positive().default(1) }),
    result: RosMessage,
  },
  "ros.publish": {
    params: z.strictObject({
      topic: z.string(),
      type: z.string(),
      message: Fields,
      rate_hz: z.number().positive().nullable().default(null),
      duration_s: z.number().positive().max(3600).nullable().default(null),
    }),
    result: PublishResult,
  },
  "ros.call": {
    params: z.strictObject({ service: z.string(), type: z.string(), request: Fields }),
    result: RosMessage,
  },
  "ros.send_goal": {
    params: z.strictObject({
      action: z.string(),
      type: z.string(),
      goal: Fields,
      timeout_s: timeout,
      feedback: z
        .boolean()
        .default(false)
        .describe("whether each feedback message is sent to the program while the goal runs"),
    }),
    result: GoalResult,
  },
  "ros.param": { params: z.strictObject({ name: z.string() }), result: RosMessage },
  "user.ask": {
    params: z.strictObject({
      question: z.string().min(1),
      options: z.array(z.string()).nullable().default(null),
    }),
    result: z.string(),
  },
  "user.say": { params: z.strictObject({ text: z.string() }), result: Nothing },
  "memory.remember": {
    params: z.strictObject({ key: memoryKey, value: z.unknown() }),
    result: Nothing,
  },
  "memory.recall": { params: z.strictObject({ key: memoryKey }), result: z.unknown() },
  "memory.keys": { params: z.strictObject({}), result: z.array(z.string()) },
  "skills.save": {
    params: z.strictObject({
      name: skillName,
      description: z.string().min(1).max(500),
      source: z.string().min(1).max(65_536),
    }),
    result: Nothing,
  },
  "skills.search": { params: z.strictObject({ text: z.string() }), result: z.array(SavedSkill) },
  "skills.load": { params: z.strictObject({ name: z.string() }), result: SavedSkill },
  wait: {
    params: z.strictObject({ seconds: z.number().min(0).max(3600) }),
    result: z.number().describe("seconds of the robot's clock that passed"),
  },
  finish: { params: z.strictObject({ summary: z.string() }), result: Nothing },
  give_up: { params: z.strictObject({ reason: z.string() }), result: Nothing },
} as const;

export type PrimitiveName = keyof typeof primitives;
export type PrimitiveParams<N extends PrimitiveName> = z.infer<(typeof primitives)[N]["params"]>;
export type PrimitiveResult<N extends PrimitiveName> = z.infer<(typeof primitives)[N]["result"]>;

export const primitiveNames = Object.keys(primitives) as PrimitiveName[];
export const isPrimitiveName = (name: string): name is PrimitiveName => Object.hasOwn(primitives, name);

/** The primitives that can move an actuator; those of the arm, the gripper and the base leave a receipt. */
export const motionPrimitives: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  "arm.move_to",
  "arm.move_joints",
  "arm.follow",
  "arm.home",
  "gripper.open",
  "gripper.close",
  "base.drive",
  "base.navigate_to",
  "ros.publish",
  "ros.call",
  "ros.send_goal",
]);
