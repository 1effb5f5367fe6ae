import { homedir } from "node:os";
import { join } from "node:path";

/** Where what outlives an episode is kept when no folder is named: the user's data folder. */
export const memoryFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "codeact-ros", "memory");
