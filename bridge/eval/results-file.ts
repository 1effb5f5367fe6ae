import { type FileHandle, open, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { EvalResult, UserError } from "../protocol/index.ts";

/** A sweep's results, a line each; a line that was written is on the disk. */
export class ResultsFile {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Opens the file, or makes it. A last line that was cut off is taken away.
   *
   * @param keep which of the results that are there already stay
   * @throws UserError for a line that is no result
   */
  static async open(
    path: string,
    keep: (result: EvalResult) => boolean,
  ): Promise<{ readonly file: ResultsFile; readonly results: readonly EvalResult[] }> {
    const { results, bytes } = await readResults(path);
    const kept = results.filter(keep);
    if (kept.length < results.length) {
      // All or nothing: a sweep that is killed here has its results as before.
      await writeFile(`${path}.new`, kept.map(lineOf).join(""));
      await rename(`${path}.new`, path);
    } else if (bytes > 0) await truncate(path, bytes);
    return { file: new ResultsFile(await open(path, "a")), results: kept };
  }

  async append(result: EvalResult): Promise<void> {
    await this.#file.write(lineOf(result));
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

const lineOf = (result: EvalResult): string => `${JSON.stringify(result)}\n`;

/**
 * The results of a file, none where there is none, and the bytes of its whole lines.
 *
 * @throws UserError for a line that is no result
 */
export const readResults = async (
  path: string,
): Promise<{ readonly results: readonly EvalResult[]; readonly bytes: number }> => {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new UserError(`${path} cannot be read: ${error.message}.`);
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").slice(0, -1);
  const results = lines.map((line, at) => {
    const result = EvalResult.safeParse(jsonOf(line));
    if (!result.success)
      throw new UserError(
        `Line ${at + 1} of ${path} is no result of a sweep (${result.error.issues[0]?.path.join(".") || "no JSON"}). Take that line out, and its episode is run again.`,
      );
    return result.data;
  });
  return { results, bytes: Buffer.byteLength(whole) };
};

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
