/** "CDR, little-endian": the encapsulation header of plain XCDR version 1, which ROS 2 writes. */
const HEADER = [0, 1, 0, 0] as const;

/** Bytes that grow as values are appended; each value is aligned to its size, counted from behind the header. */
export class CdrBuffer {
  #bytes = Buffer.alloc(256);
  #length: number = HEADER.length;

  constructor() {
    this.#bytes.set(HEADER);
  }

  /** What was written, header included. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for so many bytes at an alignment. @returns where they begin */
  reserve(size: number, alignment: number): number {
    const over = (this.#length - HEADER.length) % alignment;
    const at = over === 0 ? this.#length : this.#length + alignment - over;
    this.#length = at + size;
    if (this.#length > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(this.#length, this.#bytes.length * 2));
      this.#bytes.copy(grown);
      this.#bytes = grown;
    }
    return at;
  }

  /** The memory behind `bytes`; valid until the next `reserve`. */
  get memory(): Buffer {
    return this.#bytes;
  }

  uint32(value: number): void {
    const at = this.reserve(4, 4);
    this.#bytes.writeUInt32LE(value, at);
  }

  string(text: string): void {
    const size = Buffer.byteLength(text) + 1;
    this.uint32(size);
    const at = this.reserve(size, 1);
    this.#bytes.write(text, at, "utf8");
    this.#bytes[at + size - 1] = 0;
  }

  raw(bytes: Uint8Array, alignment: number): void {
    const at = this.reserve(bytes.length, alignment);
    this.#bytes.set(bytes, at);
  }
}
