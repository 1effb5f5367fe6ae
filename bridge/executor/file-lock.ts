import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const LOOK_AGAIN_MS = 250;

/** Whether a process of this number runs, whoever's it is. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/** Whether the process that made a lock is gone, or so old that it must be. */
const isLeftBehind = async (path: string, oldestMs: number): Promise<boolean> => {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const age = Date.now() - mtimeMs;
    const pid = Number(text);
    // A lock that was just made may not hold its number yet.
    if (!Number.isInteger(pid) || pid <= 0) return age > 2000;
    return age > oldestMs || !isRunning(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
};

/** Makes the lock; false when somebody holds it. */
const take = async (path: string): Promise<boolean> => {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

/**
 * Removes a lock that was left behind. Looking and removing are two steps: of two that saw the same old lock, the
 * slower would remove the new one of the faster. So one at a time does both, under a lock of its own.
 */
const removeLeftBehind = async (path: string, oldestMs: number): Promise<void> => {
  if (!(await isLeftBehind(path, oldestMs))) return;
  const removing = `${path}.removing`;
  if (!(await take(removing))) {
    if (await isLeftBehind(removing, oldestMs)) await rm(removing, { force: true });
    return;
  }
  try {
    if (await isLeftBehind(path, oldestMs)) await rm(path, { force: true });
  } finally {
    await rm(removing, { force: true });
  }
};

/**
 * Runs `work` while no other process does under the same lock file; null when others held it for `patienceMs`.
 *
 * @param onWait told once when another process has to be waited for
 */
export const withFileLock = async <T>(
  path: string,
  patienceMs: number,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T | null> => {
  await mkdir(dirname(path), { recursive: true });
  const until = Date.now() + patienceMs;
  for (let waited = false; ; ) {
    await removeLeftBehind(path, patienceMs * 2);
    if (await take(path)) break;
    if (!waited) onWait();
    waited = true;
    if (Date.now() > until) return null;
    await delay(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
};
