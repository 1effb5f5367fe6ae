import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { withFileLock } from "../executor/file-lock.ts";
import { PrimitiveError } from "../protocol/index.ts";

const LOCK_PATIENCE_MS = 5000;

/** Values by their names, as they are kept. */
export type Values<T> = ReadonlyMap<string, T>;

/**
 * Named values in a JSON file that several sessions may share, or only in this process where there is no file. The
 * file is read afresh each time: what another session keeps is seen at once.
 */
export class KeptValues<T> {
  readonly #file: string | null;
  readonly #values: z.ZodType<Record<string, T>>;
  readonly #under: KeptValues<T> | undefined;
  #volatile: Values<T> = new Map();

  /**
   * @param file null: nothing outlives this process
   * @param under what is seen where nothing was kept here
   */
  constructor(file: string | null, value: z.ZodType<T>, under?: KeptValues<T>) {
    this.#file = file;
    this.#values = z.record(z.string(), value);
    this.#under = under;
  }

  /** @throws PrimitiveError when the file is there and cannot be read, or holds something else */
  async read(): Promise<Values<T>> {
    const own = this.#file === null ? this.#volatile : await this.#readFile(this.#file);
    return this.#under ? new Map([...(await this.#under.read()), ...own]) : own;
  }

  async #readFile(file: string): Promise<Values<T>> {
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
      throw new PrimitiveError("NotSupported", `What was kept cannot be read: ${(error as Error).message}.`);
    }
    try {
      return new Map(Object.entries(this.#values.parse(JSON.parse(text))));
    } catch {
      throw new PrimitiveError(
        "NotSupported",
        `What was kept cannot be read: ${file} is damaged. A person must mend or remove it.`,
      );
    }
  }

  /**
   * Keeps what `change` makes of what is kept, whole or not at all.
   *
   * @throws PrimitiveError when it cannot be written, or another session does not let go of the file
   */
  async change(change: (values: Values<T>) => Values<T>): Promise<void> {
    const file = this.#file;
    if (file === null) {
      const before = await this.read();
      this.#volatile = new Map(
        [...change(before)].filter(([name, value]) => before.get(name) !== value || this.#volatile.has(name)),
      );
      return;
    }
    const work = async (): Promise<true> => {
      const text = JSON.stringify(Object.fromEntries(change(await this.read())), null, 1);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, `${text}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
      return true;
    };
    try {
      if (await withFileLock(`${file}.lock`, LOCK_PATIENCE_MS, () => {}, work)) return;
    } catch (error) {
      if (error instanceof PrimitiveError) throw error;
      throw new PrimitiveError("NotSupported", `It could not be kept: ${(error as Error).message}.`);
    }
    throw new PrimitiveError("Timeout", `It could not be kept: another session holds ${file}. Try again.`);
  }
}
