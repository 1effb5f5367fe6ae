import { parse } from "@foxglove/rosmsg";
import { MessageWriter } from "@foxglove/rosmsg2-serialization";
import { type IWritable, McapWriter } from "@mcap/core";
import {
  Event,
  type EventBody,
  imageTopic,
  nsToStamp,
  topicOfEvent,
} from "../../../bridge/protocol/index.ts";

/* An episode file of any length, written as the recorder does: CDR, a chunk a second, events as JSON in their channels. */

const SEPARATOR = `\n${"=".repeat(80)}\n`;
const header = `MSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id${SEPARATOR}`;
const time = "MSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec";
const texts = {
  "sensor_msgs/msg/JointState": `std_msgs/Header header\nstring[] name\nfloat64[] position\nfloat64[] velocity\nfloat64[] effort${SEPARATOR}${header}${time}`,
  "tf2_msgs/msg/TFMessage": `geometry_msgs/TransformStamped[] transforms${SEPARATOR}MSG: geometry_msgs/TransformStamped\nstd_msgs/Header header\nstring child_frame_id\ngeometry_msgs/Transform transform${SEPARATOR}MSG: geometry_msgs/Transform\ngeometry_msgs/Vector3 translation\ngeometry_msgs/Quaternion rotation${SEPARATOR}MSG: geometry_msgs/Vector3\nfloat64 x\nfloat64 y\nfloat64 z${SEPARATOR}MSG: geometry_msgs/Quaternion\nfloat64 x\nfloat64 y\nfloat64 z\nfloat64 w${SEPARATOR}${header}${time}`,
  "sensor_msgs/msg/CompressedImage": `std_msgs/Header header\nstring format\nuint8[] data${SEPARATOR}${header}${time}`,
  "codeact_msgs/msg/Event": `builtin_interfaces/Time stamp\nuint64 seq\nstring type\nstring json${SEPARATOR}${time}`,
  "codeact_msgs/msg/Scene": `builtin_interfaces/Time stamp\nstring[] name\nstring json${SEPARATOR}${time}`,
} as const;
type Type = keyof typeof texts;

export interface SyntheticOptions {
  readonly durationS: number;
  readonly rateHz?: number;
  /** A turn of the agent that moves begins this often, seconds. */
  readonly turnEveryS?: number;
  /** Camera pictures on the way, one a second of this many bytes. */
  readonly pictureBytes?: number;
  readonly transcript?: boolean;
  /** Ends as a writer that dies does: nothing after the last chunk. */
  readonly cutOff?: boolean;
}

