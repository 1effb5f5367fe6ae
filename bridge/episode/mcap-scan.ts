import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import {
  type ChunkPlace,
  type IndexedChannel,
  type IndexedSchema,
  MAGIC,
  MAX_RECORD_BYTES,
  type McapIndex,
  type NamedPlace,
  type Place,
  readBytes,
} from "./mcap-index.ts";
import {
  opcodes,
  RECORD_HEAD,
  readAttachment,
  readChannel,
  readChunk,
  readMessage,
  readMetadata,
  readSchema,
  recordHead,
  wholeRecords,
} from "./mcap-records.ts";

/** What is found while the file is gone through. */
interface Found {
  readonly channels: Map<number, IndexedChannel>;
  readonly schemas: Map<number, IndexedSchema>;
  readonly chunks: ChunkPlace[];
  readonly attachments: NamedPlace[];
  readonly metadata: NamedPlace[];
  wall: { start: bigint; end: bigint } | null;
}

/**
 * Makes the index of a file that has none, because its writer died, by going through its records; a chunk at the end
 * that was written in part is kept as far as it goes. Memory: one record.
 *
 * @throws RangeError when the file is no MCAP from its beginning
 */
export const scanIndex = async (file: FileHandle, size: bigint): Promise<McapIndex> => {
  if (size < BigInt(MAGIC.length)) throw new RangeError(size === 0n ? "it is empty" : "it is too short");
  const magic = await readBytes(file, 0n, BigInt(MAGIC.length));
  if (!MAGIC.every((byte, i) => byte === magic[i])) throw new RangeError("it does not begin as MCAP does");
  const found: Found = {
    channels: new Map(),
    schemas: new Map(),
    chunks: [],
    attachments: [],
    metadata: [],
    wall: null,
  };
  let offset = BigInt(MAGIC.length);
  let damaged = 0;
  while (size - offset >= BigInt(RECORD_HEAD)) {
    const head = recordHead(await readBytes(file, offset, BigInt(RECORD_HEAD)));
    if (!head || head.opcode === 0 || head.opcode === opcodes.dataEnd || head.opcode === opcodes.footer)
      break;
    const bodyAt = offset + BigInt(RECORD_HEAD);
    const left = size - bodyAt;
    const cut = head.length > left;
    if (cut && head.opcode !== opcodes.chunk) break;
    const length = cut ? left : head.length;
    // Nothing that counts is so large: a length like that is damage, and what follows it cannot be found.
    if (length > BigInt(MAX_RECORD_BYTES)) break;
    const place = { offset, length: length + BigInt(RECORD_HEAD) };
    try {
      if (wanted.has(head.opcode))
        take(found, head.opcode, place, await readBytes(file, bodyAt, length), cut);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      damaged += 1;
    }
    offset = bodyAt + length;
    if (cut) break;
  }
  const unread = size - offset;
  return { ...found, lost: lostWords(found, damaged, unread) };
};

const wanted: ReadonlySet<number> = new Set([
  opcodes.schema,
  opcodes.channel,
  opcodes.chunk,
  opcodes.attachment,
  opcodes.metadata,
]);

const take = (found: Found, opcode: number, place: Place, body: Uint8Array, cut: boolean): void => {
  if (opcode === opcodes.chunk) takeChunk(found, place, body, cut);
  else if (opcode === opcodes.attachment)
    found.attachments.push({ ...place, name: readAttachment(body).name });
  else if (opcode === opcodes.metadata) found.metadata.push({ ...place, name: readMetadata(body).name });
  else takeDefinition(found, opcode, body);
};

const takeDefinition = (found: Found, opcode: number, body: Uint8Array): void => {
  if (opcode === opcodes.schema) {
    const schema = readSchema(body);
    found.schemas.set(schema.id, schema);
  } else if (opcode === opcodes.channel) {
    const channel = readChannel(body);
    found.channels.set(channel.id, channel);
  }
};

const takeChunk = (found: Found, place: Place, body: Uint8Array, cut: boolean): void => {
  const chunk = readChunk(body);
  if (chunk.compression !== "") throw new RangeError(`it is compressed with ${chunk.compression}`);
  if (!cut && chunk.crc !== 0 && crc32(chunk.records) !== chunk.crc) throw new RangeError("its CRC is wrong");
  const channels = new Set<number>();
  let [start, end]: [bigint | null, bigint] = [null, 0n];
  for (const { opcode, body: inner } of wholeRecords(chunk.records)) {
    if (opcode !== opcodes.message) {
      takeDefinition(found, opcode, inner);
      continue;
    }
    const { channelId, logTime, publishTime } = readMessage(inner);
    channels.add(channelId);
    found.wall ??= { start: publishTime, end: publishTime };
    if (publishTime < found.wall.start) found.wall.start = publishTime;
    if (publishTime > found.wall.end) found.wall.end = publishTime;
    if (start === null || logTime < start) start = logTime;
    if (logTime > end) end = logTime;
  }
  if (start !== null) found.chunks.push({ ...place, start, end, channels, partial: cut });
};

const lostWords = (found: Found, damaged: number, unread: bigint): string => {
  const ending = found.metadata.length === 0 ? "its end and its index are missing" : "its index is missing";
  const parts = [`The recording was cut off: ${ending}`];
  if (found.chunks.at(-1)?.partial) parts.push("of the last second only a part was written");
  if (damaged > 0) parts.push(`${damaged} damaged ${damaged === 1 ? "part was" : "parts were"} left out`);
  if (unread > 0n && damaged === 0 && found.metadata.length === 0)
    parts.push(`${unread} bytes at the end are unreadable`);
  return `${parts.join("; ")}.`;
};
