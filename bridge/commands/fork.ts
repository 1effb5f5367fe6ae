import { readFile } from "node:fs/promises";
import { openEpisode } from "../episode/reader.ts";
import { ActionModeName, UserError } from "../protocol/index.ts";
import { modelFromFlags, type SessionFlags } from "./session-options.ts";

export interface ForkFlags {
  /** File of the episode to go on from. */
  fork?: string;
  turn?: number;
  code?: string;
}

/** The turn to go on from, and the flags of a session on the scene of that episode. */
export const forkedFlags = async <F extends SessionFlags & ForkFlags>(
  file: string,
  flags: F,
): Promise<{ readonly flags: F; readonly turn: number; readonly code: string | null }> => {
  const episode = await openEpisode(file).catch((error: Error) => {
    throw new UserError(error.message, 2);
  });
  const { summary } = episode;
  await episode.close();
  if (flags.turn === undefined)
    throw new UserError(
      `--fork needs --turn: which turn of ${file} is to be done anew? It has ${summary.turns ?? "an unknown number of"}.`,
      2,
    );
  const scene = flags.robot === "sim" ? (summary.scene ?? flags.scene) : flags.scene;
  const code = flags.code === undefined ? null : await readCode(flags.code);
  const mode = flags.mode ?? recordedMode(summary.mode, flags);
  return { flags: { ...flags, mode, scene, seed: summary.seed ?? flags.seed }, turn: flags.turn, code };
};

/** The agent goes on as it acted before, where there is a model that can. */
const recordedMode = (mode: string, flags: SessionFlags): ActionModeName => {
  const recorded = ActionModeName.safeParse(mode);
  return recorded.success && modelFromFlags(flags) !== null ? recorded.data : "code";
};

const readCode = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`Cannot read ${file}: ${(error as Error).message}. Give --code a Python file.`, 2);
  }
};
