import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

const newestMs = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** Builds the page into dist/web unless what is there is newer than its sources. */
export const buildWebIfOld = async (): Promise<void> => {
  const built = join(root, "dist", "web", "index.html");
  const sources = Math.max(newestMs(join(root, "web")), newestMs(join(root, "bridge", "protocol")));
  if (existsSync(built) && statSync(built).mtimeMs > sources) return;
  await build({ configFile: join(root, "web", "vite.config.ts"), logLevel: "warn" });
};
