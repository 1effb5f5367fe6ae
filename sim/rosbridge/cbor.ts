import { Encoder } from "cbor-x";
import type { Stamp } from "../../bridge/protocol/index.ts";
import { type Definition, type Field, messageDefinition, messageTypeOf } from "./types/definitions.ts";
import { isByteArray } from "./types/plain-values.ts";

/* rosbridge's cbor compression: numeric arrays as little-endian typed arrays (RFC 8746 tags), bytes as byte strings. */

const encoder = new Encoder({ useRecords: false, tagUint8Array: false, mapsAsObjects: true });

type Convert = (value: unknown) => unknown;

const numbers =
  <T extends { from(values: number[]): unknown }>(array: T): Convert =>
  (value) =>
    Array.isArray(value) ? array.from(value) : value;
const integers64 =
  <T extends { from(values: bigint[]): unknown }>(array: T): Convert =>
  (value) =>
    Array.isArray(value) ? array.from(value.map((one: number | bigint) => BigInt(one))) : value;

const ARRAYS: Readonly<Record<string, Convert>> = {
  int8: numbers(Int8Array),
  int16: numbers(Int16Array),
  uint16: numbers(Uint16Array),
  int32: numbers(Int32Array),
  uint32: numbers(Uint32Array),
  int64: integers64(BigInt64Array),
  uint64: integers64(BigUint64Array),
  float32: numbers(Float32Array),
  float64: numbers(Float64Array),
};

const bytes: Convert = (value) =>
  typeof value === "string"
    ? Buffer.from(value, "base64")
    : Array.isArray(value)
      ? Uint8Array.from(value)
      : value;

const identity: Convert = (value) => value;
const converters = new Map<string, Convert>();

const converterOf = (type: string): Convert => {
  const known = converters.get(type);
  if (known) return known;
  const definition = messageDefinition(type);
  if (!definition) return identity;
  converters.set(type, identity);
  const convert = ofDefinition(definition);
  converters.set(type, convert);
  return convert;
};

const ofField = (field: Field): Convert => {
  const type = messageTypeOf(field);
  if (type === null)
    return field.isArray !== true ? identity : isByteArray(field) ? bytes : (ARRAYS[field.type] ?? identity);
  const convert = converterOf(type);
  if (convert === identity || field.isArray !== true) return convert;
  return (value) => (Array.isArray(value) ? value.map(convert) : value);
};

/** Identity for a message without arrays, so that nothing is copied for nothing. */
const ofDefinition = (definition: Definition): Convert => {
  const converted = definition.fields
    .filter((field) => field.isConstant !== true)
    .map((field) => [field.name, ofField(field)] as const)
    .filter(([, convert]) => convert !== identity);
  if (converted.length === 0) return identity;
  return (value) => {
    if (typeof value !== "object" || value === null) return value;
    const message: Record<string, unknown> = { ...value };
    for (const [name, convert] of converted) message[name] = convert(message[name]);
    return message;
  };
};

/** A `publish` operation in CBOR. Numbers of a type that is not known here stay plain arrays. */
export const encodeCbor = (topic: string, type: string, msg: unknown): Buffer =>
  encoder.encode({ op: "publish", topic, msg: converterOf(type)(msg) });

/**
 * A `publish` operation in CBOR whose message stays serialised.
 *
 * @param bytes the message in CDR
 * @param stamp when it was received, by the graph's clock
 */
export const encodeCborRaw = (topic: string, bytes: Buffer, { sec, nanosec }: Stamp): Buffer =>
  encoder.encode({ op: "publish", topic, msg: { secs: sec, nsecs: nanosec, bytes } });
