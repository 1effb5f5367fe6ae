import { once } from "node:events";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../protocol/index.ts";

/** Where an export goes, piece by piece. */
export interface Output {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

const BUFFERED = 64 * 1024;

/** Standard output, as fast as it is taken. */
export const standardOutput = (): Output => ({
  write: async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
  },
  close: async () => {},
});

/**
 * Opens a new file; its folder is made.
 *
 * @throws UserError when it is there already and is not to be overwritten, or cannot be written
 */
export const openOutput = async (path: string, overwrite: boolean): Promise<Output> => {
  let file: FileHandle;
  try {
    await mkdir(dirname(path), { recursive: true });
    file = await open(path, overwrite ? "w" : "wx");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new UserError(`${path} is there already. Name another --out, or give --overwrite.`, 2);
    throw new UserError(`${path} cannot be written: ${message}. Name another --out.`, 2);
  }
  let waiting: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    const text = waiting.join("");
    waiting = [];
    length = 0;
    try {
      if (text !== "") await file.writeFile(text);
    } catch (error) {
      throw new UserError(`${path} is incomplete: ${(error as Error).message}.`);
    }
  };
  return {
    write: async (text) => {
      waiting.push(text);
      length += text.length;
      if (length > BUFFERED) await flush();
    },
    close: async () => {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
};
