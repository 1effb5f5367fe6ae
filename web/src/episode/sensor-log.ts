import type { ChunkPlace } from "./mcap-index.ts";
import type { ChannelLog, McapReader } from "./mcap-reader.ts";
import type { RawMessage } from "./records.ts";

/** What is kept of the measurements that were read, bytes. */
export const CACHE_BYTES = 24 * 1024 * 1024;
/** Of chunks up to this size, about a second of joint states and transforms, all is read in one piece. */
const WHOLE_CHUNK_BYTES = 512 * 1024;

interface Kept {
  readonly messages: Promise<ReadonlyMap<number, readonly RawMessage[]>>;
  bytes: number;
}

/**
 * What sensors said, read around the moments that are looked at. Chunks looked at last are kept, up to CACHE_BYTES.
 * Times are of the robot's clock, nanoseconds.
 */
export class SensorLog {
  readonly #reader: McapReader;
  readonly #ids: ReadonlySet<number>;
  readonly #kept = new Map<ChunkPlace, Kept>();
  #bytes = 0;

  constructor(reader: McapReader, logs: readonly (ChannelLog | null)[]) {
    this.#reader = reader;
    this.#ids = new Set(logs.flatMap((log) => (log ? [log.channel.id] : [])));
  }

  /** Bytes of the file that are in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The newest message that is not after `timeNs`, or null. */
  async at(log: ChannelLog, timeNs: bigint): Promise<RawMessage | null> {
    for (let i = lastNotAfter(log.chunks, (chunk) => chunk.startNs, timeNs); i >= 0; i -= 1) {
      const messages = await this.#messages(log, log.chunks[i] as ChunkPlace);
      const found = messages[lastNotAfter(messages, ({ logTime }) => logTime, timeNs)];
      if (found) return found;
    }
    return null;
  }

  /** The first message after `timeNs`, or null. */
  async after(log: ChannelLog, timeNs: bigint): Promise<RawMessage | null> {
    const from = Math.max(
      0,
      lastNotAfter(log.chunks, (chunk) => chunk.startNs, timeNs),
    );
    for (let i = from; i < log.chunks.length; i += 1) {
      const messages = await this.#messages(log, log.chunks[i] as ChunkPlace);
      const found = messages[lastNotAfter(messages, ({ logTime }) => logTime, timeNs) + 1];
      if (found) return found;
    }
    return null;
  }

  /** The messages from `fromNs` to `toNs`, both included; of many, `most` that are spread evenly. */
  async between(log: ChannelLog, fromNs: bigint, toNs: bigint, most: number): Promise<RawMessage[]> {
    const chunks = log.chunks.filter(({ startNs, endNs }) => startNs <= toNs && endNs >= fromNs);
    // A long window is looked at here and there, rather than read whole.
    const looked = spread(chunks, most);
    const found: RawMessage[] = [];
    for (const chunk of looked) {
      const inside = (await this.#messages(log, chunk)).filter(
        ({ logTime }) => logTime >= fromNs && logTime <= toNs,
      );
      found.push(...spread(inside, Math.max(2, Math.ceil(most / looked.length))));
    }
    return spread(found, most);
  }

  async #messages(log: ChannelLog, chunk: ChunkPlace): Promise<readonly RawMessage[]> {
    return (await this.#load(chunk)).get(log.channel.id) ?? [];
  }

  #load(chunk: ChunkPlace): Kept["messages"] {
    const known = this.#kept.get(chunk);
    if (known) {
      // The newest is at the end: the oldest goes first.
      this.#kept.delete(chunk);
      this.#kept.set(chunk, known);
      return known.messages;
    }
    const kept: Kept = { messages: this.#read(chunk), bytes: 0 };
    this.#kept.set(chunk, kept);
    kept.messages.then(
      (messages) => this.#count(chunk, kept, messages),
      () => this.#kept.delete(chunk),
    );
    return kept.messages;
  }

  async #read(chunk: ChunkPlace): Promise<ReadonlyMap<number, readonly RawMessage[]>> {
    const messages = await this.#reader.readChunk(chunk, this.#ids, WHOLE_CHUNK_BYTES);
    const byChannel = new Map<number, RawMessage[]>([...this.#ids].map((id) => [id, []]));
    for (const message of messages) byChannel.get(message.channelId)?.push(message);
    for (const list of byChannel.values())
      list.sort((a, b) => (a.logTime < b.logTime ? -1 : a.logTime > b.logTime ? 1 : 0));
    return byChannel;
  }

  #count(chunk: ChunkPlace, kept: Kept, messages: ReadonlyMap<number, readonly RawMessage[]>): void {
    if (this.#kept.get(chunk) !== kept) return;
    const buffers = new Set([...messages.values()].flat().map(({ data }) => data.buffer));
    kept.bytes = [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.#bytes += kept.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= CACHE_BYTES || oldest === chunk) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}

/** Index of the last item whose time is not after `time`, or -1. */
export const lastNotAfter = <T, N extends bigint | number>(
  items: readonly T[],
  timeOf: (item: T) => N,
  time: N,
): number => {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(items[middle] as T) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

const spread = <T>(items: readonly T[], most: number): T[] => {
  if (items.length <= most) return [...items];
  return Array.from(
    { length: most },
    (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T,
  );
};
