import { type LogLevel, type LogLine, sensorTopics } from "../../../bridge/protocol/index.ts";
import type { ChunkPlace } from "./mcap-index.ts";
import type { ChannelLog, McapReader } from "./mcap-reader.ts";
import { lastNotAfter } from "./sensor-log.ts";

/** Lines before a moment that are shown, and chunks that are looked through for them. */
const MOST = 500;
const MOST_CHUNKS = 64;
const WHOLE_CHUNK_BYTES = 32 * 1024;

interface Timed {
  readonly ns: bigint;
  readonly line: LogLine;
}

/** What a robot logged (/rosout) in an episode, read around the moments that are looked at. */
export class RecordedLog {
  readonly #reader: McapReader;
  readonly #log: ChannelLog | null;
  readonly #lines = new Map<ChunkPlace, readonly Timed[]>();
  #shown: readonly LogLine[] = [];

  constructor(reader: McapReader) {
    this.#reader = reader;
    this.#log = reader.channel(sensorTopics.rosout);
  }

  /** The newest lines up to a moment, oldest first; the same list while nothing is new. */
  async until(timeNs: bigint): Promise<readonly LogLine[]> {
    const log = this.#log;
    if (!log) return this.#shown;
    const last = lastNotAfter(log.chunks, ({ startNs }) => startNs, timeNs);
    const found: LogLine[] = [];
    for (let i = last; i >= 0 && i > last - MOST_CHUNKS && found.length < MOST; i -= 1) {
      const lines = (await this.#linesOf(log, log.chunks[i] as ChunkPlace)).filter(({ ns }) => ns <= timeNs);
      found.unshift(...lines.map(({ line }) => line));
    }
    const newest = found.slice(-MOST);
    const same = newest.length === this.#shown.length && newest.every((line, i) => line === this.#shown[i]);
    if (!same) this.#shown = newest;
    return this.#shown;
  }

  async #linesOf(log: ChannelLog, chunk: ChunkPlace): Promise<readonly Timed[]> {
    const known = this.#lines.get(chunk);
    if (known) return known;
    const messages = await this.#reader.readChunk(chunk, new Set([log.channel.id]), WHOLE_CHUNK_BYTES);
    const lines = messages
      .map(({ logTime, data }) => ({ ns: logTime, line: lineOf(log.decode(data)) }))
      .toSorted((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
    this.#lines.set(chunk, lines);
    if (this.#lines.size > 2 * MOST_CHUNKS) this.#lines.delete(this.#lines.keys().next().value as ChunkPlace);
    return lines;
  }
}

/** rcl_interfaces/msg/Log: 10, 20, 30, 40, 50. */
const levelOf = (level: unknown): LogLevel => {
  const number = Number(level);
  if (number < 20) return "debug";
  if (number < 30) return "info";
  if (number < 40) return "warn";
  return number < 50 ? "error" : "fatal";
};

const lineOf = (message: unknown): LogLine => {
  const { stamp, level, name, msg } = (message ?? {}) as {
    stamp?: { sec?: number; nanosec?: number };
  } & Record<string, unknown>;
  return {
    op: "log",
    stamp: { sec: stamp?.sec ?? 0, nanosec: stamp?.nanosec ?? 0 },
    level: levelOf(level),
    name: String(name ?? ""),
    text: String(msg ?? ""),
  };
};
