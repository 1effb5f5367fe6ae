import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { Env, Hono, HonoRequest } from "hono";
import { episodeIdOf, episodePath, isEpisodeId } from "../episode/episode-id.ts";
import { deleteEpisode, listEpisodes } from "../episode/library.ts";
import { byteRange } from "./byte-range.ts";

/** The episodes that the page lists, reads and deletes. */
export interface EpisodeShelf {
  readonly folder: string;
  /** Whether that episode is being written now: it is neither listed nor deleted. */
  isRecording(id: string): boolean;
  /** Told when one was deleted. */
  onDeleted(): void;
}

// A link would lead out of the folder, and a pipe would never open.
const READ_PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const failed = (status: number, reason: string): Response => Response.json({ reason }, { status });

/** Changes whenever the file's bytes may have changed. */
const etagOf = ({ size, mtimeMs, ino }: Stats): string =>
  `"${size.toString(36)}-${mtimeMs.toString(36)}-${ino.toString(36)}"`;

/** List, files (with ranges) and deletion of episodes, under /api/episodes. */
export const addEpisodeRoutes = <E extends Env>(app: Hono<E>, shelf: EpisodeShelf): void => {
  app.get("/api/episodes", async (context) => {
    const episodes = await listEpisodes(shelf.folder);
    return context.json({ episodes: episodes.filter(({ id }) => !shelf.isRecording(id)) });
  });
  app.get("/api/episodes/:file", async (context) => {
    const id = episodeIdOf(context.req.param("file"));
    if (id === null)
      return failed(400, "Give a plain file name that ends in .mcap, as /api/episodes lists it.");
    const file = await openPlain(shelf.folder, id);
    return file ? sendFile(context.req, file, id) : failed(404, "There is no such episode.");
  });
  app.delete("/api/episodes/:id", async (context) => {
    const id = context.req.param("id");
    if (!isEpisodeId(id)) return failed(400, "Give an id as /api/episodes lists it.");
    if (shelf.isRecording(id))
      return failed(409, "This episode is being recorded. Wait for the end of its task.");
    try {
      await deleteEpisode(shelf.folder, id);
    } catch (error) {
      return failed(404, (error as Error).message);
    }
    shelf.onDeleted();
    return context.json({ ok: true });
  });
};

const openPlain = async (folder: string, id: string): Promise<FileHandle | null> => {
  let file: FileHandle;
  try {
    file = await open(episodePath(folder, id), READ_PLAIN);
  } catch {
    return null;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  return null;
};

/** Answers with the file or the range of it that was asked for; read as fast as it is taken, never whole. */
export const sendFile = async (request: HonoRequest, file: FileHandle, id: string): Promise<Response> => {
  const stats = await file.stat();
  const etag = etagOf(stats);
  const { size } = stats;
  const ifRange = request.header("if-range");
  const wanted = ifRange === undefined || ifRange === etag ? request.header("range") : undefined;
  const range = byteRange(wanted, size);
  const headers: Record<string, string> = {
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(id)}.mcap`,
    etag,
  };
  if (request.header("if-none-match") === etag) {
    await file.close();
    return new Response(null, { status: 304, headers });
  }
  if (range === "unsatisfiable") {
    await file.close();
    return Response.json(
      { reason: `The episode has ${size} bytes; the range asked for holds none of them.` },
      { status: 416, headers: { "content-range": `bytes */${size}` } },
    );
  }
  const { first, last } = range ?? { first: 0, last: size - 1 };
  headers["content-length"] = String(last - first + 1);
  if (range) headers["content-range"] = `bytes ${first}-${last}/${size}`;
  const status = range ? 206 : 200;
  if (request.method === "HEAD" || last < first) {
    await file.close();
    return new Response(null, { status, headers });
  }
  const bytes = Readable.toWeb(file.createReadStream({ start: first, end: last }));
  return new Response(bytes as ReadableStream, { status, headers });
};
