import { sensorTopics } from "../../../bridge/protocol/index.ts";
import { columnsOf, rowOf } from "../state/robot-series.ts";
import type { Rows } from "../state/series-window.ts";
import type { ChunkPlace } from "./mcap-index.ts";
import type { ChannelLog, McapReader } from "./mcap-reader.ts";
import { jointFields, motionFields, wrenchOf } from "./recorded-forces.ts";
import type { RawMessage } from "./records.ts";
import type { RobotFrames } from "./robot-log.ts";
import { TransformTree } from "./transform-tree.ts";

/** Of a longer window, this many chunks are read, evenly spread; a chunk is about half a second. */
const MOST_CHUNKS = 500;
/** Rows that are kept decoded: about an hour of fifty a second. */
const MOST_ROWS = 180_000;
const PARALLEL = 6;
/** What was read so far is handed on this often, milliseconds. */
const PROGRESS_MS = 200;
const WHOLE_CHUNK_BYTES = 512 * 1024;
/** What another sensor says first in a chunk is taken to have been so for this long before, nanoseconds. */
const BEFORE_NS = 100_000_000n;

type JointFields = ReturnType<typeof jointFields>;

/** Measurements of a chunk, in the order of time. */
interface Block {
  readonly times: Float64Array;
  readonly values: Float32Array;
}

/** What was read of a window. */
export interface SeriesRead extends Rows {
  /** Chunks of the window, and how many of these were read. */
  readonly chunks: number;
  readonly read: number;
}

/**
 * What an episode tells of the robot as numbers, a row a joint state, by the columns of `columnsOf(jointNames)`. Times are
 * of the robot's clock, seconds. What was looked at last is kept, up to MOST_ROWS.
 */
export class SeriesLog {
  readonly jointNames: readonly string[];
  readonly #reader: McapReader;
  readonly #frames: RobotFrames;
  readonly #joints: ChannelLog | null;
  readonly #tf: ChannelLog | null;
  readonly #wrench: ChannelLog | null;
  readonly #motion: ChannelLog | null;
  readonly #static: readonly unknown[];
  readonly #width: number;
  readonly #kept = new Map<ChunkPlace, Block>();
  #rows = 0;

  private constructor(
    reader: McapReader,
    frames: RobotFrames,
    jointNames: readonly string[],
    staticTransforms: readonly unknown[],
  ) {
    this.#reader = reader;
    this.#frames = frames;
    this.jointNames = jointNames;
    this.#joints = jointNames.length > 0 ? reader.channel(sensorTopics.joint_states) : null;
    this.#tf = reader.channel(sensorTopics.tf);
    this.#wrench = reader.channel(sensorTopics.wrench);
    this.#motion = reader.channel(sensorTopics.motion);
    this.#static = staticTransforms;
    this.#width = columnsOf(jointNames).length;
  }

  /** Reads the first joint state, whose joints are those of the episode. @throws EpisodeError */
  static async open(reader: McapReader, frames: RobotFrames): Promise<SeriesLog> {
    const log = reader.channel(sensorTopics.joint_states);
    const [first] = log?.chunks ?? [];
    if (!log || !first) return new SeriesLog(reader, frames, [], []);
    const [message] = await reader.readChunk(first, new Set([log.channel.id]), WHOLE_CHUNK_BYTES);
    const { joint_names } = jointFields(message && log.decode(message.data));
    const still = reader.channel(sensorTopics.tf_static);
    const transforms = still ? await reader.readAll([still], 0) : [];
    return new SeriesLog(
      reader,
      frames,
      joint_names,
      transforms.map(({ data }) => still?.decode(data)),
    );
  }

