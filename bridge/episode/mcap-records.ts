/*
 * Records of MCAP (mcap.dev/spec), read without copying. Written for files that were cut off or damaged: nothing is read
 * beyond what is there, and what does not add up throws RangeError.
 */
export const opcodes = {
  header: 1,
  footer: 2,
  schema: 3,
  channel: 4,
  message: 5,
  chunk: 6,
  messageIndex: 7,
  attachment: 9,
  metadata: 12,
  dataEnd: 15,
} as const;

/** Bytes before a record's body: opcode and length. */
export const RECORD_HEAD = 9;

export interface RawRecord {
  readonly opcode: number;
  readonly body: Uint8Array;
}

export interface RawMessage {
  readonly channelId: number;
  readonly logTime: bigint;
  readonly publishTime: bigint;
  readonly data: Uint8Array;
}

export interface ChunkHead {
  readonly start: bigint;
  readonly end: bigint;
  readonly crc: number;
  readonly compression: string;
  readonly uncompressedSize: bigint;
  /** How many bytes of records the chunk says it has. */
  readonly size: bigint;
  /** What is there of them. */
  readonly records: Uint8Array;
}

const decoder = new TextDecoder();

/** Reads numbers and texts one after the other, little endian. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  #advance(bytes: number): number {
    const at = this.#offset;
    if (bytes > this.#bytes.length - at)
      throw new RangeError(`${bytes} bytes are named where ${this.#bytes.length - at} are left`);
    this.#offset += bytes;
    return at;
  }
  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }
  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }
  bytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#offset);
  }
  text(): string {
    return decoder.decode(this.bytes(this.u32()));
  }
  map(): Map<string, string> {
    const inner = new Cursor(this.bytes(this.u32()));
    const map = new Map<string, string>();
    while (inner.rest().length > 0) map.set(inner.text(), inner.text());
    return map;
  }
}

/** Opcode and body length of the record that begins with these bytes; null when there are too few. */
export const recordHead = (bytes: Uint8Array): { opcode: number; length: bigint } | null => {
  if (bytes.length < RECORD_HEAD) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { opcode: view.getUint8(0), length: view.getBigUint64(1, true) };
};

/** Every record that is whole. What follows the last of them, if anything, is left. */
export function* wholeRecords(bytes: Uint8Array): Generator<RawRecord> {
  let offset = 0;
  for (;;) {
    const head = recordHead(bytes.subarray(offset, offset + RECORD_HEAD));
    if (!head || head.length > BigInt(bytes.length - offset - RECORD_HEAD)) return;
    const from = offset + RECORD_HEAD;
    offset = from + Number(head.length);
    yield { opcode: head.opcode, body: bytes.subarray(from, offset) };
  }
}

export const readMessage = (body: Uint8Array): RawMessage => {
  const cursor = new Cursor(body);
  const channelId = cursor.u16();
  cursor.u32();
  return { channelId, logTime: cursor.u64(), publishTime: cursor.u64(), data: cursor.rest() };
};

export const readSchema = (
  body: Uint8Array,
): { id: number; name: string; encoding: string; text: string } => {
  const cursor = new Cursor(body);
  return { id: cursor.u16(), name: cursor.text(), encoding: cursor.text(), text: cursor.text() };
};

export const readChannel = (
  body: Uint8Array,
): { id: number; schemaId: number; topic: string; encoding: string } => {
  const cursor = new Cursor(body);
  return { id: cursor.u16(), schemaId: cursor.u16(), topic: cursor.text(), encoding: cursor.text() };
};

/** Also of a chunk that was cut off, as far as it goes. */
export const readChunk = (body: Uint8Array): ChunkHead => {
  const cursor = new Cursor(body);
  const [start, end, uncompressedSize, crc] = [cursor.u64(), cursor.u64(), cursor.u64(), cursor.u32()];
  const compression = cursor.text();
  const size = cursor.u64();
  const records = cursor.rest();
  return { start, end, crc, compression, uncompressedSize, size, records };
};

export const readMetadata = (body: Uint8Array): { name: string; metadata: Map<string, string> } => {
  const cursor = new Cursor(body);
  return { name: cursor.text(), metadata: cursor.map() };
};

export const readAttachment = (body: Uint8Array): { name: string; data: Uint8Array } => {
  const cursor = new Cursor(body);
  cursor.u64();
  cursor.u64();
  const name = cursor.text();
  cursor.text();
  const size = cursor.u64();
  if (size > BigInt(body.length)) throw new RangeError(`attachment "${name}" names ${size} bytes`);
  return { name, data: cursor.bytes(Number(size)) };
};
