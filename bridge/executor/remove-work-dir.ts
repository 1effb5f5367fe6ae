import { randomBytes } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Far below the longest path of any system. */
const LONG_PATH_CHARACTERS = 900;
const MOST_ROUNDS = 1000;

/** A folder inside with a long path; links are not followed. */
const deepFolder = async (top: string): Promise<string | null> => {
  const waiting = [top];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (path.length - top.length > LONG_PATH_CHARACTERS) return path;
    for (const entry of await readdir(path, { withFileTypes: true }))
      if (entry.isDirectory()) waiting.push(join(path, entry.name));
  }
  return null;
};

/**
 * Removes the work folder of a program that has ended. It may have nested folders deeper than a path can name: those are
 * moved to the top first.
 *
 * @returns why it could not be removed; null when it is gone
 */
export const removeWorkDir = async (workDir: string): Promise<string | null> => {
  for (let round = 0; ; round++) {
    try {
      await rm(workDir, { recursive: true, force: true });
      return null;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const shown = message.slice(0, 200);
      if (code !== "ENAMETOOLONG" || round >= MOST_ROUNDS) return shown;
      const deep = await deepFolder(workDir).catch(() => null);
      if (deep === null) return shown;
      await rename(deep, join(workDir, randomBytes(8).toString("hex")));
    }
  }
};
