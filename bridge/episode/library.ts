import type { Stats } from "node:fs";
import { lstat, readdir, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type EpisodeSummary, UserError } from "../protocol/index.ts";
import { episodeIdOf, episodePath } from "./episode-id.ts";
import { openEpisode } from "./reader.ts";

/** Files that are read at a time. */
const READERS = 4;

/** What was read of a file, valid while the file is the same. */
const known = new Map<string, { readonly version: string; readonly summary: EpisodeSummary }>();

/**
 * The episodes of a folder, newest first. Of each file only its summary is read, and only once while it stays the same.
 * A file that is no episode is listed with what is wrong with it.
 *
 * @returns nothing for a folder that is not there yet
 * @throws UserError when the folder cannot be read
 */
export const listEpisodes = async (folder: string): Promise<EpisodeSummary[]> => {
  const place = resolve(folder);
  const waiting = (await episodeFiles(place)).values();
  const summaries: EpisodeSummary[] = [];
  const seen = new Set<string>();
  const readOn = async (): Promise<void> => {
    for (const id of waiting) {
      const path = join(place, `${id}.mcap`);
      const summary = await summaryOf(path, id);
      if (!summary) continue;
      seen.add(path);
      summaries.push(summary);
    }
  };
  await Promise.all(Array.from({ length: READERS }, readOn));
  for (const path of known.keys())
    if (path.startsWith(join(place, "/")) && !seen.has(path)) known.delete(path);
  return summaries.toSorted(newestFirst);
};

const newestFirst = (a: EpisodeSummary, b: EpisodeSummary): number =>
  b.started.sec - a.started.sec || b.started.nanosec - a.started.nanosec || b.id.localeCompare(a.id);

const episodeFiles = async (folder: string): Promise<string[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).flatMap(({ name }) => episodeIdOf(name) ?? []);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new UserError(
      `The folder of episodes ${folder} cannot be read: ${message}. Name one with --folder.`,
    );
  }
};

/** Null when the file went away meanwhile. */
const summaryOf = async (path: string, id: string): Promise<EpisodeSummary | null> => {
  const stats = await lstat(path).catch(() => null);
  if (!stats?.isFile()) return null;
  const version = `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
  const before = known.get(path);
  if (before?.version === version) return before.summary;
  const summary = await readSummary(path).catch((error: Error) =>
    unreadable(id, stats, inAList(error.message, path)),
  );
  known.set(path, { version, summary });
  return summary;
};

const readSummary = async (path: string): Promise<EpisodeSummary> => {
  const episode = await openEpisode(path);
  await episode.close();
  return episode.summary;
};

/** A reader's message without what a list says already. */
const inAList = (message: string, path: string): string =>
  message.replace(path, "The file").replace(/ Give an episode's .*/, "");

const unreadable = (id: string, stats: Stats, problem: string): EpisodeSummary => ({
  id,
  title: id,
  started: { sec: Math.floor(stats.mtimeMs / 1000), nanosec: 0 },
  duration_s: 0,
  robot_duration_s: 0,
  outcome: null,
  planner: "",
  model: "",
  mode: "",
  robot: "",
  scene: null,
  seed: null,
  turns: null,
  bytes: stats.size,
  whole: false,
  forked_from: null,
  follows: null,
  problem,
});

/**
 * Deletes an episode's file.
 *
 * @throws UserError when there is none of that id, or it may not be deleted
 */
export const deleteEpisode = async (folder: string, id: string): Promise<void> => {
  const path = episodePath(folder, id);
  try {
    await unlink(path);
  } catch (error) {
    throw new UserError(`${path} cannot be deleted: ${(error as Error).message}.`);
  }
};
