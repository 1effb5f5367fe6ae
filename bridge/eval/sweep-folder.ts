import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isRunning } from "../executor/file-lock.ts";
import { SweepFacts, sweepFiles, UserError } from "../protocol/index.ts";

const LOCK = "sweep.lock";

/**
 * Makes a sweep's folder, or takes up the one that is there.
 *
 * @throws UserError when the folder holds another sweep, or something that is none
 */
export const prepareSweepFolder = async (folder: string, facts: SweepFacts): Promise<void> => {
  await mkdir(join(folder, sweepFiles.episodes), { recursive: true }).catch((error: Error) => {
    throw new UserError(`--out ${folder} cannot be made: ${error.message}.`, 2);
  });
  const path = join(folder, sweepFiles.facts);
  const before = await readFacts(folder);
  if (before === null) {
    const there = (await readdir(folder)).filter((name) => name !== sweepFiles.episodes);
    if (there.length > 0)
      throw new UserError(
        `--out ${folder} holds ${there[0]} and no sweep. Give a folder that is new, or one that a sweep was begun in.`,
        2,
      );
    await writeFile(path, `${JSON.stringify(facts, null, 2)}\n`);
    return;
  }
  const differing = differences(before, facts);
  if (differing.length > 0)
    throw new UserError(
      `--out ${folder} holds another sweep: ${differing.join("; ")}. Give the flags that it was begun with to go on with it, or another folder.`,
      2,
    );
};

/** What a folder's sweep is; null where there is none. @throws UserError when that cannot be read */
export const readFacts = async (folder: string): Promise<SweepFacts | null> => {
  const path = join(folder, sweepFiles.facts);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw new UserError(`${path} cannot be read: ${error.message}.`);
  });
  if (text === null) return null;
  try {
    return SweepFacts.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues[0]?.path.join(".") : (error as Error).message;
    throw new UserError(`${path} does not describe a sweep (${why}). Give another folder.`);
  }
};

const differences = (before: SweepFacts, now: SweepFacts): string[] => {
  const { created: _, ...lasting } = now;
  return Object.entries(lasting).flatMap(([key, value]) => {
    const [was, is] = [before[key as keyof SweepFacts], value].map((each) => shown(each ?? null));
    return was === is ? [] : [`its ${key.replace("_", " ")} ${plural(key) ? "are" : "is"} ${was}, not ${is}`];
  });
};

const plural = (key: string): boolean => key.endsWith("s");

const shown = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(",") : value === null ? "the tasks' own" : String(value);
  return text.length > 60 && Array.isArray(value)
    ? `${value.length} (${text.slice(0, 40)}…${text.slice(-20)})`
    : text;
};

/**
 * Runs `work` while no other process does so in this folder.
 *
 * @throws UserError when another one does
 */
export const withSweepLock = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  const path = join(folder, LOCK);
  const holder = Number(await readFile(path, "utf8").catch(() => "0"));
  if (holder > 0 && holder !== process.pid && isRunning(holder))
    throw new UserError(
      `Process ${holder} runs the sweep of ${folder}. Wait for its end; if that process is another one, remove ${path}.`,
    );
  await writeFile(path, String(process.pid));
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
};
