// Builds what is older than its sources. npm runs it after `npm ci`, and again whenever `npx codeact-ros` links the
// clone: then nothing is to be done, and it takes a moment only.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const STAMP = join("dist", ".built");

const newest = (path) => {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((entry) => newest(join(path, entry))));
};

const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (Math.max(...["bridge", "sim", "web", "package-lock.json", "tsconfig.json"].map(newest)) > built) {
  const started = Date.now();
  const { status } = spawnSync("npm", ["run", "build", "--silent"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync("dist", { recursive: true });
  writeFileSync(STAMP, new Date(started).toISOString());
}
