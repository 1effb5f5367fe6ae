import { type FileHandle, open } from "node:fs/promises";
import { UserError } from "../../../protocol/index.ts";
import { VERSION } from "../../../version.ts";
import { type Column, type ColumnKind, leavesOf, schemaOf } from "./columns.ts";
import { encodeStruct, type ThriftStruct, type ThriftValue } from "./compact-protocol.ts";

const MAGIC = Buffer.from("PAR1");
const DATA_PAGE = 0;
const PLAIN = 0;
const RLE = 3;
const UNCOMPRESSED = 0;

/**
 * Writes a Parquet file a row group at a time: PLAIN values, uncompressed, one page a column
 * (apache/parquet-format, README.md and parquet.thrift).
 */
export class ParquetFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #columns: readonly (readonly [name: string, kind: ColumnKind])[];
  readonly #groups: ThriftValue[] = [];
  #rows = 0;
  /** Bytes written so far. */
  size = 0;

  private constructor(path: string, file: FileHandle, columns: readonly (readonly [string, ColumnKind])[]) {
    this.#path = path;
    this.#file = file;
    this.#columns = columns;
  }

  /** Opens a new file. @throws the error of the file system, EEXIST where it is there already */
  static async create(
    path: string,
    columns: readonly (readonly [name: string, kind: ColumnKind])[],
  ): Promise<ParquetFile> {
    const file = new ParquetFile(path, await open(path, "wx"), columns);
    await file.#write(MAGIC);
    return file;
  }

  /**
   * Rows given by column, in the order in which the columns were named.
   *
   * @throws UserError where the disk takes no more
   */
  async write(rows: readonly Column[]): Promise<void> {
    const count = rows[0]?.values.length ?? 0;
    if (count === 0) return;
    const chunks: ThriftValue[] = [];
    const before = this.size;
    for (const [i, column] of rows.entries()) {
      const [name, kind] = this.#columns[i] ?? ["", null];
      if (column.kind !== kind || column.values.length !== count)
        throw new RangeError(
          `column ${name} is ${column.kind} of ${column.values.length}, not ${kind} of ${count}`,
        );
      for (const { path, type, count: values, page } of leavesOf(column)) {
        const offset = this.size;
        const header = encodeStruct(pageHeader(values, page.length));
        await this.#write(header);
        await this.#write(page);
        chunks.push({ struct: columnChunk([name, ...path], type, values, offset, this.size - offset) });
      }
    }
    this.#rows += count;
    this.#groups.push({
      struct: [
        [1, { list: chunks }],
        [2, { i64: this.size - before }],
        [3, { i64: count }],
      ],
    });
  }

  /** Writes the footer. `notes`: key-value metadata. */
  async close(notes: Readonly<Record<string, string>> = {}): Promise<void> {
    const root: ThriftStruct = [
      [4, { text: "schema" }],
      [5, { i32: this.#columns.length }],
    ];
    const schema = [root, ...this.#columns.flatMap(([name, kind]) => schemaOf(name, kind))];
    const pairs = Object.entries(notes).map(
      ([key, value]): ThriftValue => ({
        struct: [
          [1, { text: key }],
          [2, { text: value }],
        ],
      }),
    );
    const footer = encodeStruct([
      [1, { i32: 1 }],
      [2, { list: schema.map((struct) => ({ struct })) }],
      [3, { i64: this.#rows }],
      [4, { list: this.#groups }],
      ...(pairs.length > 0 ? ([[5, { list: pairs }]] as const) : []),
      [6, { text: `codeact-ros version ${VERSION}` }],
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    try {
      await this.#write(Buffer.concat([footer, length, MAGIC]));
    } finally {
      await this.#file.close();
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      await this.#file.writeFile(bytes);
    } catch (error) {
      throw new UserError(`${this.#path} is incomplete: ${(error as Error).message}.`);
    }
    this.size += bytes.length;
  }
}

const pageHeader = (values: number, bytes: number): ThriftStruct => [
  [1, { i32: DATA_PAGE }],
  [2, { i32: bytes }],
  [3, { i32: bytes }],
  [
    5,
    {
      struct: [
        [1, { i32: values }],
        [2, { i32: PLAIN }],
        [3, { i32: RLE }],
        [4, { i32: RLE }],
      ],
    },
  ],
];

const columnChunk = (
  path: readonly string[],
  type: number,
  values: number,
  offset: number,
  bytes: number,
): ThriftStruct => [
  [2, { i64: offset }],
  [
    3,
    {
      struct: [
        [1, { i32: type }],
        [2, { list: [{ i32: PLAIN }, { i32: RLE }] }],
        [3, { list: path.map((text) => ({ text })) }],
        [4, { i32: UNCOMPRESSED }],
        [5, { i64: values }],
        [6, { i64: bytes }],
        [7, { i64: bytes }],
        [9, { i64: offset }],
      ],
    },
  ],
];
