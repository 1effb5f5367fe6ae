import { open } from "node:fs/promises";
import type { Env, Hono } from "hono";
import type { EpisodeSummary } from "../protocol/index.ts";
import { sendFile } from "./episode-routes.ts";

/** An episode file that a person has named. */
export interface EpisodeOnDisk {
  readonly id: string;
  readonly path: string;
  readonly summary: EpisodeSummary;
}

const refused = (status: number, reason: string): Response => Response.json({ reason }, { status });

/** The same addresses as of a folder of episodes, for one file: to list and read it, never to delete it. */
export const addEpisodeFile = <E extends Env>(app: Hono<E>, { id, path, summary }: EpisodeOnDisk): void => {
  app.get("/api/episodes", (context) => context.json({ episodes: [summary] }));
  app.get("/api/episodes/:file", async (context) => {
    if (context.req.param("file") !== `${id}.mcap`) return refused(404, "There is no such episode.");
    try {
      return await sendFile(context.req, await open(path), id);
    } catch {
      return refused(404, "The episode's file can no longer be read.");
    }
  });
  app.delete("/api/episodes/:id", () => refused(403, "`replay` deletes no file."));
};
