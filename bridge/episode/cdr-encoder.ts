import { parse } from "@foxglove/rosmsg";

/*
 * Messages in CDR as ROS 2 nodes exchange them (OMG DDS-XTypes, XCDR version 1, little endian). Of our own because the
 * writer of @foxglove/rosmsg2-serialization counts characters where bytes are needed and so cuts off texts that are not
 * plain ASCII.
 */

/** "CDR, little endian": values are aligned to their size, counted from behind it. */
const HEADER = Uint8Array.of(0, 1, 0, 0);

type Write = (value: unknown, out: Out) => void;
type Field = ReturnType<typeof parse>[number]["definitions"][number];

class Out {
  buffer = Buffer.allocUnsafe(4096);
  length = HEADER.length;

  /** Makes room for so many bytes; the gap that alignment leaves is zero. Returns where they begin. */
  reserve(size: number, alignment: number): number {
    const over = (this.length - HEADER.length) % alignment;
    const at = over === 0 ? this.length : this.length + alignment - over;
    if (at + size > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(at + size, this.buffer.length * 2));
      this.buffer.copy(grown, 0, 0, this.length);
      this.buffer = grown;
    }
    if (at > this.length) this.buffer.fill(0, this.length, at);
    this.length = at + size;
    return at;
  }
}

const number = (value: unknown): number => (typeof value === "number" ? value : Number(value ?? 0));
const wide = (value: unknown): bigint =>
  typeof value === "bigint" ? value : BigInt(Math.trunc(number(value)));

type Put = (buffer: Buffer, value: unknown, at: number) => void;
const byte: Put = (buffer, value, at) => {
  buffer[at] = number(value);
};
/** What JSON could not carry, as NaN, came as null. */
const real = (value: unknown): number => (value === null || value === undefined ? Number.NaN : Number(value));

const NUMBERS: Readonly<Record<string, readonly [size: number, put: Put]>> = {
  bool: [1, byte],
  int8: [1, byte],
  uint8: [1, byte],
  int16: [2, (buffer, value, at) => buffer.writeInt16LE(number(value), at)],
  uint16: [2, (buffer, value, at) => buffer.writeUInt16LE(number(value), at)],
  int32: [4, (buffer, value, at) => buffer.writeInt32LE(number(value), at)],
  uint32: [4, (buffer, value, at) => buffer.writeUInt32LE(number(value), at)],
  int64: [8, (buffer, value, at) => buffer.writeBigInt64LE(BigInt.asIntN(64, wide(value)), at)],
  uint64: [8, (buffer, value, at) => buffer.writeBigUInt64LE(BigInt.asUintN(64, wide(value)), at)],
  float32: [4, (buffer, value, at) => buffer.writeFloatLE(real(value), at)],
  float64: [8, (buffer, value, at) => buffer.writeDoubleLE(real(value), at)],
};

const writeLength = (length: number, out: Out): void => {
  const at = out.reserve(4, 4);
  out.buffer.writeUInt32LE(length, at);
};

const writeString: Write = (value, out) => {
  const text = typeof value === "string" ? value : "";
  const size = Buffer.byteLength(text) + 1;
  writeLength(size, out);
  const at = out.reserve(size, 1);
  out.buffer.write(text, at, "utf8");
  out.buffer[at + size - 1] = 0;
};

const writeTime: Write = (value, out) => {
  const { sec, nanosec } = (value ?? {}) as { sec?: number; nanosec?: number };
  const at = out.reserve(8, 4);
  out.buffer.writeInt32LE(sec ?? 0, at);
  out.buffer.writeUInt32LE(nanosec ?? 0, at + 4);
};

const lengthOf = (value: unknown): number => (value as ArrayLike<unknown> | null | undefined)?.length ?? 0;

const elements =
  (arrayLength: number | undefined, write: Write): Write =>
  (value, out) => {
    const length = arrayLength ?? lengthOf(value);
    if (arrayLength === undefined) writeLength(length, out);
    for (let i = 0; i < length; i++) write((value as unknown[] | undefined)?.[i], out);
  };

const numbers =
  (arrayLength: number | undefined, size: number, put: Put): Write =>
  (value, out) => {
    const length = arrayLength ?? lengthOf(value);
    if (arrayLength === undefined) writeLength(length, out);
    if (length === 0) return; // nothing to align
    const at = out.reserve(length * size, size);
    if (value instanceof Uint8Array && size === 1 && value.length === length) out.buffer.set(value, at);
    else
      for (let i = 0; i < length; i++)
        put(out.buffer, value === undefined ? 0 : (value as unknown[])[i], at + i * size);
  };

const fieldWriter = (field: Field, definition: (name: string) => Write): Write => {
  const one = (): Write => {
    if (field.isComplex === true) return definition(field.type);
    if (field.type === "string") return writeString;
    if (field.type === "time" || field.type === "duration") return writeTime;
    const [size, put] = numberType(field.type);
    return (value, out) => {
      const at = out.reserve(size, size);
      put(out.buffer, value, at);
    };
  };
  if (field.isArray !== true) return one();
  const known = NUMBERS[field.type];
  return known && field.isComplex !== true
    ? numbers(field.arrayLength, ...known)
    : elements(field.arrayLength, one());
};

const numberType = (type: string): readonly [number, Put] => {
  const known = NUMBERS[type];
  if (!known) throw new Error(`A message schema names the type ${type}, which has no form in CDR.`);
  return known;
};

/** A function from a message to its CDR bytes, after a ros2msg text with its dependencies. */
export const cdrEncoder = (text: string): ((message: unknown) => Uint8Array) => {
  const definitions = parse(text, { ros2: true });
  const writers = new Map<string, Write>();
  const compile = (fields: readonly Field[]): Write => {
    const parts = fields
      .filter(({ isConstant }) => isConstant !== true)
      .map((field) => [field.name, fieldWriter(field, named)] as const);
    return (value, out) => {
      const message = value as Record<string, unknown> | undefined;
      for (const [name, write] of parts) write(message?.[name], out);
    };
  };
  const named = (name: string): Write => {
    const known = writers.get(name);
    if (known) return known;
    const found = definitions.find((definition) => definition.name === name);
    if (!found) throw new Error(`A message schema names ${name} without defining it.`);
    const write = compile(found.definitions);
    writers.set(name, write);
    return write;
  };
  const root = compile(definitions[0]?.definitions ?? []);
  const out = new Out();
  return (message) => {
    out.length = HEADER.length;
    out.buffer.set(HEADER);
    root(message, out);
    return Uint8Array.prototype.slice.call(out.buffer, 0, out.length);
  };
};
