import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes bytes to a new file with an unguessable name in the work folder, never through a link. */
export const handOver = async (workDir: string, extension: string, bytes: Uint8Array): Promise<string> => {
  const file = `${randomBytes(16).toString("hex")}.${extension}`;
  await writeFile(join(workDir, file), bytes, { flag: "wx", mode: 0o600 });
  return file;
};
