import { homedir } from "node:os";
import { join } from "node:path";

/** Where episodes are kept when no folder is named: the user's data folder. */
export const episodesFolder = (): string =>
  join(process.env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "codeact-ros", "episodes");

/** A file for a new episode, by a name that sorts by time and says what the episode was about. */
export const newEpisodeFile = (folder: string, title: string): string => {
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const words = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 48);
  return join(folder, `${time}${words ? `_${words}` : ""}.mcap`);
};