  /**
   * The rows of a window, read as far as needed; of a long one, pieces that are evenly spread.
   *
   * @param onProgress called with what is there so far; nothing more is read once it returns false
   * @param most chunks that are read
   * @throws EpisodeError when the file is damaged there
   */
  async read(
    fromS: number,
    toS: number,
    onProgress: (rows: SeriesRead) => boolean,
    most = MOST_CHUNKS,
  ): Promise<SeriesRead> {
    const [fromNs, toNs] = [BigInt(Math.floor(fromS * 1e9)), BigInt(Math.ceil(toS * 1e9))];
    const all = (this.#joints?.chunks ?? []).filter(
      ({ startNs, endNs }) => startNs <= toNs && endNs >= fromNs,
    );
    const wanted = spread(all, most);
    const missing = wanted.filter((chunk) => !this.#kept.has(chunk));
    let next = 0;
    let going = true;
    let toldMs = performance.now();
    const work = async (): Promise<void> => {
      for (let i = next++; going && i < missing.length; i = next++) {
        await this.#load(missing[i] as ChunkPlace);
        if (performance.now() - toldMs < PROGRESS_MS) continue;
        toldMs = performance.now();
        going = onProgress(this.#rowsOf(wanted, all.length));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    this.#forget(new Set(wanted));
    return this.#rowsOf(wanted, all.length);
  }

  #rowsOf(chunks: readonly ChunkPlace[], all: number): SeriesRead {
    const blocks = chunks.flatMap((chunk) => this.#kept.get(chunk) ?? []);
    const length = blocks.reduce((sum, { times }) => sum + times.length, 0);
    const width = this.#width;
    const times = new Float64Array(length);
    const values = new Float32Array(length * width);
    let row = 0;
    for (const block of blocks) {
      times.set(block.times, row);
      values.set(block.values, row * width);
      row += block.times.length;
    }
    return {
      length,
      chunks: all,
      read: chunks.length,
      timeAt: (at) => times[at] ?? Number.NaN,
      valueAt: (at, column) => values[at * width + column] ?? Number.NaN,
    };
  }

  async #load(chunk: ChunkPlace): Promise<void> {
    const joints = this.#joints;
    if (!joints || this.#kept.has(chunk)) return;
    const logs = [joints, this.#tf, this.#wrench, this.#motion];
    const ids = new Set(logs.flatMap((log) => (log ? [log.channel.id] : [])));
    const messages = await this.#reader.readChunk(chunk, ids, WHOLE_CHUNK_BYTES);
    const block = this.#decode(joints, messages);
    if (!this.#kept.has(chunk)) this.#rows += block.times.length;
    this.#kept.set(chunk, block);
  }

  #decode(joints: ChannelLog, messages: readonly RawMessage[]): Block {
    const of = (log: ChannelLog | null): RawMessage[] =>
      messages
        .filter(({ channelId }) => channelId === log?.channel.id)
        .toSorted((a, b) => (a.logTime < b.logTime ? -1 : a.logTime > b.logTime ? 1 : 0));
    const states = of(joints);
    const wrench = follow(of(this.#wrench), (data) => wrenchOf(this.#wrench?.decode(data)));
    const motion = follow(of(this.#motion), (data) => motionFields(this.#motion?.decode(data)));
    const tree = new TransformTree();
    for (const message of this.#static) tree.add(message);
    const { base, tool } = this.#frames;
    const held = follow(of(this.#tf), (data) => {
      tree.add(this.#tf?.decode(data));
      return base && tool ? tree.lookup(base, tool) : null;
    });
    const block: Block = {
      times: new Float64Array(states.length),
      values: new Float32Array(states.length * this.#width),
    };
    for (const [row, { logTime, data }] of states.entries()) {
      const [felt, at] = [wrench(logTime), held(logTime)];
      block.times[row] = Number(logTime) / 1e9;
      const frame = {
        ...this.#inOrder(jointFields(joints.decode(data))),
        ...motion(logTime),
        ...(felt ? { wrench: felt } : {}),
        ...(at ? { tool: at } : {}),
      };
      block.values.set(rowOf(frame), row * this.#width);
    }
    return block;
  }

  /** Some robots tell of their joints in another order, or of some at a time. */
  #inOrder(told: JointFields): JointFields {
    const { joint_names, positions, velocities, efforts } = told;
    const names = this.jointNames;
    if (names.length === joint_names.length && names.every((name, i) => name === joint_names[i])) return told;
    const places = names.map((name) => joint_names.indexOf(name));
    const ordered = (values: readonly number[]): number[] => places.map((at) => values[at] ?? Number.NaN);
    return {
      joint_names: [...names],
      positions: ordered(positions),
      velocities: ordered(velocities),
      ...(efforts ? { efforts: ordered(efforts) } : {}),
    };
  }

  /** What was read longest ago goes first, but not what is looked at. */
  #forget(looked: ReadonlySet<ChunkPlace>): void {
    for (const [chunk, { times }] of this.#kept) {
      if (this.#rows <= MOST_ROWS) return;
      if (looked.has(chunk)) continue;
      this.#kept.delete(chunk);
      this.#rows -= times.length;
    }
  }
}

const spread = <T>(items: readonly T[], most: number): readonly T[] =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T);

/** What a sensor said last, for moments that only go on; null before it said anything. */
const follow = <T>(
  messages: readonly RawMessage[],
  read: (data: Uint8Array) => T,
): ((ns: bigint) => T | null) => {
  let next = 0;
  let last: T | null = null;
  return (ns) => {
    for (let message = messages[next]; message; message = messages[next]) {
      const early = next === 0 && message.logTime - ns <= BEFORE_NS;
      if (message.logTime > ns && !early) break;
      last = read(message.data);
      next += 1;
    }
    return last;
  };
};
