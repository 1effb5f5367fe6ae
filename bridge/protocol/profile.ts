import { z } from "zod";
import { Vec3 } from "./geometry.ts";

/* A profile names a robot's interfaces and tightens its limits. JSON files in bridge/robot/profiles, or anyone's own. */

const rosName = z.string().regex(/^\/[A-Za-z0-9_/]+$/, "a ROS name such as /joint_states");
const box = z.strictObject({ min: Vec3, max: Vec3 });
/** One name, or `/prefix/*` for everything below a prefix. */
const allowedName = z
  .string()
  .regex(/^(\/[A-Za-z][A-Za-z0-9_]*)+(\/\*)?$/, "a ROS name such as /lamp/set, or /lamp/* for all below it");
const rosType = z.string().regex(/^\w+(\/\w+){1,2}$/, "a ROS type such as std_msgs/msg/String");
const allowed = z.strictObject({ name: allowedName, type: rosType });

/** What programs may send with ros.publish, ros.call, ros.send_goal and read with ros.param; nothing else passes. */
const Allow = z.strictObject({
  publish: z
    .array(
      allowed.extend({
        max_rate_hz: z.number().positive().nullable().default(null).describe("null: rates.publish_hz"),
      }),
    )
    .default([]),
  call: z.array(allowed).default([]),
  goals: z.array(allowed).default([]),
  params: z
    .array(
      z
        .string()
        .regex(
          /^(\/[A-Za-z][A-Za-z0-9_]*)+(\/\*|:\*|:[\w.]+)?$/,
          "a parameter such as /node:name, or all of a node, /node:*",
        ),
    )
    .default([]),
});

/** A mobile base that drives in the plane; x forward, y left, z up, yaw about z (REP-103, REP-105). */
const Base = z.strictObject({
  cmd_vel: z.strictObject({
    topic: rosName,
    type: z
      .string()
      .regex(/^geometry_msgs\/(msg\/)?Twist(Stamped)?$/, "geometry_msgs/msg/Twist or TwistStamped")
      .default("geometry_msgs/msg/Twist")
      .describe("Twist or TwistStamped"),
  }),
  odom: z.strictObject({ topic: rosName, type: z.string().default("nav_msgs/msg/Odometry") }),
  navigate_action: z
    .strictObject({ name: rosName, type: z.string() })
    .nullable()
    .default(null)
    .describe("nav2_msgs/action/NavigateToPose, or move_base_msgs/MoveBase on ROS 1; null: none"),
  frame: z.string().default("base_link").describe("frame of the base itself"),
  map_frame: z.string().default("map").describe("frame that base.pose and base.navigate_to speak of"),
  stale_after_s: z.number().positive().default(0.5).describe("of odometry"),
  command_period_s: z
    .number()
    .positive()
    .max(0.5)
    .default(0.05)
    .describe("how often a velocity is sent again: the robot's own timeout is not relied on"),
  keep_out: z
    .array(z.strictObject({ min: z.tuple([z.number(), z.number()]), max: z.tuple([z.number(), z.number()]) }))
    .default([])
    .describe("rectangles of the map frame, metres, which the middle of the base does not enter"),
  limits: z.strictObject({
    linear_m_s: z.number().positive(),
    angular_rad_s: z.number().positive(),
    linear_m_s2: z.number().positive(),
    angular_rad_s2: z.number().positive(),
  }),
});

const Arm = z.strictObject({
  joints: z.array(z.string()).min(1),
  home: z.array(z.number()),
  trajectory_action: z.strictObject({ name: rosName, type: z.string() }).nullable().default(null),
  trajectory_topic: z.strictObject({ name: rosName, type: z.string() }).nullable().default(null),
  limits: z
    .strictObject({
      velocity_rad_s: z.array(z.number().positive()).nullable().default(null),
      acceleration_rad_s2: z.array(z.number().positive()),
      tool_speed_m_s: z.number().positive(),
      contact_effort_nm: z
        .array(z.number().positive())
        .nullable()
        .default(null)
        .describe(
          "by joint: an effort this much above its mean of the last half second is a contact, which stops the arm",
        ),
    })
    .describe("tighten the URDF's, never loosen them"),
  goal_tolerance_rad: z.number().positive().default(0.01),
});

