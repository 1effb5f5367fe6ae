import { closeSync, constants, lstatSync, mkdirSync, openSync, type Stats } from "node:fs";
import { basename, dirname } from "node:path";
import {
  attachments,
  EPISODE_METADATA,
  EPISODE_VERSION,
  type Event,
  type EventOf,
  imageTopic,
  metadataKeys,
  nsToStamp,
  type SafetyLimits,
  type Stamp,
  sensorTopics,
  stampToNs,
  UserError,
} from "../protocol/index.ts";
import type { RobotFeed, Unsubscribe } from "../robot/types.ts";
import { VERSION } from "../version.ts";
import { eventMessage } from "./codeact-messages.ts";
import { stampText, startFacts } from "./episode-summary.ts";
import { wallNs } from "./event-stream.ts";
import { machineWords } from "./machine-words.ts";
import { recordSensors } from "./recorded-sensors.ts";
import { RecordingQueue } from "./recording-queue.ts";
import { viewerLayout } from "./viewer-layout.ts";

export interface RecorderOptions {
  /** Where to write; folders are made, an existing file is left alone unless it is empty. */
  readonly path: string;
  readonly feed: RobotFeed;
  /** The Python that programs run in, such as "3.11.2". */
  readonly python?: string | undefined;
  /** The system prompt, where a model plans. */
  readonly prompt?: string | undefined;
  /** What the robot is held to. */
  readonly safety?: SafetyLimits | undefined;
  /** The episode and turn that this one goes on from. */
  readonly forkedFrom?: { readonly id: string; readonly turn: number } | undefined;
  /** The episode before it in the same interpreter. */
  readonly follows?: string | null | undefined;
  /** Told once, in words, when the recording ends early; what was written before is kept. */
  readonly onFailure: (text: string) => void;
}

/**
 * Records one episode to an MCAP file as bridge/protocol/episode.ts says. Encoding is all that it does on the caller's
 * thread; the file is written beside it, at least every half second.
 */
export class Recorder {
  readonly path: string;
  readonly #queue: RecordingQueue;
  readonly #stopSensors: Unsubscribe;
  readonly #clean = machineWords();
  readonly #facts = new Map<string, string>();
  #lastNs: bigint;
  #firstNs: bigint | null = null;
  #started: bigint | null = null;
  #tokens = { prompt: 0, completion: 0 };

