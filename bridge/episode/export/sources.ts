import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { EvalResult, sweepFiles, UserError } from "../../protocol/index.ts";

export interface Source {
  readonly path: string;
  /** The file's name without .mcap; with a number where two files of different folders share it. */
  readonly id: string;
  /** In a sweep of the benchmark: whether its judge found the task done; null elsewhere. */
  readonly done: boolean | null;
}

/**
 * The episode files that are named: files as they are, folders by the .mcap files in them, in the order of their names;
 * of a sweep of the benchmark those that it has results of.
 *
 * @throws UserError when one is not there, or a folder holds none
 */
export const episodeSources = async (named: readonly string[]): Promise<Source[]> => {
  const found = new Map<string, boolean | null>();
  for (const path of named) {
    const there = await stat(path).catch(() => {
      throw new UserError(
        `There is no file or folder ${path}. Give episodes (.mcap), or a folder of them.`,
        2,
      );
    });
    if (!there.isDirectory()) found.set(path, null);
    else for (const [file, done] of (await inSweep(path)) ?? (await inFolder(path))) found.set(file, done);
  }
  const taken = new Set<string>();
  return [...found].map(([path, done]) => {
    const name = basename(path).replace(/\.mcap$/, "");
    let id = name;
    for (let n = 2; taken.has(id); n += 1) id = `${name}-${n}`;
    taken.add(id);
    return { path, id, done };
  });
};

/** What a sweep has results of; null for a folder that is none. */
const inSweep = async (folder: string): Promise<[string, boolean][] | null> => {
  const text = await readFile(join(folder, sweepFiles.results), "utf8").catch(() => null);
  if (text === null) return null;
  const results = text.split("\n").flatMap((line) => {
    const result = EvalResult.safeParse(parsed(line));
    return result.success ? [result.data] : [];
  });
  const files = results.flatMap(({ episode, verdict }): [string, boolean][] =>
    episode === null ? [] : [[join(folder, sweepFiles.episodes, episode), verdict?.success === true]],
  );
  if (files.length === 0) throw new UserError(`The sweep in ${folder} has kept no episodes.`, 2);
  return files.toSorted(([a], [b]) => (a < b ? -1 : 1));
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

const inFolder = async (folder: string): Promise<[string, null][]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".mcap"))
    .map(({ name }) => name);
  if (names.length === 0) throw new UserError(`There are no .mcap files in the folder ${folder}.`, 2);
  return names.toSorted().map((name) => [join(folder, name), null]);
};
