import { type ThriftStruct, varint } from "./compact-protocol.ts";

/* How values become columns of Parquet: levels by Dremel's scheme, values PLAIN (apache/parquet-format, Encodings.md). */

/** An encoded picture, as Hugging Face's `datasets.Image` stores it. */
export interface StoredImage {
  readonly bytes: Uint8Array;
  readonly path: string | null;
}

/** What a column holds; none of its values is missing. */
export type Column =
  | { readonly kind: "float32" | "float64" | "int64"; readonly values: readonly number[] }
  | { readonly kind: "text"; readonly values: readonly string[] }
  | { readonly kind: "float32 list"; readonly values: readonly (readonly number[])[] }
  | { readonly kind: "text list"; readonly values: readonly (readonly string[])[] }
  | { readonly kind: "image"; readonly values: readonly StoredImage[] };
export type ColumnKind = Column["kind"];

/** One column as it lies in the file; a column of lists or structs has several parts of schema above its leaves. */
export interface Leaf {
  /** Below the name of the column. */
  readonly path: readonly string[];
  readonly type: number;
  /** Number of values, those that are missing or empty counted. */
  readonly count: number;
  /** Repetition levels, definition levels and values: a data page. */
  readonly page: Buffer;
}

const INT64 = 2;
const FLOAT = 4;
const DOUBLE = 5;
const BYTE_ARRAY = 6;
const OPTIONAL = 1;
const REPEATED = 2;
const UTF8 = 0;
const LIST = 3;

const scalar = { float32: FLOAT, float64: DOUBLE, int64: INT64, text: BYTE_ARRAY } as const;

const leafSchema = (name: string, type: number, isText: boolean): ThriftStruct => [
  [1, { i32: type }],
  [3, { i32: OPTIONAL }],
  [4, { text: name }],
  ...(isText ? ([[6, { i32: UTF8 }]] as const) : []),
];
const groupSchema = (
  name: string,
  repetition: number,
  children: number,
  converted?: number,
): ThriftStruct => [
  [3, { i32: repetition }],
  [4, { text: name }],
  [5, { i32: children }],
  ...(converted === undefined ? [] : ([[6, { i32: converted }]] as const)),
];

/** The elements of the file's schema for a column, parents before their children. */
export const schemaOf = (name: string, kind: ColumnKind): ThriftStruct[] => {
  switch (kind) {
    case "image":
      return [
        groupSchema(name, OPTIONAL, 2),
        leafSchema("bytes", BYTE_ARRAY, false),
        leafSchema("path", BYTE_ARRAY, true),
      ];
    case "float32 list":
    case "text list":
      return [
        groupSchema(name, OPTIONAL, 1, LIST),
        groupSchema("list", REPEATED, 1),
        leafSchema("element", kind === "text list" ? BYTE_ARRAY : FLOAT, kind === "text list"),
      ];
    default:
      return [leafSchema(name, scalar[kind], kind === "text")];
  }
};

export const leavesOf = (column: Column): Leaf[] => {
  switch (column.kind) {
    case "image": {
      const { values } = column;
      const paths = values.map(({ path }) => path);
      return [
        oneToOne(
          ["bytes"],
          2,
          values.map(({ bytes }) => bytes),
        ),
        {
          path: ["path"],
          type: BYTE_ARRAY,
          count: paths.length,
          page: Buffer.concat([
            levels(
              paths.map((path) => (path === null ? 1 : 2)),
              2,
            ),
            byteArrays(paths.filter((path) => path !== null)),
          ]),
        },
      ];
    }
    case "float32 list":
    case "text list": {
      const lengths = column.values.map(({ length }) => length);
      const repeated = lengths.flatMap((length) => [0, ...filled(Math.max(0, length - 1), 1)]);
      const defined = lengths.flatMap((length) => (length === 0 ? [1] : filled(length, 3)));
      const body =
        column.kind === "text list"
          ? byteArrays(column.values.flat())
          : plain("float32", column.values.flat());
      return [
        {
          path: ["list", "element"],
          type: column.kind === "text list" ? BYTE_ARRAY : FLOAT,
          count: repeated.length,
          page: Buffer.concat([levels(repeated, 1), levels(defined, 3), body]),
        },
      ];
    }
    case "text":
      return [oneToOne([], 1, column.values)];
    default: {
      const { kind, values } = column;
      const defined = levels(filled(values.length, 1), 1);
      const page = Buffer.concat([defined, plain(kind, values)]);
      return [{ path: [], type: scalar[kind], count: values.length, page }];
    }
  }
};

const filled = (length: number, value: number): number[] => Array.from({ length }, () => value);

const oneToOne = (path: string[], level: number, values: readonly (string | Uint8Array)[]): Leaf => ({
  path,
  type: BYTE_ARRAY,
  count: values.length,
  page: Buffer.concat([levels(filled(values.length, level), level), byteArrays(values)]),
});

/** Levels as runs, preceded by their length in bytes. All levels here fit into one byte. */
const levels = (values: readonly number[], max: number): Buffer => {
  const bytes: number[] = [];
  for (let from = 0; from < values.length; ) {
    const level = values[from] ?? 0;
    if (level > max) throw new RangeError(`level ${level} of ${max}`);
    let until = from + 1;
    while (values[until] === level) until += 1;
    bytes.push(...varint((until - from) * 2), level);
    from = until;
  }
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, Buffer.from(bytes)]);
};

const plain = (kind: "float32" | "float64" | "int64", values: readonly number[]): Buffer => {
  const width = kind === "float32" ? 4 : 8;
  const bytes = Buffer.alloc(values.length * width);
  values.forEach((value, i) => {
    if (kind === "float32") bytes.writeFloatLE(value, i * width);
    else if (kind === "float64") bytes.writeDoubleLE(value, i * width);
    else bytes.writeBigInt64LE(BigInt(value), i * width);
  });
  return bytes;
};

const byteArrays = (values: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    values.flatMap((value) => {
      const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
