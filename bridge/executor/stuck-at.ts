import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Written by the worker (_worker/locate.py) when it is asked by a signal. */
const FILE = ".stuck-at";
const LARGEST_BYTES = 64 * 1024;
/** For the answer: it comes at once from a process that gets any processor time at all. */
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 10;

/** The file comes from an untrusted program: no link is followed, no pipe waited for, and little is read. */
const readStack = (workDir: string): string => {
  let file: number | null = null;
  try {
    file = openSync(join(workDir, FILE), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return "";
    const bytes = Buffer.alloc(LARGEST_BYTES);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, LARGEST_BYTES, 0));
  } catch {
    return "";
  } finally {
    if (file !== null) closeSync(file);
  }
};

/**
 * The line of an action at which a program is that does not react to interrupts; null when it does not tell that either.
 *
 * @param ask sends the signal to which the worker answers with its stack
 */
export const lineStuckAt = async (
  workDir: string,
  action: number,
  ask: () => void,
): Promise<number | null> => {
  ask();
  for (let look = 0; look < LOOKS; look++) {
    await delay(BETWEEN_LOOKS_MS);
    const line = new RegExp(`File "<action ${action}>", line (\\d+) in`).exec(readStack(workDir))?.[1];
    if (line) return Number(line);
  }
  return null;
};
