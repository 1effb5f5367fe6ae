import { blobSource, httpSource } from "../episode/byte-source.ts";
import { type Episode, openEpisode } from "../episode/episode.ts";

/* What is loaded only when an episode is opened. */
export { Replay } from "./replay.ts";
export { Timeline } from "./timeline/timeline.tsx";

/** @throws EpisodeError in one readable line */
export const openFile = (file: File): Promise<Episode> =>
  openEpisode(file.name.replace(/\.mcap$/i, ""), blobSource(file));

/** @throws EpisodeError in one readable line */
export const openById = async (id: string, token: string): Promise<Episode> =>
  openEpisode(id, await httpSource(`/api/episodes/${encodeURIComponent(id)}.mcap`, token));
