import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { McapIndexedReader } from "@mcap/core";
import { UserError } from "../protocol/index.ts";
import { type ChunkPlace, type McapIndex, type NamedPlace, readBytes } from "./mcap-index.ts";
import {
  opcodes,
  type RawMessage,
  RECORD_HEAD,
  readAttachment,
  readChunk,
  readMessage,
  readMetadata,
  wholeRecords,
} from "./mcap-records.ts";
import { scanIndex } from "./mcap-scan.ts";

const openFile = async (path: string): Promise<{ file: FileHandle; size: bigint }> => {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UserError(
      code === "ENOENT"
        ? `There is no file ${path}. Give an episode's .mcap file.`
        : `Cannot read ${path}: ${(error as Error).message}.`,
    );
  }
  const stat = await file.stat();
  if (stat.isFile()) return { file, size: BigInt(stat.size) };
  await file.close();
  throw new UserError(
    `${path} is ${stat.isDirectory() ? "a folder" : "no file"}, not an episode's .mcap file.`,
  );
};

/** The index that the file brought, or one made by reading all of it when it has none. */
const readIndex = async (file: FileHandle, size: bigint): Promise<McapIndex> => {
  const bounded = {
    size: async () => size,
    read: async (offset: bigint, length: bigint) => {
      if (offset + length > size) throw new RangeError("beyond the end of the file");
      return readBytes(file, offset, length);
    },
  };
  try {
    const reader = await McapIndexedReader.Initialize({ readable: bounded });
    const decoder = new TextDecoder();
    const channels = [...reader.channelsById.values()].map(
      ({ id, topic, schemaId, messageEncoding: encoding }) => ({ id, topic, schemaId, encoding }),
    );
    const schemas = [...reader.schemasById.values()].map(({ data, ...schema }) => ({
      ...schema,
      text: decoder.decode(data),
    }));
    return {
      channels: new Map(channels.map((channel) => [channel.id, channel])),
      schemas: new Map(schemas.map((schema) => [schema.id, schema])),
      chunks: reader.chunkIndexes.map((chunk) => ({
        offset: chunk.chunkStartOffset,
        length: chunk.chunkLength,
        start: chunk.messageStartTime,
        end: chunk.messageEndTime,
        channels: new Set(chunk.messageIndexOffsets.keys()),
        partial: false,
      })),
      attachments: reader.attachmentIndexes,
      metadata: reader.metadataIndexes,
      wall: null,
      lost: null,
    };
  } catch {
    return scanIndex(file, size);
  }
};

/** An MCAP file that is read piece by piece, also when it was cut off. Every failure is a UserError in one line. */
export class McapFile {
  readonly path: string;
  readonly size: bigint;
  readonly index: McapIndex;
  readonly #file: FileHandle;

  private constructor(path: string, size: bigint, file: FileHandle, index: McapIndex) {
    this.path = path;
    this.size = size;
    this.#file = file;
    this.index = index;
  }

  /** @throws UserError when there is no such file, or it is no MCAP */
  static async open(path: string): Promise<McapFile> {
    const { file, size } = await openFile(path);
    try {
      return new McapFile(path, size, file, await readIndex(file, size));
    } catch (error) {
      await file.close();
      throw new UserError(
        `${path} is no episode: ${(error as Error).message}. Give an episode's .mcap file.`,
      );
    }
  }

  /** Messages of these channels with from <= logTime <= to, in the order of logTime. Memory: chunks that overlap. */
  async *messages(channels: ReadonlySet<number>, from: bigint, to: bigint): AsyncGenerator<RawMessage> {
    const chunks = this.index.chunks
      .filter(({ start, end }) => start <= to && end >= from)
      .filter((chunk) => [...chunk.channels].some((id) => channels.has(id)))
      .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    let waiting: RawMessage[] = [];
    for (const [i, chunk] of chunks.entries()) {
      for (const message of await this.#chunkMessages(chunk))
        if (channels.has(message.channelId) && message.logTime >= from && message.logTime <= to)
          waiting.push(message);
      waiting.sort((a, b) => (a.logTime < b.logTime ? -1 : a.logTime > b.logTime ? 1 : 0));
      const next = chunks[i + 1]?.start ?? null;
      const ready = next === null ? waiting.length : waiting.findIndex(({ logTime }) => logTime >= next);
      const count = ready === -1 ? waiting.length : ready;
      yield* waiting.slice(0, count);
      waiting = waiting.slice(count);
    }
  }

  async #chunkMessages(place: ChunkPlace): Promise<RawMessage[]> {
    return this.#reading(async () => {
      const chunk = readChunk(await this.#body(place));
      if (chunk.compression !== "")
        throw new RangeError(`it is compressed with ${chunk.compression}, which is not read here`);
      if (!place.partial && chunk.crc !== 0 && crc32(chunk.records) !== chunk.crc)
        throw new RangeError("the CRC of a chunk is wrong");
      return [...wholeRecords(chunk.records)]
        .filter(({ opcode }) => opcode === opcodes.message)
        .map(({ body }) => readMessage(body));
    });
  }

  /** Nanoseconds of the robot's clock (logTime) of the first and last message. */
  robotTime(): { start: bigint; end: bigint } {
    const { chunks } = this.index;
    let [start, end] = [chunks[0]?.start ?? 0n, 0n];
    for (const chunk of chunks) {
      if (chunk.start < start) start = chunk.start;
      if (chunk.end > end) end = chunk.end;
    }
    return { start, end };
  }

  /** The metadata record of a name; empty when there is none. */
  async metadata(name: string): Promise<Map<string, string>> {
    const place = this.index.metadata.findLast((entry) => entry.name === name);
    if (!place) return new Map();
    return this.#reading(async () => readMetadata(await this.#body(place)).metadata);
  }

  async attachment(name: string): Promise<Uint8Array | null> {
    const place = this.index.attachments.findLast((entry) => entry.name === name);
    if (!place) return null;
    return this.#reading(async () => readAttachment(await this.#body(place)).data);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #body(place: Pick<NamedPlace, "offset" | "length">): Promise<Uint8Array> {
    const head = BigInt(RECORD_HEAD);
    return readBytes(this.#file, place.offset + head, place.length - head);
  }

  async #reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw new UserError(`${this.path} is damaged: ${(error as Error).message}.`);
    }
  }
}
