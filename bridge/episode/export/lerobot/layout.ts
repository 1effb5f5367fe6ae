import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../../protocol/index.ts";
import type { ColumnKind } from "../parquet/columns.ts";
import { ParquetFile } from "../parquet/parquet-file.ts";

/* Where the files of a LeRobotDataset v3.0 lie (huggingface/lerobot, src/lerobot/datasets/utils.py). */

export const CODEBASE_VERSION = "v3.0";
export const FILES_IN_CHUNK = 1000;
/** A file of data is ended at the episode that makes it larger than this. */
export const MOST_FILE_MB = 100;

/** `chunk-000/file-000.parquet` and so on, of the file with this number. */
export const filePath = (file: number): string => {
  const three = (number: number): string => String(number).padStart(3, "0");
  return `chunk-${three(Math.floor(file / FILES_IN_CHUNK))}/file-${three(file % FILES_IN_CHUNK)}.parquet`;
};

export const imageKey = (camera: string): string => `observation.images.${camera.replace(/\W+/g, "_")}`;

/** @throws UserError where the file is there already or cannot be written */
export const createParquet = (
  out: string,
  path: string,
  columns: readonly (readonly [name: string, kind: ColumnKind])[],
): Promise<ParquetFile> =>
  writing(join(out, path), async (whole) => {
    await mkdir(dirname(whole), { recursive: true });
    return ParquetFile.create(whole, columns);
  });

/** @throws UserError where the file is there already or cannot be written */
export const writeJson = (out: string, path: string, value: unknown): Promise<void> =>
  writing(join(out, path), (whole) =>
    writeFile(whole, `${JSON.stringify(value, null, 2)}\n`, { flag: "wx" }),
  );

const writing = async <T>(path: string, work: (path: string) => Promise<T>): Promise<T> => {
  try {
    return await work(path);
  } catch (error) {
    throw new UserError(`${path} cannot be written: ${(error as Error).message}. Name another --out.`, 2);
  }
};
