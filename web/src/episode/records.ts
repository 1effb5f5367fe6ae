import { DamagedPart, EpisodeError } from "./byte-source.ts";
import { crc32 } from "./crc32.ts";

/*
 * The records of MCAP (mcap.dev/spec) that are read by the thousand while an episode plays, straight from their bytes;
 * the others are parsed by @mcap/core.
 */
const MESSAGE = 5;
const MESSAGE_INDEX = 7;
const RECORD_HEAD_BYTES = 9;
const MESSAGE_HEAD_BYTES = 22;
/** Of an uncompressed chunk, up to its records: record head, times, size, CRC, an empty text, and a length. */
export const CHUNK_HEAD_BYTES = RECORD_HEAD_BYTES + 28 + 4 + 8;

export interface RawMessage {
  readonly channelId: number;
  readonly logTime: bigint;
  readonly data: Uint8Array;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What the beginning of a chunk's record tells. */
export const chunkHead = (view: DataView): { startNs: bigint; endNs: bigint; compression: string } => {
  if (view.byteLength < CHUNK_HEAD_BYTES) throw new EpisodeError("The chunk is cut off in its head.");
  const at = RECORD_HEAD_BYTES;
  return {
    startNs: view.getBigUint64(at, true),
    endNs: view.getBigUint64(at + 8, true),
    compression: view.getUint32(at + 28, true) === 0 ? "" : "unknown",
  };
};

/** Whether a whole chunk's records are as they were written; a writer may leave that open. */
export const isIntact = (chunk: Uint8Array): boolean => {
  if (chunk.length < CHUNK_HEAD_BYTES) return false;
  const crc = viewOf(chunk).getUint32(RECORD_HEAD_BYTES + 24, true);
  return crc === 0 || crc32(chunk.subarray(CHUNK_HEAD_BYTES)) === crc;
};

/** The message that begins at `offset` of these bytes, or null where no whole one does. */
export const messageAt = (bytes: Uint8Array, offset: number, view = viewOf(bytes)): RawMessage | null => {
  if (offset + RECORD_HEAD_BYTES + MESSAGE_HEAD_BYTES > bytes.length || view.getUint8(offset) !== MESSAGE)
    return null;
  const length = view.getBigUint64(offset + 1, true);
  const from = offset + RECORD_HEAD_BYTES;
  if (length < MESSAGE_HEAD_BYTES || length > BigInt(bytes.length - from)) return null;
  return {
    channelId: view.getUint16(from, true),
    logTime: view.getBigUint64(from + 6, true),
    data: bytes.subarray(from + MESSAGE_HEAD_BYTES, from + Number(length)),
  };
};

/** All whole messages among these records. */
export function* messageHeads(records: Uint8Array): Generator<RawMessage> {
  const view = viewOf(records);
  let offset = 0;
  while (offset + RECORD_HEAD_BYTES <= records.length) {
    const length = view.getBigUint64(offset + 1, true);
    if (length > BigInt(records.length - offset - RECORD_HEAD_BYTES)) return;
    const message = messageAt(records, offset, view);
    if (message) yield message;
    offset += RECORD_HEAD_BYTES + Number(length);
  }
}

/** Offsets of a channel's messages within their chunk's records, in order; and the length of the record itself. */
export const messageIndexAt = (bytes: Uint8Array, offset: number): { offsets: number[]; length: number } => {
  const view = viewOf(bytes);
  const from = offset + RECORD_HEAD_BYTES;
  const damaged = (): never => {
    throw new DamagedPart("The file is damaged: an index of messages cannot be read.");
  };
  if (from + 6 > bytes.length || view.getUint8(offset) !== MESSAGE_INDEX) return damaged();
  const size = view.getUint32(from + 2, true);
  if (from + 6 + size > bytes.length) return damaged();
  const offsets: number[] = [];
  for (let at = from + 6; at + 16 <= from + 6 + size; at += 16)
    offsets.push(Number(view.getBigUint64(at + 8, true)));
  return { offsets: offsets.toSorted((a, b) => a - b), length: RECORD_HEAD_BYTES + 6 + size };
};
