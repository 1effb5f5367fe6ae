import { z } from "zod";
import type { EventType } from "./events.ts";
import { Stamp } from "./geometry.ts";

/*
 * An episode on disk: one MCAP file, profile ros2, CDR. logTime is the robot's clock (so a simulator's episode begins
 * near 0), publishTime the wall clock of the bridge; both in nanoseconds. Every event of bridge/protocol/events.ts is in
 * exactly one `/codeact/…` channel, with fields that tools can plot and filter, and whole as JSON in `json`; the events
 * of all channels in the order of `seq` are what happened, in that order.
 */
export const EPISODE_VERSION = 1;
/** MCAP profile, library prefix and the name of the metadata record. */
export const EPISODE_PROFILE = "ros2";
export const EPISODE_METADATA = "codeact";

/** What sensors said. */
export const sensorTopics = {
  joint_states: "/joint_states",
  tf: "/tf",
  tf_static: "/tf_static",
  robot_description: "/robot_description",
  rosout: "/rosout",
  odom: "/odom",
  wrench: "/wrench",
  /** codeact_msgs/msg/Motion: where the arm is on its way to, whenever that changes; without joints: nowhere. */
  motion: "/codeact/motion",
  /** codeact_msgs/msg/Contacts: what touches what, one place and one force for each pair; where the robot tells. */
  contacts: "/codeact/contacts",
  /** visualization_msgs/msg/MarkerArray: the known objects, for viewers of ROS. */
  markers: "/scene",
  /** codeact_msgs/msg/Scene: the same as `Detection[]` in JSON, when it changed. */
  scene: "/codeact/scene",
  /** codeact_msgs/msg/SimulatorState at the start of each turn, to go on from there; only from a simulator. */
  simulator_state: "/codeact/simulator_state",
} as const;

/** Entries of the metadata record that tell what the robot is held to, and by which frames; JSON of SafetyLimits. */
export const metadataKeys = { safety: "safety", base_frame: "base_frame", tool_frame: "tool_frame" } as const;

/**
 * Pictures: sensor_msgs/msg/CompressedImage. The `image` event in `/codeact/event` has an empty data_base64 then; its
 * picture is the message of this topic with the same publishTime, which is the event's `wall`.
 */
export const imageTopic = (source: string): string => `/codeact/image/${source.replace(/\W+/g, "_")}`;

/** The channel of an event; those that are not named here are in /codeact/event. */
export const eventTopics: Readonly<Partial<Record<EventType, string>>> = {
  user_message: "/codeact/turn",
  turn_start: "/codeact/turn",
  reply: "/codeact/turn",
  usage: "/codeact/turn",
  action_start: "/codeact/action",
  action_end: "/codeact/action",
  output: "/codeact/output",
  primitive_call: "/codeact/primitive_call",
  primitive_result: "/codeact/primitive_call",
  receipt: "/codeact/receipt",
  manual: "/codeact/receipt",
  observation: "/codeact/observation",
};
export const EVENT_TOPIC = "/codeact/event";
export const topicOfEvent = (type: EventType): string => eventTopics[type] ?? EVENT_TOPIC;

/** Names of the attachments. */
export const attachments = {
  urdf: "robot.urdf",
  transcript: "transcript.jsonl",
  /** The system prompt, as the model got it. */
  prompt: "system_prompt.txt",
  layout: "lichtblick-layout.json",
} as const;

/** A line of the list of episodes; what can be told without reading a file whole. */
export const EpisodeSummary = z.strictObject({
  id: z.string().describe("file name without .mcap"),
  title: z.string().describe("the instruction, or the first line of a console program"),
  started: Stamp.describe("wall clock"),
  duration_s: z.number().describe("wall seconds from start to end, or to the last message"),
  robot_duration_s: z.number().describe("seconds of the robot's clock"),
  outcome: z.string().nullable().describe("null when it was cut off before its end"),
  planner: z.string(),
  model: z.string(),
  mode: z.string(),
  robot: z.string(),
  scene: z.string().nullable(),
  seed: z.int().nullable(),
  turns: z.int().nullable(),
  bytes: z.int(),
  whole: z.boolean().describe("false when the bridge died while it was written: the index is missing"),
  forked_from: z
    .strictObject({ id: z.string(), turn: z.int() })
    .nullable()
    .describe("the episode and turn that it went on from"),
  follows: z
    .string()
    .nullable()
    .describe(
      "the episode before it in the same session, whose variables it found; null where none is known",
    ),
  problem: z.string().optional().describe("why the file cannot be read as an episode; absent when it can"),
});
export type EpisodeSummary = z.infer<typeof EpisodeSummary>;
