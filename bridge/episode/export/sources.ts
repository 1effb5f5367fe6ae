import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../../protocol/index.ts";

export interface Source {
  readonly path: string;
  /** The file's name without .mcap; with a number where two files of different folders share it. */
  readonly id: string;
}

/**
 * The episode files that are named: files as they are, folders by the .mcap files in them, in the order of their names.
 *
 * @throws UserError when one is not there, or a folder holds none
 */
export const episodeSources = async (named: readonly string[]): Promise<Source[]> => {
  const paths: string[] = [];
  for (const path of named) {
    const found = await stat(path).catch(() => {
      throw new UserError(
        `There is no file or folder ${path}. Give episodes (.mcap), or a folder of them.`,
        2,
      );
    });
    paths.push(...(found.isDirectory() ? await inFolder(path) : [path]));
  }
  const taken = new Set<string>();
  return [...new Set(paths)].map((path) => {
    const name = basename(path).replace(/\.mcap$/, "");
    let id = name;
    for (let n = 2; taken.has(id); n += 1) id = `${name}-${n}`;
    taken.add(id);
    return { path, id };
  });
};

const inFolder = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".mcap"))
    .map(({ name }) => name);
  if (names.length === 0) throw new UserError(`There are no .mcap files in the folder ${folder}.`, 2);
  return names.toSorted().map((name) => join(folder, name));
};
