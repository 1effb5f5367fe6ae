import { type ByteSource, DamagedPart, EpisodeError } from "./byte-source.ts";
import type { ChunkPlace } from "./mcap-index.ts";
import {
  CHUNK_HEAD_BYTES,
  isIntact,
  messageAt,
  messageHeads,
  messageIndexAt,
  type RawMessage,
} from "./records.ts";

/** Messages nearer to each other than this are read in one piece, with what is between them. */
const GAP_BYTES = 8 * 1024;
/** The length of a message is known only once its head is read; most are shorter than this. */
const GUESS_BYTES = 4 * 1024;

/**
 * The messages of some channels in a chunk, in the order of the file. A chunk up to `wholeUpTo` bytes is read in one
 * piece; of a larger one, which has pictures in it, only what is wanted.
 *
 * @throws DamagedPart when the chunk is not as it was written
 * @throws EpisodeError when it is compressed, or cannot be had
 */
export const readChunk = async (
  source: ByteSource,
  chunk: ChunkPlace,
  wanted: ReadonlySet<number>,
  wholeUpTo: number,
): Promise<RawMessage[]> => {
  if (chunk.compression !== "")
    throw new EpisodeError(
      `The file is compressed (${chunk.compression}), which the page cannot read. Decompress it: mcap compress --compression none.`,
    );
  const indexes = [...chunk.channels].filter(([id]) => wanted.has(id)).map(([, offset]) => offset);
  if (indexes.length === 0) return [];
  if (chunk.length <= wholeUpTo || indexes.includes(null)) {
    const bytes = await source.read(chunk.offset, chunk.length);
    // Of a chunk that was cut off, what is there is read as far as it goes.
    if (!indexes.includes(null) && !isIntact(bytes))
      throw new DamagedPart("The file is damaged: a part of it is not as it was written.");
    return [...messageHeads(bytes.subarray(CHUNK_HEAD_BYTES))].filter(({ channelId }) =>
      wanted.has(channelId),
    );
  }
  const offsets = await messageOffsets(source, chunk, indexes as number[]);
  return readAt(source, chunk, offsets);
};

const messageOffsets = async (
  source: ByteSource,
  chunk: ChunkPlace,
  indexes: readonly number[],
): Promise<number[]> => {
  // The indexes of all channels of a chunk lie side by side behind it.
  const all = [...chunk.channels.values()].filter((offset) => offset !== null);
  const from = Math.min(...all);
  const bytes = await source.read(from, Math.min(chunk.indexEnd, source.size) - from);
  const offsets = indexes.flatMap((offset) => messageIndexAt(bytes, offset - from).offsets);
  return offsets.toSorted((a, b) => a - b);
};

const readAt = async (
  source: ByteSource,
  chunk: ChunkPlace,
  offsets: readonly number[],
): Promise<RawMessage[]> => {
  const records = chunk.offset + CHUNK_HEAD_BYTES;
  const size = chunk.length - CHUNK_HEAD_BYTES;
  const messages: RawMessage[] = [];
  for (let i = 0; i < offsets.length; ) {
    const from = offsets[i] ?? 0;
    let end = i + 1;
    while (end < offsets.length && (offsets[end] ?? 0) - (offsets[end - 1] ?? 0) <= GAP_BYTES) end += 1;
    const until = Math.min(size, (offsets[end - 1] ?? 0) + GUESS_BYTES);
    let bytes = await source.read(records + from, Math.max(0, until - from));
    for (; i < end; i += 1) {
      const at = (offsets[i] ?? 0) - from;
      let message = messageAt(bytes, at);
      if (!message && i === end - 1 && until < size) {
        bytes = await source.read(
          records + from,
          Math.min(size - from, at + (await lengthAt(source, records + from + at))),
        );
        message = messageAt(bytes, at);
      }
      if (!message) throw new DamagedPart("The file is damaged: a message is not where its index says.");
      messages.push(message);
    }
  }
  return messages;
};

const lengthAt = async (source: ByteSource, offset: number): Promise<number> => {
  const head = await source.read(offset, 9);
  return 9 + Number(new DataView(head.buffer, head.byteOffset).getBigUint64(1, true));
};
