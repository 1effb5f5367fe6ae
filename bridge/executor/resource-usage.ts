import { lstatSync, opendirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";

/** A folder with more entries than this is not counted to its end: it is full. */
export const MOST_ENTRIES = 20_000;
/** Entries after which the bridge's loop gets its turn. */
const ENTRIES_A_TURN = 500;
const BLOCK_BYTES = 512;

export interface FolderUsage {
  /** Bytes on disk, so that holes in a file cost nothing. */
  readonly bytes: number;
  readonly entries: number;
  /** Whether there are folders in it that cannot be looked into: nested too deep for a path, or without permission. */
  readonly unseen: boolean;
}

const code = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // it has ended
  }
};

const list = (path: string): string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};

/** What a folder of an untrusted program's takes on disk; links are counted, not followed. */
export const folderUsage = async (folder: string): Promise<FolderUsage> => {
  let bytes = 0;
  let entries = 0;
  let unseen = false;
  const waiting = [folder];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    try {
      const directory = opendirSync(path);
      try {
        for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
          const inside = join(path, entry.name);
          bytes += lstatSync(inside, { throwIfNoEntry: false })?.blocks ?? 0;
          if (entry.isDirectory()) waiting.push(inside);
          if (++entries > MOST_ENTRIES) return { bytes: bytes * BLOCK_BYTES, entries, unseen };
          if (entries % ENTRIES_A_TURN === 0) await breathe();
        }
      } finally {
        directory.closeSync();
      }
    } catch (error) {
      // What was removed meanwhile takes no space.
      if (code(error) !== "ENOENT" && code(error) !== "ENOTDIR") unseen = true;
    }
  }
  return { bytes: bytes * BLOCK_BYTES, entries, unseen };
};

/**
 * Bytes on disk of the files that a process holds open and that have no name any more. 0 where the system does not let
 * us look: without a sandbox the process lets no other of its user near itself.
 */
export const namelessBytes = (pid: number): number => {
  let blocks = 0;
  for (const fd of list(`/proc/${pid}/fd`)) {
    try {
      const file = statSync(`/proc/${pid}/fd/${fd}`);
      if (file.isFile() && file.nlink === 0) blocks += file.blocks;
    } catch {
      // closed meanwhile
    }
  }
  return blocks * BLOCK_BYTES;
};

/**
 * Threads of a process and of all that it started; null where the system does not tell (no Linux). Stops counting at
 * `enough`.
 */
export const threadCount = (pid: number, enough: number): number | null => {
  let count = 0;
  const waiting = [String(pid)];
  const seen = new Set(waiting);
  for (let process = waiting.pop(); process !== undefined; process = waiting.pop()) {
    const threads = list(`/proc/${process}/task`);
    count += threads.length;
    if (count > enough) return count;
    for (const thread of threads)
      for (const child of read(`/proc/${process}/task/${thread}/children`).trim().split(" "))
        if (child !== "" && !seen.has(child)) {
          seen.add(child);
          waiting.push(child);
        }
  }
  return count === 0 ? null : count;
};