/** A file in memory. */
export class MemoryFile implements IWritable {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  async write(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes.slice());
    this.#size += bytes.length;
  }
  position(): bigint {
    return BigInt(this.#size);
  }
  bytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** About a second of the measurements below. */
const CHUNK_BYTES = 24 * 1024;

const cube = {
  name: "red_cube",
  pose: { position: [0.4, 0.1, 0.02], orientation: [0, 0, 0, 1], frame_id: "base_link" },
  size_m: [0.04, 0.04, 0.04],
  color: "red",
  shape: "cube",
  stamp_s: 0,
  confidence: 1,
};

/** Where the tool is, seconds from the beginning; a function that a test can check against. */
export const toolX = (seconds: number): number => 0.3 + 0.1 * Math.sin(seconds / 3);
export const jointAt = (seconds: number): number => Math.sin(seconds / 5);

/** Seconds of the first sensor reading: a robot's clock does not begin at 0. */
export const ORIGIN_S = 1_000;

/** What is said and done: turns of four calls, of which two move. Returned with robot seconds from the beginning. */
export const storyOf = ({
  durationS,
  turnEveryS = 10,
}: SyntheticOptions): { at: number; body: EventBody }[] => {
  const told: { at: number; body: EventBody }[] = [
    {
      at: 0,
      body: {
        type: "episode_start",
        episode_id: "synthetic",
        instruction: "go on and on",
        planner: "offline",
        model: "offline rule planner",
        mode: "code",
        robot: "simulated_arm",
        robot_url: "ws://127.0.0.1:9090",
        scene: "table",
        seed: 1,
        clock: "realtime",
        sandbox: "none",
        version: "0.1.0",
      },
    },
  ];
  let call = 0;
  let turn = 0;
  for (let at = 1; at + turnEveryS <= durationS; at += turnEveryS) {
    turn += 1;
    const code =
      "cube = scene.find('red_cube')\narm.move_to([0.4, 0, 0.2])\narm.move_to([0.3, 0, 0.2])\nprint(cube)";
    const say = (offset: number, body: EventBody): number =>
      told.push({ at: at + offset * turnEveryS, body });
    say(0, { type: "turn_start", turn, turns_left: 9 });
    say(0.05, { type: "reply", turn, text: "", thought: `turn ${turn}: on I go`, code });
    say(0.06, { type: "action_start", action: turn, turn, by: "agent", code });
    for (const [i, [name, from, to]] of (
      [
        ["scene.find", 0.1, 0.1],
        ["arm.move_to", 0.1, 0.45],
        ["arm.move_to", 0.45, 0.8],
      ] as const
    ).entries()) {
      call += 1;
      say(from, { type: "primitive_call", action: turn, call, name, params: {}, line: i + 1 });
      if (name === "arm.move_to") {
        const position = [toolX(at + to * turnEveryS), 0, 0.2];
        const measured = { position, orientation: [1, 0, 0, 0], frame_id: "base_link" };
        const receipt = { ended_by: "reached", commanded: measured, measured, error_m: 0, error_rad: 0 };
        say(to, { type: "receipt", action: turn, call, name, receipt, text: `moved, error 0.1 mm` });
      }
      const result = { ok: true, result: null, error: null, duration_s: to - from };
      say(to, { type: "primitive_result", action: turn, call, name, ...result });
    }
    say(0.82, { type: "output", action: turn, stream: "stdout", text: `turn ${turn} done\n` });
    const end = { ok: true, ended_by: "done", value: null, error: null, state_kept: true } as const;
    say(0.85, { type: "action_end", action: turn, ...end, duration_s: 0.85 * turnEveryS });
    say(0.86, { type: "observation", turn, text: `turn ${turn} done` });
  }
  const totals = { turns: turn, actions: turn, primitive_calls: call, episode: null, summary: "All done." };
  told.push({ at: durationS, body: { type: "episode_end", outcome: "finished", ...totals } });
  return told;
};

/** The same as events of a file. */
export const eventsOf = (options: SyntheticOptions): Event[] =>
  storyOf(options).map(({ at, body }, seq) => {
    const stamp = nsToStamp(BigInt(Math.round((ORIGIN_S + at) * 1e9)));
    const wall = { sec: 1_790_000_000 + Math.floor(at), nanosec: 0 };
    return Event.parse({ ...body, v: 1, seq, wall, stamp });
  });

/** Writes an episode. `big` may take the pictures' bytes elsewhere; see IWritable of @mcap/core. */
export const writeSynthetic = async (options: SyntheticOptions, writable: IWritable): Promise<Event[]> => {
  const { durationS, rateHz = 50, pictureBytes = 0, transcript = true, cutOff = false } = options;
  const writer = new McapWriter({ writable, chunkSize: CHUNK_BYTES });
  await writer.start({ profile: "ros2", library: "test" });
  const channels = new Map<string, { id: number; encode: (message: unknown) => Uint8Array }>();
  const channel = async (topic: string, type: Type) => {
    const known = channels.get(topic);
    if (known) return known;
    const data = new TextEncoder().encode(texts[type]);
    const schemaId = await writer.registerSchema({ name: type, encoding: "ros2msg", data });
    const id = await writer.registerChannel({ topic, schemaId, messageEncoding: "cdr", metadata: new Map() });
    const encoder = new MessageWriter(parse(texts[type], { ros2: true }));
    const made = { id, encode: (message: unknown) => encoder.writeMessage(message) };
    channels.set(topic, made);
    return made;
  };
  let sequence = 0;
  const add = async (topic: string, type: Type, at: number, message: object): Promise<void> => {
    const { id, encode } = await channel(topic, type);
    const logTime = BigInt(Math.round((ORIGIN_S + at) * 1e9));
    const stamp = nsToStamp(logTime);
    const stamped = { stamp, header: { stamp, frame_id: "base_link" }, ...message };
    sequence += 1;
    await writer.addMessage({
      channelId: id,
      sequence,
      logTime,
      publishTime: logTime,
      data: encode(stamped),
    });
  };

  const events = eventsOf(options);
  await add("/codeact/scene", "codeact_msgs/msg/Scene", 0, {
    name: [cube.name],
    json: JSON.stringify([cube]),
  });
  let next = 0;
  const ticks = Math.round(durationS * rateHz);
  for (let tick = 0; tick <= ticks; tick += 1) {
    const at = tick / rateHz;
    const stamp = nsToStamp(BigInt(Math.round((ORIGIN_S + at) * 1e9)));
    const transform = (child: string, x: number) => ({
      header: { stamp, frame_id: "base_link" },
      child_frame_id: child,
      transform: { translation: { x, y: 0, z: 0.2 }, rotation: { x: 0, y: 0, z: 0, w: 1 } },
    });
    await add("/joint_states", "sensor_msgs/msg/JointState", at, {
      name: ["shoulder", "elbow"],
      position: [jointAt(at), 0.5],
      velocity: [0, 0],
      effort: [0, 0],
    });
    await add("/tf", "tf2_msgs/msg/TFMessage", at, {
      transforms: [transform("tool0", toolX(at)), transform("elbow_link", -0.4), transform("red_cube", 0.4)],
    });
    for (let event = events[next]; event && timeOf(event) <= at; event = events[++next])
      await add(topicOfEvent(event.type), "codeact_msgs/msg/Event", timeOf(event), {
        seq: BigInt(event.seq),
        type: event.type,
        json: JSON.stringify(event),
      });
    if (pictureBytes > 0 && tick % rateHz === rateHz - 1)
      await add(imageTopic("overhead"), "sensor_msgs/msg/CompressedImage", at, {
        format: "png",
        data: new Uint8Array(pictureBytes),
      });
  }
  if (cutOff) return events;
  if (transcript) {
    const lines = events.map((event) => JSON.stringify(event)).join("\n");
    const data = new TextEncoder().encode(`${lines}\n`);
    const attachment = { name: "transcript.jsonl", mediaType: "application/x-ndjson", data };
    await writer.addAttachment({ ...attachment, logTime: 0n, createTime: 0n });
  }
  await writer.addMetadata({ name: "codeact", metadata: new Map([["task", "go on and on"]]) });
  await writer.end();
  return events;
};

const timeOf = ({ stamp }: Event): number => (stamp ? stamp.sec + stamp.nanosec / 1e9 : 0) - ORIGIN_S;
