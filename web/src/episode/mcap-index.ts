import { McapStreamReader, type McapTypes } from "@mcap/core";

/** Where a chunk is, and which channels have messages in it. */
export interface ChunkPlace {
  /** Of the chunk's record, and its length, bytes. */
  readonly offset: number;
  readonly length: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly compression: string;
  /** Offset of each channel's message index; null where there is none to read, because the file was cut off. */
  readonly channels: ReadonlyMap<number, number | null>;
  /** Where the message indexes behind the chunk end. */
  readonly indexEnd: number;
}

export interface NamedPlace {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** What is where in an MCAP file. */
export interface McapIndex {
  readonly channels: ReadonlyMap<number, McapTypes.Channel>;
  readonly schemas: ReadonlyMap<number, McapTypes.Schema>;
  /** In the order of their first message. */
  readonly chunks: readonly ChunkPlace[];
  readonly attachments: readonly NamedPlace[];
  readonly metadata: readonly NamedPlace[];
  /** Messages by channel; null when nobody counted them. */
  readonly counts: ReadonlyMap<number, number> | null;
  /** The index was missing, and was made anew from the records. */
  readonly recovered: boolean;
}

/** The records that these bytes are, whole ones only. @throws Error when they are none */
export const recordsIn = (bytes: Uint8Array): McapTypes.TypedMcapRecord[] => {
  const reader = new McapStreamReader({ noMagicPrefix: true, includeChunks: true });
  reader.append(bytes);
  const records: McapTypes.TypedMcapRecord[] = [];
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) records.push(record);
  return records;
};

export const byStart = (a: ChunkPlace, b: ChunkPlace): number =>
  a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.offset - b.offset;
