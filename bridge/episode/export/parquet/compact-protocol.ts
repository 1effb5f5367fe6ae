/* Thrift's compact protocol, as far as a Parquet footer needs it (thrift/doc/specs/thrift-compact-protocol.md). */

/** A value of a thrift struct; lists hold values of one kind. */
export type ThriftValue =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly text: string }
  | { readonly list: readonly ThriftValue[] }
  | { readonly struct: ThriftStruct };

/** Values by field id, ids ascending. */
export type ThriftStruct = readonly (readonly [id: number, value: ThriftValue])[];

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
/** The longest list whose length stands in its header. */
const SHORT_LIST = 14;

/** An unsigned number in groups of seven bits, the lowest first (ULEB128). */
export const varint = (value: number | bigint): number[] => {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
};

const zigzag = (value: number): number[] => {
  const wide = BigInt(value);
  return varint(wide >= 0n ? wide << 1n : (-wide << 1n) - 1n);
};

const kindOf = (value: ThriftValue): number => {
  if ("i32" in value) return I32;
  if ("i64" in value) return I64;
  if ("text" in value) return BINARY;
  return "list" in value ? LIST : STRUCT;
};

const put = (bytes: number[], value: ThriftValue): void => {
  if ("i32" in value) bytes.push(...zigzag(value.i32));
  else if ("i64" in value) bytes.push(...zigzag(value.i64));
  else if ("text" in value) {
    const text = Buffer.from(value.text, "utf8");
    bytes.push(...varint(text.length));
    for (const byte of text) bytes.push(byte);
  } else if ("struct" in value) putStruct(bytes, value.struct);
  else {
    const { list } = value;
    const kind = list[0] ? kindOf(list[0]) : BINARY;
    if (list.length <= SHORT_LIST) bytes.push((list.length << 4) | kind);
    else bytes.push(0xf0 | kind, ...varint(list.length));
    for (const element of list) put(bytes, element);
  }
};

/** Field ids are less than 16 apart in all structs of Parquet. */
const putStruct = (bytes: number[], struct: ThriftStruct): void => {
  let last = 0;
  for (const [id, value] of struct) {
    bytes.push(((id - last) << 4) | kindOf(value));
    put(bytes, value);
    last = id;
  }
  bytes.push(0);
};

export const encodeStruct = (struct: ThriftStruct): Buffer => {
  const bytes: number[] = [];
  putStruct(bytes, struct);
  return Buffer.from(bytes);
};
