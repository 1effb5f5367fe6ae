import { McapIndexedReader } from "@mcap/core";
import { type ByteSource, EpisodeError } from "./byte-source.ts";
import { byStart, type McapIndex, type NamedPlace } from "./mcap-index.ts";
import { recoverIndex } from "./recover-index.ts";

const MAGIC = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];

/**
 * Reads what is where in a file, and nothing else of it. A file that was cut off is gone through in pieces.
 *
 * @throws EpisodeError when it is no MCAP file
 */
export const openMcap = async (source: ByteSource): Promise<McapIndex> => {
  if (source.size === 0) throw new EpisodeError("The file is empty, so it holds no episode.");
  const magic = await source.read(0, Math.min(MAGIC.length, source.size));
  if (!MAGIC.every((byte, i) => byte === magic[i]))
    throw new EpisodeError("This is no episode: the file does not begin as an MCAP file does.");
  const tail = await source.read(
    Math.max(0, source.size - MAGIC.length),
    Math.min(MAGIC.length, source.size),
  );
  if (source.size < 2 * MAGIC.length || !MAGIC.every((byte, i) => byte === tail[i]))
    return recoverIndex(source);
  try {
    return await readIndex(source);
  } catch (error) {
    const recovered = await recoverIndex(source);
    if (recovered.chunks.length === 0) throw error;
    return recovered;
  }
};

const readIndex = async (source: ByteSource): Promise<McapIndex> => {
  const reader = await McapIndexedReader.Initialize({
    readable: {
      size: async () => BigInt(source.size),
      read: (offset, size) => source.read(Number(offset), Number(size)),
    },
  }).catch((error: Error) => {
    if (error instanceof EpisodeError) throw error;
    throw new EpisodeError(`The file is damaged: ${error.message.split("\n")[0]?.slice(0, 160)}.`);
  });
  const chunks = reader.chunkIndexes.map((chunk) => ({
    offset: Number(chunk.chunkStartOffset),
    length: Number(chunk.chunkLength),
    startNs: chunk.messageStartTime,
    endNs: chunk.messageEndTime,
    compression: chunk.compression,
    channels: new Map([...chunk.messageIndexOffsets].map(([id, offset]) => [id, Number(offset)])),
    indexEnd: Number(chunk.chunkStartOffset + chunk.chunkLength + chunk.messageIndexLength),
  }));
  const counts = reader.statistics?.channelMessageCounts;
  return {
    channels: reader.channelsById,
    schemas: reader.schemasById,
    chunks: chunks.toSorted(byStart),
    attachments: reader.attachmentIndexes.map(place),
    metadata: reader.metadataIndexes.map(place),
    counts: counts ? new Map([...counts].map(([id, count]) => [id, Number(count)])) : null,
    recovered: false,
  };
};

const place = ({ name, offset, length }: { name: string; offset: bigint; length: bigint }): NamedPlace => ({
  name,
  offset: Number(offset),
  length: Number(length),
});