const Fields = z.strictObject({
  name: z.string().min(1),
  description: z.string().default(""),
  ros_version: z.union([z.literal(1), z.literal(2)]).default(2),
  frames: z.strictObject({
    base: z.string().describe("frame that positions are given in"),
    tool: z.string().nullable().default(null).describe("link between the finger tips; an arm needs it"),
  }),
  robot_description: z.strictObject({ topic: rosName, type: z.string().default("std_msgs/msg/String") }),
  joint_states: z
    .strictObject({
      topic: rosName,
      type: z.string().default("sensor_msgs/msg/JointState"),
      stale_after_s: z.number().positive().default(0.5),
    })
    .nullable()
    .default(null)
    .describe("an arm and a gripper need them"),
  arm: Arm.nullable().default(null).describe("null: it has none, and then a base"),
  gripper: z
    .strictObject({
      name: z.string(),
      action: z.strictObject({ name: rosName, type: z.string() }),
      position_per_width: z
        .number()
        .positive()
        .default(1)
        .describe("what the action's position is for a metre of gap: 0.5 where it means one of two fingers"),
      joints: z.array(z.string()).describe("finger joints whose measured positions add up to the gap"),
      min_width_m: z.number().min(0),
      max_width_m: z.number().positive(),
      max_force_n: z.number().positive(),
      default_force_n: z.number().positive(),
      max_payload_kg: z
        .number()
        .positive()
        .nullable()
        .default(null)
        .describe(
          "heaviest thing that may be carried, weighed by the wrist's force sensor; null: not checked",
        ),
    })
    .nullable()
    .default(null),
  base: Base.nullable().default(null),
  wrench: z.strictObject({ topic: rosName, contact_force_n: z.number().positive() }).nullable().default(null),
  contacts: z
    .strictObject({ topic: rosName, type: z.string().default("ros_gz_interfaces/msg/Contacts") })
    .nullable()
    .default(null)
    .describe("what touches what, as a simulator or skin tells; shown, and listened to only then"),
  estop: z
    .strictObject({ topic: rosName, type: z.string().default("std_msgs/msg/Bool") })
    .nullable()
    .default({ topic: "/codeact/estop", type: "std_msgs/msg/Bool" })
    .describe("true latches the emergency stop on both sides of it; null: the robot has none"),
  heartbeat: z
    .strictObject({ topic: rosName, type: z.string().default("std_msgs/msg/Header") })
    .nullable()
    .default({ topic: "/codeact/heartbeat", type: "std_msgs/msg/Header" })
    .describe("published 5 times a second while the bridge lives, for a watchdog on the robot"),
  detections: z.strictObject({ topic: rosName, type: z.string() }).nullable().default(null),
  tf: z.strictObject({ topic: rosName, object_frames: z.boolean() }).nullable().default(null),
  cameras: z
    .record(
      z.string(),
      z.strictObject({
        image: rosName.describe("sensor_msgs/msg/CompressedImage, PNG or JPEG"),
        raw: rosName.nullable().default(null).describe("sensor_msgs/msg/Image, rgb8"),
        depth: rosName.nullable().default(null).describe("sensor_msgs/msg/Image, 32FC1 metres"),
      }),
    )
    .default({}),
  workspace: box
    .nullable()
    .default(null)
    .describe("the tool may be commanded inside this box only, base frame; an arm needs it"),
  keep_out: z.array(box).default([]),
  table_z_m: z
    .number()
    .nullable()
    .default(null)
    .describe("height of the surface under the arm; null: none known"),
  allow: Allow.prefault({}),
  rates: z
    .strictObject({
      publish_hz: z.number().positive().default(50).describe("fastest that a program may repeat a message"),
      commands_per_s: z
        .number()
        .min(1)
        .default(20)
        .describe("motions, goals, calls and publications together, of the faster of wall and robot clock"),
    })
    .prefault({}),
  simulation: z
    .strictObject({
      step_service: rosName,
      clock_param: z.string().describe("rosapi name of the parameter that says 'realtime' or 'fast'"),
    })
    .nullable()
    .default(null),
});

/** What a robot with an arm, a gripper or a base needs beside it. */
export const Profile = Fields.superRefine((profile, context) => {
  const issue = (path: string[], message: string): void =>
    context.addIssue({ code: "custom", path, message });
  const { arm, base, gripper, frames, joint_states, workspace } = profile;
  if (!arm && !base) issue([], "it has neither an arm nor a base: give arm, base, or both");
  if (arm && frames.tool === null)
    issue(["frames", "tool"], "an arm needs it: the link between the finger tips");
  if (arm && workspace === null)
    issue(
      ["workspace"],
      'an arm needs it: a box such as {"min": [-0.5, -0.5, 0], "max": [0.8, 0.5, 1]}, metres',
    );
  if ((arm || gripper) && joint_states === null)
    issue(["joint_states"], "an arm and a gripper need it: the topic of their joint states");
  if (gripper && !arm)
    issue(["gripper"], "a gripper needs an arm that carries it: give arm, or leave it null");
});
export type Profile = z.infer<typeof Profile>;
