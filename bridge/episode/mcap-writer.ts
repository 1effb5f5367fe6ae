import { crc32 } from "node:zlib";
import { McapChunkBuilder, McapRecordBuilder, type McapTypes } from "@mcap/core";

/** Appends bytes, all of them or throws. */
export type Append = (bytes: Uint8Array) => void;

/**
 * Writes an MCAP file in chunks that end when told to, which McapWriter of @mcap/core cannot. Nothing of it waits, so it
 * belongs in a thread of its own. When `append` throws, what was appended before stands, and `end` may still be tried.
 */
export class ChunkedMcapWriter {
  readonly #append: Append;
  readonly #records = new McapRecordBuilder();
  readonly #chunk = new McapChunkBuilder({ useMessageIndex: true });
  readonly #schemas = new Map<string, McapTypes.Schema>();
  readonly #channels = new Map<number, McapTypes.Channel>();
  readonly #chunkIndexes: McapTypes.ChunkIndex[] = [];
  readonly #attachmentIndexes: McapTypes.AttachmentIndex[] = [];
  readonly #metadataIndexes: McapTypes.MetadataIndex[] = [];
  readonly #counts = new Map<number, bigint>();
  #times: { start: bigint; end: bigint } | null = null;
  #position = 0n;
  #crc = 0;

  constructor(append: Append) {
    this.#append = append;
  }

  start(header: McapTypes.Header): void {
    this.#records.writeMagic();
    this.#records.writeHeader(header);
    this.#write();
  }

  /** Makes a channel known; it goes into the chunk of its first message. */
  addChannel(channel: { id: number; topic: string; type: string; schema: string }): void {
    const { id, topic, type } = channel;
    let schema = this.#schemas.get(type);
    if (!schema) {
      const data = new TextEncoder().encode(channel.schema);
      schema = { id: this.#schemas.size + 1, name: type, encoding: "ros2msg", data };
      this.#schemas.set(type, schema);
      this.#chunk.addSchema(schema);
    }
    const record = { id, topic, schemaId: schema.id, messageEncoding: "cdr", metadata: new Map() };
    this.#channels.set(id, record);
    this.#chunk.addChannel(record);
  }

  addMessage(message: McapTypes.Message): void {
    this.#chunk.addMessage(message);
  }

  /** Bytes that wait for the end of the chunk. */
  get waiting(): number {
    return this.#chunk.byteLength;
  }

  /** Ends the chunk, so that its messages are in the file. Does nothing when it has none. */
  endChunk(): void {
    if (this.#chunk.numMessages === 0) return;
    const { messageStartTime, messageEndTime, buffer: records, indices } = this.#chunk;
    const offset = this.#position;
    const size = BigInt(records.length);
    const chunk = { messageStartTime, messageEndTime, uncompressedSize: size, compression: "", records };
    const chunkLength = this.#records.writeChunk({ ...chunk, uncompressedCrc: crc32(records) });
    const messageIndexOffsets = new Map<number, bigint>();
    const messageCounts: [number, bigint][] = [];
    let messageIndexLength = 0n;
    for (const index of indices) {
      if (index.records.length === 0) continue;
      messageIndexOffsets.set(index.channelId, offset + chunkLength + messageIndexLength);
      messageIndexLength += this.#records.writeMessageIndex(index);
      messageCounts.push([index.channelId, BigInt(index.records.length)]);
    }
    this.#write();
    this.#chunkIndexes.push({
      messageStartTime,
      messageEndTime,
      chunkStartOffset: offset,
      chunkLength,
      messageIndexOffsets,
      messageIndexLength,
      compression: "",
      compressedSize: size,
      uncompressedSize: size,
    });
    for (const [id, count] of messageCounts) this.#counts.set(id, (this.#counts.get(id) ?? 0n) + count);
    this.#times ??= { start: messageStartTime, end: messageEndTime };
    if (messageStartTime < this.#times.start) this.#times.start = messageStartTime;
    if (messageEndTime > this.#times.end) this.#times.end = messageEndTime;
    this.#chunk.reset();
  }

  addAttachment(attachment: McapTypes.Attachment): void {
    const { data, ...index } = attachment;
    const offset = this.#position;
    const length = this.#records.writeAttachment(attachment);
    this.#write();
    this.#attachmentIndexes.push({ ...index, offset, length, dataSize: BigInt(data.length) });
  }

  addMetadata(metadata: McapTypes.Metadata): void {
    const offset = this.#position;
    const length = this.#records.writeMetadata(metadata);
    this.#write();
    this.#metadataIndexes.push({ name: metadata.name, offset, length });
  }

  /** Writes the index. Messages that wait are lost unless endChunk() came before. */
  end(): void {
    this.#records.writeDataEnd({ dataSectionCrc: this.#crc });
    this.#write();
    const summaryStart = this.#position;
    const groups: [opcode: number, write: () => bigint][] = [
      [0x03, () => sum([...this.#schemas.values()], (schema) => this.#records.writeSchema(schema))],
      [0x04, () => sum([...this.#channels.values()], (channel) => this.#records.writeChannel(channel))],
      [0x0b, () => this.#records.writeStatistics(this.#statistics())],
      [0x0d, () => sum(this.#metadataIndexes, (index) => this.#records.writeMetadataIndex(index))],
      [0x0a, () => sum(this.#attachmentIndexes, (index) => this.#records.writeAttachmentIndex(index))],
      [0x08, () => sum(this.#chunkIndexes, (index) => this.#records.writeChunkIndex(index))],
    ];
    let groupStart = summaryStart;
    const offsets: McapTypes.SummaryOffset[] = [];
    for (const [groupOpcode, write] of groups) {
      const groupLength = write();
      if (groupLength > 0n) offsets.push({ groupOpcode, groupStart, groupLength });
      groupStart += groupLength;
    }
    for (const offset of offsets) this.#records.writeSummaryOffset(offset);
    const summary = this.#records.buffer;
    const footerHead = Buffer.alloc(25);
    footerHead.writeUInt8(0x02, 0);
    footerHead.writeBigUInt64LE(20n, 1);
    footerHead.writeBigUInt64LE(summaryStart, 9);
    footerHead.writeBigUInt64LE(groupStart, 17);
    const summaryCrc = crc32(footerHead, crc32(summary));
    this.#records.writeFooter({ summaryStart, summaryOffsetStart: groupStart, summaryCrc });
    this.#records.writeMagic();
    this.#write();
  }

  #statistics(): McapTypes.Statistics {
    return {
      messageCount: [...this.#counts.values()].reduce((all, count) => all + count, 0n),
      schemaCount: this.#schemas.size,
      channelCount: this.#channels.size,
      attachmentCount: this.#attachmentIndexes.length,
      metadataCount: this.#metadataIndexes.length,
      chunkCount: this.#chunkIndexes.length,
      messageStartTime: this.#times?.start ?? 0n,
      messageEndTime: this.#times?.end ?? 0n,
      channelMessageCounts: this.#counts,
    };
  }

  /** Appends what was built. After a failure the file ends where it stood before, and has no CRC of the whole. */
  #write(): void {
    const bytes = this.#records.buffer;
    this.#records.reset();
    this.#append(bytes);
    this.#position += BigInt(bytes.length);
    this.#crc = crc32(bytes, this.#crc);
  }
}

const sum = <T>(items: readonly T[], write: (item: T) => bigint): bigint =>
  items.reduce((all, item) => all + write(item), 0n);
