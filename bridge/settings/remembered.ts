import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Settings } from "../protocol/index.ts";
import { withoutCredentials } from "./credentials.ts";

/** Format of the file. */
const VERSION = 1;
const Remembered = z.strictObject({ version: z.literal(VERSION), settings: Settings });

/** Where settings are kept that a person wants remembered: the user's folder of configurations (XDG). */
export const settingsFile = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "codeact-ros", "settings.json");

/** What was remembered; null where nothing was. A file that cannot be read is told of and left alone. */
export const readRemembered = async (
  file: string,
  warn: (line: string) => void,
): Promise<z.infer<typeof Settings> | null> => {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      warn(`Remembered settings are not used: ${(error as Error).message}.`);
    return null;
  }
  try {
    return Remembered.parse(JSON.parse(text)).settings;
  } catch {
    warn(`Remembered settings are not used: ${file} is not a file of settings of this version. Remove it.`);
    return null;
  }
};

/** Keeps settings for the next start, readable by this user only; no key and no password is in them. */
export const remember = async (file: string, settings: Settings): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const text = JSON.stringify({ version: VERSION, settings: withoutCredentials(settings) }, null, 2);
  const whole = `${file}.new`;
  await writeFile(whole, `${text}\n`, { mode: 0o600 });
  await rename(whole, file);
};

export const forgetRemembered = (file: string): Promise<void> => rm(file, { force: true });
