import { CdrBuffer } from "./cdr-buffer.ts";
import { type Definition, type Field, messageDefinition, messageTypeOf } from "./types/definitions.ts";
import { isByteArray } from "./types/plain-values.ts";

/* Messages as ROS 2 nodes send them among each other: CDR (OMG DDS-XTypes, XCDR version 1, little-endian). */

type Write = (value: unknown, out: CdrBuffer) => void;

/** Puts a number at a place of memory that has room for it. */
type Put = (memory: Buffer, value: unknown, at: number) => void;

const whole =
  (put: (memory: Buffer, value: number, at: number) => void): Put =>
  (memory, value, at) =>
    put(memory, Number(value ?? 0), at);
/** Integers beyond 2^53 come from JSON rounded, and may round up to what has no room: they wrap. */
const whole64: Put = (memory, value, at) => {
  memory.writeBigUInt64LE(BigInt.asUintN(64, BigInt((value as number | bigint | undefined) ?? 0)), at);
};
const byte = whole((memory, value, at) => {
  memory[at] = value;
});

const NUMBERS: Readonly<Record<string, readonly [size: number, put: Put]>> = {
  bool: [1, byte],
  uint8: [1, byte],
  byte: [1, byte],
  char: [1, byte],
  int8: [1, byte],
  int16: [2, whole((memory, value, at) => memory.writeInt16LE(value, at))],
  uint16: [2, whole((memory, value, at) => memory.writeUInt16LE(value, at))],
  int32: [4, whole((memory, value, at) => memory.writeInt32LE(value, at))],
  uint32: [4, whole((memory, value, at) => memory.writeUInt32LE(value, at))],
  int64: [8, whole64],
  uint64: [8, whole64],
  float32: [4, whole((memory, value, at) => memory.writeFloatLE(value, at))],
  float64: [8, whole((memory, value, at) => memory.writeDoubleLE(value, at))],
};

/** A type that cannot be written: not known here, or with wide strings, whose form DDS leaves to each vendor. */
class NoCdr extends Error {}

const asString: Write = (value, out) => out.string(typeof value === "string" ? value : "");

const lengthOf = (value: unknown): number => (value as ArrayLike<unknown> | undefined)?.length ?? 0;

/** Elements of an array, behind their number where that is not fixed; missing ones of a fixed array are zeros. */
const elements = ({ arrayLength }: Field, write: Write): Write => {
  return (value, out) => {
    const length = arrayLength ?? lengthOf(value);
    if (arrayLength === undefined) out.uint32(length);
    for (let index = 0; index < length; index++) write((value as unknown[] | undefined)?.[index], out);
  };
};

const numbers = ({ arrayLength }: Field, size: number, put: Put): Write => {
  return (value, out) => {
    const length = arrayLength ?? lengthOf(value);
    if (arrayLength === undefined) out.uint32(length);
    if (length === 0) return; // nothing to align
    const view = ArrayBuffer.isView(value) ? value : null;
    if (view?.byteLength === length * size)
      return out.raw(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), size);
    const at = out.reserve(length * size, size);
    const { memory } = out;
    for (let index = 0; index < length; index++)
      put(memory, (value as unknown[] | undefined)?.[index], at + index * size);
  };
};

const bytes = (field: Field): Write => {
  const write = numbers(field, 1, byte);
  return (value, out) => write(typeof value === "string" ? Buffer.from(value, "base64") : value, out);
};

const ofField = (field: Field): Write => {
  const type = messageTypeOf(field);
  if (type !== null) {
    const write = writerOf(type);
    return field.isArray === true ? elements(field, write) : write;
  }
  if (field.type === "string") return field.isArray === true ? elements(field, asString) : asString;
  const number = NUMBERS[field.type];
  if (!number) throw new NoCdr(field.type);
  if (isByteArray(field)) return bytes(field);
  const [size, put] = number;
  if (field.isArray === true) return numbers(field, size, put);
  return (value, out) => {
    const at = out.reserve(size, size);
    put(out.memory, value, at);
  };
};

const ofDefinition = ({ fields: all }: Definition): Write => {
  const fields = all
    .filter(({ isConstant }) => isConstant !== true)
    .map((field) => [field.name, ofField(field)] as const);
  // IDL knows no empty structure: ROS 2 puts a byte there (structure_needs_at_least_one_member).
  if (fields.length === 0) return (_value, out) => void out.reserve(1, 1);
  return (value, out) => {
    const message = value as Record<string, unknown> | undefined;
    for (const [name, write] of fields) write(message?.[name], out);
  };
};

const writers = new Map<string, Write>();
const writerOf = (type: string): Write => {
  const known = writers.get(type);
  if (known) return known;
  const definition = messageDefinition(type);
  if (!definition) throw new NoCdr(type);
  const write = ofDefinition(definition);
  writers.set(type, write);
  return write;
};

/** Whether messages of a type can be written as CDR. @param type package/msg/Name */
export const hasCdr = (type: string): boolean => {
  try {
    writerOf(type);
    return true;
  } catch (error) {
    if (error instanceof NoCdr) return false;
    throw error;
  }
};

/** A message in CDR, its encapsulation header included. The type must be one that `hasCdr`. */
export const encodeCdr = (type: string, msg: unknown): Buffer => {
  const out = new CdrBuffer();
  writerOf(type)(msg, out);
  return out.bytes;
};
