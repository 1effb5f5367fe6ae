import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { McapWriter } from "@mcap/core";
import { FileHandleWritable } from "@mcap/nodejs";
import { type Event, type Stamp, stampToNs, UserError } from "../protocol/index.ts";
import type { RobotFeed, Unsubscribe } from "../robot/types.ts";
import { cdrWriter, type RecordedType, schemaText } from "./ros-schemas.ts";

/** Writes waiting for the disk beyond this many are dropped, sensor messages first; the robot is never slowed. */
const MAX_PENDING = 10_000;
const CHUNK_BYTES = 256 * 1024;

interface Channel {
  readonly id: number;
  readonly encode: (message: unknown) => Uint8Array;
  sequence: number;
}

const topics = {
  "/joint_states": "sensor_msgs/msg/JointState",
  "/tf": "tf2_msgs/msg/TFMessage",
  "/robot_description": "std_msgs/msg/String",
  "/codeact/event": "codeact_msgs/msg/Event",
} as const satisfies Record<string, RecordedType>;
type Topic = keyof typeof topics;

/**
 * Records one episode to an MCAP file (profile ros2, CDR): every event, /joint_states, /tf and /robot_description,
 * with the transcript and the URDF attached when it ends. Times in the file are the robot's clock.
 */
export class Recorder {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #writer: McapWriter;
  readonly #channels = new Map<Topic, Channel>();
  readonly #unsubscribe: Unsubscribe[] = [];
  readonly #transcript: Event[] = [];
  #pending = 0;
  #dropped = 0;
  #failure: Error | null = null;
  #lastNs = -1n;
  #tail: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
    this.#writer = new McapWriter({
      writable: new FileHandleWritable(file),
      useStatistics: true,
      chunkSize: CHUNK_BYTES,
    });
  }

  /**
   * Starts a recording.
   *
   * @param path where to write; folders are made
   * @param feed the robot whose joint states and transforms are kept
   * @throws UserError when the file cannot be written
   */
  static async start(path: string, feed: RobotFeed): Promise<Recorder> {
    let file: FileHandle;
    try {
      await mkdir(dirname(path), { recursive: true });
      file = await open(path, "w");
    } catch (error) {
      throw new UserError(
        `Cannot write the recording ${path}: ${(error as Error).message}. Give --out a file in a folder that you may write to.`,
        2,
      );
    }
    const recorder = new Recorder(path, file);
    await recorder.#open();
    recorder.#listen(feed);
    return recorder;
  }

  async #open(): Promise<void> {
    await this.#writer.start({ profile: "ros2", library: "codeact-ros" });
    for (const [topic, type] of Object.entries(topics) as [Topic, RecordedType][]) {
      const schemaId = await this.#writer.registerSchema({
        name: type,
        encoding: "ros2msg",
        data: new TextEncoder().encode(schemaText(type)),
      });
      const id = await this.#writer.registerChannel({
        topic,
        messageEncoding: "cdr",
        schemaId,
        metadata: new Map(),
      });
      this.#channels.set(topic, { id, encode: cdrWriter(type), sequence: 0 });
    }
  }

  #listen(feed: RobotFeed): void {
    const first = feed.lastJointState()?.message.header.stamp;
    this.#write("/robot_description", first ?? { sec: 0, nanosec: 0 }, { data: feed.urdf });
    let lastJoints = -1n;
    this.#unsubscribe.push(
      feed.onJointState((message) => {
        const ns = stampToNs(message.header.stamp);
        if (ns === lastJoints) return; // a `fast` simulator that stands still repeats itself
        lastJoints = ns;
        this.#write("/joint_states", message.header.stamp, message);
      }),
    );
    let lastTransforms = -1n;
    this.#unsubscribe.push(
      feed.onTransforms((message) => {
        const stamp = message.transforms[0]?.header.stamp;
        if (!stamp) return;
        const ns = stampToNs(stamp);
        if (ns === lastTransforms) return;
        lastTransforms = ns;
        this.#write("/tf", stamp, message);
      }),
    );
  }

  /** Keeps an event. */
  readonly event = (event: Event): void => {
    this.#transcript.push(event);
    const stamp = event.stamp ?? { sec: 0, nanosec: 0 };
    const message = { stamp, seq: BigInt(event.seq), type: event.type, json: JSON.stringify(event) };
    this.#write("/codeact/event", stamp, message, true);
  };

  #write(topic: Topic, stamp: Stamp, message: unknown, always = false): void {
    const channel = this.#channels.get(topic);
    if (!channel || this.#failure) return;
    if (this.#pending >= MAX_PENDING && !always) {
      this.#dropped += 1;
      return;
    }
    const ns = stampToNs(stamp);
    if (ns > this.#lastNs) this.#lastNs = ns;
    const record = {
      channelId: channel.id,
      sequence: channel.sequence++,
      logTime: ns,
      publishTime: ns,
      data: channel.encode(message),
    };
    this.#pending += 1;
    // One call at a time: McapWriter corrupts the file when calls overlap.
    this.#tail = this.#tail
      .then(() => this.#writer.addMessage(record))
      .catch((error: Error) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#pending -= 1;
      });
  }

  /**
   * Ends the recording: attaches transcript and URDF, writes the index, closes the file.
   *
   * @throws UserError when something could not be written, e.g. because the disk is full
   */
  async close(feed: RobotFeed, metadata: Record<string, string>): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#tail;
    const now = this.#lastNs < 0n ? 0n : this.#lastNs;
    try {
      if (this.#failure) throw this.#failure;
      const lines = this.#transcript
        .filter((event) => event.type !== "image")
        .map((event) => JSON.stringify(event));
      await this.#attach("transcript.jsonl", "application/x-ndjson", `${lines.join("\n")}\n`, now);
      await this.#attach("robot.urdf", "application/xml", feed.urdf, now);
      await this.#writer.addMetadata({
        name: "codeact",
        metadata: new Map([...Object.entries(metadata), ["dropped_messages", String(this.#dropped)]]),
      });
      await this.#writer.end();
    } catch (error) {
      throw new UserError(`The recording ${this.path} is incomplete: ${(error as Error).message}.`);
    } finally {
      await this.#file.close();
    }
  }

  async #attach(name: string, mediaType: string, text: string, ns: bigint): Promise<void> {
    await this.#writer.addAttachment({
      name,
      mediaType,
      data: new TextEncoder().encode(text),
      logTime: ns,
      createTime: ns,
    });
  }
}