  private constructor(options: RecorderOptions, fd: number) {
    const { path, feed, python, prompt, safety, forkedFrom, follows, onFailure } = options;
    const { base, tool } = feed.profile.frames;
    this.path = path;
    const versions = {
      episode_version: String(EPISODE_VERSION),
      version: VERSION,
      node: process.versions.node,
      ...(python === undefined ? {} : { python }),
      ...(safety === undefined ? {} : { [metadataKeys.safety]: JSON.stringify(safety) }),
      [metadataKeys.base_frame]: base,
      ...(tool === null ? {} : { [metadataKeys.tool_frame]: tool }),
      ...(forkedFrom ? { forked_from: forkedFrom.id, forked_from_turn: String(forkedFrom.turn) } : {}),
      ...(follows ? { follows } : {}),
    };
    for (const [key, value] of Object.entries(versions)) this.#facts.set(key, value);
    const name = basename(path);
    this.#queue = new RecordingQueue(
      {
        fd,
        library: `codeact-ros ${VERSION}`,
        metadata: { name: EPISODE_METADATA, entries: [...this.#facts] },
        attachments: [
          { name: attachments.urdf, mediaType: "application/xml", text: feed.urdf },
          { name: attachments.layout, mediaType: "application/json", text: viewerLayout(feed.profile) },
          ...(prompt === undefined
            ? []
            : [{ name: attachments.prompt, mediaType: "text/plain", text: this.#clean(prompt) }]),
        ],
      },
      (reason) =>
        onFailure(
          `Recording ${name} ended early: ${reason}. What was written before is kept; nothing more is.`,
        ),
    );
    this.#lastNs = stampToNs(feed.lastJointState()?.message.header.stamp ?? { sec: 0, nanosec: 0 });
    this.#stopSensors = recordSensors(feed, (topic, type, stamp, message) =>
      this.#write(topic, type, stampToNs(stamp), wallNs(), message, false),
    );
  }

  /** @throws UserError when the file exists already or cannot be written */
  static async start(options: RecorderOptions): Promise<Recorder> {
    const recorder = new Recorder(options, openNewFile(options.path));
    await recorder.#queue.ready;
    return recorder;
  }

  /** Keeps an event. */
  readonly event = (event: Event): void => {
    if (this.#queue.failed) return;
    const wall = stampToNs(event.wall);
    const stamp = event.stamp ?? nsToStamp(this.#lastNs);
    const raw = JSON.stringify(this.#kept(event, stamp, wall));
    const json = this.#clean(raw);
    const kept = JSON.parse(json) as Event;
    this.#note(kept, wall);
    const { topic, type, message } = eventMessage(kept, stamp, json);
    if (event.type !== "reply_delta") this.#queue.line(json);
    this.#write(topic, type, stampToNs(stamp), wall, message, true);
  };

  /**
   * Keeps the state of the simulator at the start of a turn.
   *
   * @param state what the simulator gave, to be given back to it as it is
   */
  simulatorState(stamp: Stamp, turn: number, state: string): void {
    const message = { stamp, turn, state };
    const type = "codeact_msgs/msg/SimulatorState";
    this.#write(sensorTopics.simulator_state, type, stampToNs(stamp), wallNs(), message, true);
  }

  /** Ends the recording: transcript, metadata, index. A failure is told through onFailure. */
  async close(): Promise<void> {
    this.#stopSensors();
    const ended = wallNs();
    await this.#queue.end(
      {
        ...Object.fromEntries(this.#facts),
        ended: stampText(nsToStamp(ended)),
        duration_s: seconds(this.#started ?? ended, ended),
        robot_duration_s: seconds(this.#firstNs ?? this.#lastNs, this.#lastNs),
        prompt_tokens: String(this.#tokens.prompt),
        completion_tokens: String(this.#tokens.completion),
        dropped_messages: String(this.#queue.dropped),
      },
      attachments.transcript,
    );
  }

  /** The event as the file keeps it: pictures in a channel of their own, and the file's name without its folder. */
  #kept(event: Event, stamp: Stamp, wall: bigint): Event {
    if (event.type === "episode_end" && event.episode !== null)
      return { ...event, episode: basename(event.episode) };
    if (event.type !== "image") return event;
    const header = { stamp, frame_id: event.source };
    const picture = { header, format: "png", data: Buffer.from(event.data_base64, "base64") };
    const type = "sensor_msgs/msg/CompressedImage";
    this.#write(imageTopic(event.source), type, stampToNs(stamp), wall, picture, true);
    return { ...event, data_base64: "" };
  }

  /** What the metadata record says of an episode. */
  #note(event: Event, wall: bigint): void {
    if (event.type === "episode_start") {
      this.#started = wall;
      for (const [key, value] of startFacts(event)) this.#facts.set(key, value);
    } else if (event.type === "usage") {
      this.#tokens.prompt += event.prompt_tokens;
      this.#tokens.completion += event.completion_tokens;
    } else if (event.type === "episode_end") this.#noteEnd(event);
  }

  #noteEnd({ outcome, turns, actions, primitive_calls, summary }: EventOf<"episode_end">): void {
    for (const [key, value] of Object.entries({ outcome, turns, actions, primitive_calls, summary }))
      this.#facts.set(key, String(value));
  }

  #write(
    topic: string,
    type: string,
    logTime: bigint,
    publishTime: bigint,
    message: unknown,
    keep: boolean,
  ): void {
    if (logTime > this.#lastNs) this.#lastNs = logTime;
    if (this.#firstNs === null || logTime < this.#firstNs) this.#firstNs = logTime;
    this.#queue.write({ topic, type, logTime, publishTime, message, keep });
  }
}

const seconds = (from: bigint, to: bigint): string => (Number(to - from) / 1e9).toFixed(3);

const whatIsAt = (path: string): Stats | null => {
  try {
    return lstatSync(path);
  } catch {
    return null; // also where a part of the path is missing or a file; making the file says so
  }
};

/** @throws UserError when there is something in the file already: a recording overwrites nothing */
export const refuseExisting = (path: string): void => {
  const existing = whatIsAt(path);
  if (!existing || (existing.isFile() && existing.size === 0)) return;
  throw new UserError(
    `${path} exists already and is ${existing.isFile() ? "not empty" : "no file"}: a recording overwrites nothing. Give another file.`,
    2,
  );
};

/**
 * Makes the file of a recording, empty, and its folder where there is none.
 *
 * @returns the file, open
 * @throws UserError when there is something in it already, or it cannot be made
 */
const openNewFile = (path: string): number => {
  try {
    refuseExisting(path);
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, constants.O_RDWR | constants.O_CREAT);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      `Cannot write the recording ${path}: ${code === "ENOTDIR" || code === "EEXIST" ? "part of its path is a file" : message}. Give a file in a folder that you may write to.`,
      2,
    );
  }
};

/**
 * Makes sure, before anything moves, that a recording can be written to a file.
 *
 * @throws UserError when there is something in it already, or it cannot be made
 */
export const claimFile = (path: string): void => closeSync(openNewFile(path));
