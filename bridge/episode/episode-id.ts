import { lstatSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../protocol/index.ts";

const EXTENSION = ".mcap";
/** What file systems take, less the extension. */
const LONGEST = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not get through
const FORBIDDEN = /[/\\\x00-\x1f\x7f]|^\.|\.\.|\.$/;

/** Whether an id is a plain file name: no separators, no control characters, no way to another folder. */
export const isEpisodeId = (id: string): boolean =>
  id !== "" && Buffer.byteLength(id) <= LONGEST && !FORBIDDEN.test(id);

/** The id of an episode file, or null for a file that is none by its name. */
export const episodeIdOf = (fileName: string): string | null => {
  const id = fileName.endsWith(EXTENSION) ? fileName.slice(0, -EXTENSION.length) : "";
  return isEpisodeId(id) ? id : null;
};

/** The id as it may stand in a message. */
const shown = (id: string): string => JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}…` : id);

/**
 * The file of an episode of a folder. Links are not followed: an episode is a file of the folder itself.
 *
 * @param id the file's name without .mcap
 * @throws UserError when the id is no plain name, or there is no such file
 */
export const episodePath = (folder: string, id: string): string => {
  if (!isEpisodeId(id))
    throw new UserError(
      `${shown(id)} is no episode id: an id is a file name without .mcap and without folders. See \`codeact-ros episodes\`.`,
      2,
    );
  const path = join(folder, id + EXTENSION);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile())
    throw new UserError(`There is no episode ${shown(id)} in ${folder}. See \`codeact-ros episodes\`.`);
  return path;
};
