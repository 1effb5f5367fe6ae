import type { FileHandle } from "node:fs/promises";

/** No record of ours is larger; a file that names a larger one is damaged or was made to take the memory. */
export const MAX_RECORD_BYTES = 256 * 1024 * 1024;
export const MAGIC = Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a);

/** A stretch of the file, or what was read of it when it was cut off. */
export interface Place {
  readonly offset: bigint;
  readonly length: bigint;
}
export interface ChunkPlace extends Place {
  readonly start: bigint;
  readonly end: bigint;
  /** The channels that have a message in it. */
  readonly channels: ReadonlySet<number>;
  /** True of a chunk at the end of a file that was cut off. */
  readonly partial: boolean;
}
export interface NamedPlace extends Place {
  readonly name: string;
}
export interface IndexedChannel {
  readonly id: number;
  readonly topic: string;
  readonly schemaId: number;
  readonly encoding: string;
}
export interface IndexedSchema {
  readonly id: number;
  readonly name: string;
  readonly encoding: string;
  readonly text: string;
}

/** Where what is in an MCAP file. */
export interface McapIndex {
  readonly channels: ReadonlyMap<number, IndexedChannel>;
  readonly schemas: ReadonlyMap<number, IndexedSchema>;
  readonly chunks: readonly ChunkPlace[];
  readonly attachments: readonly NamedPlace[];
  readonly metadata: readonly NamedPlace[];
  /** Nanoseconds of wall time (publishTime) of the first and last message, where the file had to be gone through. */
  readonly wall: { readonly start: bigint; readonly end: bigint } | null;
  /** Null when the file brought its own index; else what is missing, in words. */
  readonly lost: string | null;
}

/** Exactly these bytes of the file. @throws RangeError when they are not there, or are too many to be a record */
export const readBytes = async (file: FileHandle, offset: bigint, length: bigint): Promise<Uint8Array> => {
  if (length > BigInt(MAX_RECORD_BYTES)) throw new RangeError(`a record of ${length} bytes is named`);
  const bytes = new Uint8Array(Number(length));
  let have = 0;
  while (have < bytes.length) {
    const { bytesRead } = await file.read(bytes, have, bytes.length - have, Number(offset) + have);
    if (bytesRead === 0) throw new RangeError(`the file ends ${bytes.length - have} bytes too early`);
    have += bytesRead;
  }
  return bytes;
};
