import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = join(root, "dist", "web", "index.html");
const lock = join(root, "dist", "web-build.lock");

const newestMs = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

const isNew = (): boolean =>
  existsSync(built) &&
  statSync(built).mtimeMs > Math.max(newestMs(join(root, "web")), newestMs(join(root, "bridge", "protocol")));

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Test files run side by side, and a build empties the folder that another one serves from. */
const takeLock = async (): Promise<void> => {
  mkdirSync(join(root, "dist"), { recursive: true });
  for (;;) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
      if (holder > 0 && !lives(holder)) rmSync(lock, { force: true });
      await delay(100);
    }
  }
};

/** Builds the page into dist/web unless what is there is newer than its sources. */
export const buildWebIfOld = async (): Promise<void> => {
  await takeLock();
  try {
    if (!isNew())
      await build({
        configFile: join(root, "web", "vite.config.ts"),
        root: join(root, "web"),
        logLevel: "warn",
      });
  } finally {
    rmSync(lock, { force: true });
  }
};
