import { readFileSync } from "node:fs";

/* Reads what the format's own description says (apache/parquet-format), as far as our files go: PLAIN, uncompressed. */

type Fields = Map<number, unknown>;

/** Reads any struct of thrift's compact protocol. */
const readThrift = (bytes: Buffer, start: number): { struct: Fields; end: number } => {
  let at = start;
  const byte = (): number => bytes[at++] ?? 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const next = BigInt(byte());
      value |= (next & 127n) << shift;
      if (next < 128n) return value;
    }
  };
  const zigzag = (): number => {
    const value = varint();
    return Number((value >> 1n) ^ -(value & 1n));
  };
  const read = (kind: number): unknown => {
    if (kind === 5 || kind === 6) return zigzag();
    if (kind === 8) {
      const length = Number(varint());
      at += length;
      return bytes.subarray(at - length, at).toString("utf8");
    }
    if (kind === 9) {
      const head = byte();
      const length = head >> 4 === 15 ? Number(varint()) : head >> 4;
      return Array.from({ length }, () => read(head & 15));
    }
    if (kind === 12) return struct();
    throw new Error(`kind ${kind} at ${at}`);
  };
  const struct = (): Fields => {
    const fields: Fields = new Map();
    for (let id = 0; ; ) {
      const head = byte();
      if (head === 0) return fields;
      id += head >> 4;
      fields.set(id, read(head & 15));
    }
  };
  return { struct: struct(), end: at };
};

const run = (length: number, value: number): number[] => Array.from({ length }, () => value);

const levels = (bytes: Buffer, start: number, count: number): { values: number[]; end: number } => {
  const end = start + 4 + bytes.readUInt32LE(start);
  const values: number[] = [];
  for (let at = start + 4; at < end; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const next = bytes[at++] ?? 0;
      header |= (next & 127) << shift;
      if (next < 128) break;
    }
    if (header & 1) throw new Error("bit-packed levels");
    values.push(...run(header >> 1, bytes[at++] ?? 0));
  }
  if (values.length !== count) throw new Error(`${values.length} levels of ${count}`);
  return { values, end };
};

export interface ReadParquet {
  readonly rows: number;
  /** Names, types and repetitions of the schema's elements, in order. */
  readonly schema: readonly Fields[];
  readonly notes: Readonly<Record<string, string>>;
  /** Of each leaf by its path; values of lists by row. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

export const readParquet = (path: string): ReadParquet => {
  const bytes = readFileSync(path);
  const magic = (at: number): string => bytes.subarray(at, at + 4).toString("latin1");
  if (magic(0) !== "PAR1" || magic(bytes.length - 4) !== "PAR1")
    throw new Error(`${path} is no Parquet file`);
  const { struct: footer } = readThrift(bytes, bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8));
  const columns: Record<string, unknown[]> = {};
  for (const group of footer.get(4) as Fields[])
    for (const chunk of group.get(1) as Fields[]) {
      const facts = chunk.get(3) as Fields;
      const leaf = facts.get(3) as string[];
      const name = leaf.join(".");
      columns[name] ??= [];
      columns[name].push(...readChunk(bytes, facts, leaf));
    }
  const pairs = (footer.get(5) ?? []) as Fields[];
  return {
    rows: footer.get(3) as number,
    schema: footer.get(2) as Fields[],
    notes: Object.fromEntries(pairs.map((pair) => [pair.get(1), pair.get(2)])) as Record<string, string>,
    columns,
  };
};

const readChunk = (bytes: Buffer, facts: Fields, leaf: readonly string[]): unknown[] => {
  const type = facts.get(1) as number;
  const isList = leaf[1] === "list";
  const most = isList ? 3 : leaf.length;
  const { struct: header, end } = readThrift(bytes, facts.get(9) as number);
  const count = (header.get(5) as Fields).get(1) as number;
  let at = end;
  let repeated: number[] | null = null;
  if (isList) {
    const read = levels(bytes, at, count);
    repeated = read.values;
    at = read.end;
  }
  const defined = levels(bytes, at, count);
  at = defined.end;
  const value = (): unknown => {
    if (type === 6) {
      const length = bytes.readUInt32LE(at);
      at += 4 + length;
      return bytes.subarray(at - length, at);
    }
    at += type === 4 ? 4 : 8;
    if (type === 4) return bytes.readFloatLE(at - 4);
    return type === 5 ? bytes.readDoubleLE(at - 8) : Number(bytes.readBigInt64LE(at - 8));
  };
  const rows: unknown[] = [];
  defined.values.forEach((level, i) => {
    const one = level === most ? value() : null;
    if (!isList) rows.push(one);
    else if (repeated?.[i] === 0) rows.push(level === most ? [one] : []);
    else (rows.at(-1) as unknown[]).push(one);
  });
  if (at !== end + (header.get(3) as number))
    throw new Error(`${leaf.join(".")}: page does not end where it should`);
  return rows;
};
