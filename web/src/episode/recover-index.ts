import type { McapTypes } from "@mcap/core";
import type { ByteSource } from "./byte-source.ts";
import { byStart, type ChunkPlace, type McapIndex, type NamedPlace, recordsIn } from "./mcap-index.ts";
import { CHUNK_HEAD_BYTES, chunkHead, messageHeads } from "./records.ts";

const RECORD_HEAD_BYTES = 9;
const opcodes = { schema: 3, channel: 4, chunk: 6, messageIndex: 7, attachment: 9, metadata: 12 } as const;
/** What is read at once while going from record to record: a chunk's message indexes and the head of the next. */
const WINDOW_BYTES = 32 * 1024;

interface Building extends ChunkPlace {
  readonly channels: Map<number, number | null>;
}

interface Found {
  readonly channels: Map<number, McapTypes.Channel>;
  readonly schemas: Map<number, McapTypes.Schema>;
  readonly chunks: Building[];
  readonly attachments: NamedPlace[];
  readonly metadata: NamedPlace[];
}

/**
 * Makes the index of a file whose end is missing, from record to record. Chunks are skipped over, except those that
 * define a channel and the last one, so little of a large file is read.
 */
export const recoverIndex = async (source: ByteSource): Promise<McapIndex> => {
  const found: Found = { channels: new Map(), schemas: new Map(), chunks: [], attachments: [], metadata: [] };
  const view = new Window(source);
  let offset = 8;
  while (offset + RECORD_HEAD_BYTES <= source.size) {
    const head = await view.at(offset, RECORD_HEAD_BYTES);
    const opcode = head.getUint8(0);
    const declared = head.getBigUint64(1, true);
    if (opcode === 0) break;
    const whole = declared <= BigInt(source.size - offset - RECORD_HEAD_BYTES);
    if (!whole && opcode !== opcodes.chunk) break;
    const length = whole ? RECORD_HEAD_BYTES + Number(declared) : source.size - offset;
    // A part that is damaged is left out; its length still tells where the next one is.
    await take(found, source, view, opcode, offset, length, whole).catch(() => {});
    offset += length;
  }
  await nameChannels(found, source);
  return {
    ...found,
    chunks: found.chunks.filter(({ channels }) => channels.size > 0).toSorted(byStart),
    counts: null,
    recovered: true,
  };
};

const take = async (
  found: Found,
  source: ByteSource,
  view: Window,
  opcode: number,
  offset: number,
  length: number,
  whole: boolean,
): Promise<void> => {
  if (opcode === opcodes.chunk) {
    const head = chunkHead(await view.at(offset, Math.min(length, CHUNK_HEAD_BYTES)));
    found.chunks.push({ offset, length, ...head, channels: new Map(), indexEnd: offset + length });
    if (!whole) await readThrough(found, source, found.chunks.length - 1);
    return;
  }
  if (opcode === opcodes.messageIndex) {
    const id = (await view.at(offset + RECORD_HEAD_BYTES, 2)).getUint16(0, true);
    const chunk = found.chunks.at(-1);
    if (!chunk) return;
    chunk.channels.set(id, offset);
    found.chunks[found.chunks.length - 1] = { ...chunk, indexEnd: offset + length };
    return;
  }
  if (opcode !== opcodes.attachment && opcode !== opcodes.metadata) {
    if (opcode === opcodes.schema || opcode === opcodes.channel)
      define(found, recordsIn(await source.read(offset, length)));
    return;
  }
  const [record] = recordsIn(await source.read(offset, length));
  if (record?.type === "Attachment") found.attachments.push({ name: record.name, offset, length });
  if (record?.type === "Metadata") found.metadata.push({ name: record.name, offset, length });
};

const define = (found: Found, records: readonly McapTypes.TypedMcapRecord[]): void => {
  for (const record of records) {
    if (record.type === "Schema") found.schemas.set(record.id, record);
    if (record.type === "Channel") found.channels.set(record.id, record);
  }
};

/** Goes through all of a chunk: what it defines, and which channels have messages in it. */
const readThrough = async (found: Found, source: ByteSource, at: number): Promise<void> => {
  const chunk = found.chunks[at];
  if (!chunk || chunk.compression !== "") return;
  const { offset, length } = chunk;
  const records = (await source.read(offset, length)).subarray(CHUNK_HEAD_BYTES);
  define(found, recordsIn(records));
  let [startNs, endNs]: [bigint | null, bigint] = [null, 0n];
  for (const { channelId, logTime } of messageHeads(records)) {
    if (!chunk.channels.has(channelId)) chunk.channels.set(channelId, null);
    if (startNs === null || logTime < startNs) startNs = logTime;
    if (logTime > endNs) endNs = logTime;
  }
  found.chunks[at] = { ...chunk, startNs: startNs ?? 0n, endNs };
};

/** Channels are defined in the chunk that has their first message; a chunk without message indexes is read, too. */
const nameChannels = async (found: Found, source: ByteSource): Promise<void> => {
  for (const [at, { channels }] of found.chunks.entries()) {
    const unnamed = [...channels.keys()].some((id) => !found.channels.has(id));
    if (unnamed || channels.size === 0) await readThrough(found, source, at).catch(() => {});
  }
};

/** Reads small pieces one after the other without asking for each. */
class Window {
  readonly #source: ByteSource;
  #from = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(source: ByteSource) {
    this.#source = source;
  }

  async at(offset: number, length: number): Promise<DataView> {
    if (offset < this.#from || offset + length > this.#from + this.#bytes.length) {
      this.#from = offset;
      this.#bytes = await this.#source.read(
        offset,
        Math.min(Math.max(length, WINDOW_BYTES), this.#source.size - offset),
      );
    }
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + offset - this.#from, length);
  }
}
