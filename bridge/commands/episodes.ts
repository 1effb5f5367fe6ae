import { lstat } from "node:fs/promises";
import { episodePath } from "../episode/episode-id.ts";
import { episodesFolder } from "../episode/episodes-folder.ts";
import { deleteEpisode, listEpisodes } from "../episode/library.ts";
import { type EpisodeSummary, UserError } from "../protocol/index.ts";
import { promptLine } from "../terminal/prompt.ts";
import { bytesText, dateText, durationText } from "../terminal/quantities.ts";
import { oneLine, table } from "../terminal/table.ts";

interface FolderFlags {
  folder?: string;
}

/** A file without an end that was written to this lately may still be recorded by a bridge. */
const MAYBE_RECORDED_MS = 10 * 60_000;

const columns = [
  { title: "DATE" },
  { title: "OUTCOME" },
  { title: "LENGTH", right: true },
  { title: "SIZE", right: true },
  { title: "TITLE", widest: 48 },
  { title: "ID" },
];

const outcomeText = ({ problem, outcome }: EpisodeSummary): string =>
  problem === undefined ? (outcome ?? "cut off") : "unreadable";

const episodesTable = (episodes: readonly EpisodeSummary[]): string =>
  table(
    columns,
    episodes.map((episode) => [
      dateText(episode.started.sec),
      outcomeText(episode),
      episode.problem === undefined ? durationText(episode.duration_s) : "",
      bytesText(episode.bytes),
      episode.title,
      episode.id,
    ]),
  );

const sizeOf = (episodes: readonly EpisodeSummary[]): string =>
  bytesText(episodes.reduce((sum, { bytes }) => sum + bytes, 0));

const counted = (n: number): string => `${n} episode${n === 1 ? "" : "s"}`;

/** `episodes`: what is kept, newest first. */
export const runEpisodesList = async (flags: FolderFlags & { json?: boolean }): Promise<void> => {
  const folder = flags.folder ?? episodesFolder();
  const episodes = await listEpisodes(folder);
  if (flags.json) return void process.stdout.write(`${JSON.stringify({ folder, episodes })}\n`);
  if (episodes.length === 0)
    return void process.stdout.write(
      `No episodes in ${folder}. Every task of \`codeact-ros start\` is kept there.\n`,
    );
  process.stdout.write(episodesTable(episodes));
  process.stdout.write(`\n${counted(episodes.length)}, ${sizeOf(episodes)}, in ${folder}\n`);
};

/** `episodes delete ID…`: all of them, or none when one is not there. */
export const runEpisodesDelete = async (ids: readonly string[], flags: FolderFlags): Promise<void> => {
  const folder = flags.folder ?? episodesFolder();
  const named = new Set(ids.map((id) => id.replace(/\.mcap$/, "")));
  for (const id of named) episodePath(folder, id);
  for (const id of named) {
    await deleteEpisode(folder, id);
    process.stdout.write(`deleted ${oneLine(id)}\n`);
  }
};

export interface PruneFlags extends FolderFlags {
  /** Seconds. */
  olderThan?: number;
  keep?: number;
  yes?: boolean;
}

/** `episodes prune`: shows what would go, asks, deletes. What is no episode stays. */
export const runEpisodesPrune = async (flags: PruneFlags): Promise<void> => {
  if ((flags.olderThan === undefined) === (flags.keep === undefined))
    throw new UserError("Say what goes: either --older-than 30d, or --keep 100 (the newest ones stay).", 2);
  const folder = flags.folder ?? episodesFolder();
  const episodes = (await listEpisodes(folder)).filter(({ problem }) => problem === undefined);
  const asked =
    flags.keep === undefined ? olderThan(episodes, flags.olderThan ?? 0) : episodes.slice(flags.keep);
  const going: EpisodeSummary[] = [];
  for (const episode of asked) if (!(await maybeRecorded(folder, episode))) going.push(episode);
  if (going.length === 0) return void process.stdout.write(`Nothing to delete in ${folder}.\n`);
  process.stdout.write(episodesTable(going));
  if (!flags.yes && !(await confirmed(going))) return void process.stdout.write("Nothing was deleted.\n");
  for (const { id } of going) await deleteEpisode(folder, id);
  process.stdout.write(`deleted ${counted(going.length)}, ${sizeOf(going)}\n`);
};

const olderThan = (episodes: readonly EpisodeSummary[], seconds: number): EpisodeSummary[] => {
  const before = Date.now() / 1000 - seconds;
  return episodes.filter(({ started }) => started.sec < before);
};

const maybeRecorded = async (folder: string, { id, whole }: EpisodeSummary): Promise<boolean> => {
  if (whole) return false;
  const { mtimeMs } = await lstat(episodePath(folder, id));
  return Date.now() - mtimeMs < MAYBE_RECORDED_MS;
};

const confirmed = async (going: readonly EpisodeSummary[]): Promise<boolean> => {
  if (!process.stdin.isTTY)
    throw new UserError(
      "Nothing was deleted: there is no terminal to ask at. Give --yes to delete these.",
      2,
    );
  const question = `Delete ${going.length === 1 ? "this episode" : `these ${going.length} episodes`} (${sizeOf(going)})? [y/N] `;
  const answer = await promptLine(question, new AbortController().signal);
  return /^y(es)?$/i.test(answer?.trim() ?? "");
};
