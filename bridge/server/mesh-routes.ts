import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { Readable } from "node:stream";
import type { Env, Hono } from "hono";

/** A mesh larger than this is not served, bytes. */
const MAX_MESH_BYTES = 64 * 1024 * 1024;
const types: Readonly<Record<string, string>> = {
  ".stl": "model/stl",
  ".dae": "model/vnd.collada+xml",
  ".obj": "model/obj",
};

const refused = (status: number, reason: string): Response => Response.json({ reason }, { status });

/**
 * Serves the meshes of robot descriptions, /api/meshes/PACKAGE/path: of the folders that the person gave, and of these
 * only STL, DAE and OBJ files. A path that leads out of its folder, also by a link, is refused.
 *
 * @param packages absolute folders by the name of the package that they are
 */
export const addMeshRoutes = <E extends Env>(app: Hono<E>, packages: ReadonlyMap<string, string>): void => {
  app.get("/api/meshes/:package/:path{.+}", async (context) => {
    const name = context.req.param("package");
    const folder = packages.get(name);
    if (folder === undefined) {
      const known = packages.size > 0 ? `served are ${[...packages.keys()].join(", ")}` : "none is served";
      return refused(404, `package "${name}" is not served (${known}); start with --meshes ${name}=FOLDER`);
    }
    const type = types[extname(context.req.param("path")).toLowerCase()];
    if (type === undefined)
      return refused(400, `only ${Object.keys(types).join(", ")} files are served as meshes`);
    const parts = context.req.param("path").split("/");
    if (parts.some((part) => part === ".." || part.includes("\0") || part.includes("\\")))
      return refused(400, `the path leads out of package "${name}"`);
    return sendMesh(folder, join(folder, ...parts), type, name);
  });
};

const sendMesh = async (folder: string, path: string, type: string, name: string): Promise<Response> => {
  const missing = refused(404, `package "${name}" has no such file`);
  const real = await realpath(path).catch(() => null);
  const root = await realpath(folder).catch(() => null);
  if (real === null || root === null) return missing;
  if (!real.startsWith(root + sep))
    return refused(403, `the file is a link that leads out of package "${name}"`);
  // It may have become a link or a pipe since.
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => null,
  );
  if (!file) return missing;
  const stats = await file.stat();
  if (!stats.isFile() || stats.size > MAX_MESH_BYTES) {
    await file.close();
    if (!stats.isFile()) return missing;
    return refused(413, `the mesh is larger than ${MAX_MESH_BYTES / 1024 / 1024} MB`);
  }
  if (stats.size === 0) {
    await file.close();
    return refused(404, "the file is empty");
  }
  const bytes = Readable.toWeb(file.createReadStream({ start: 0, end: stats.size - 1 }));
  return new Response(bytes as ReadableStream, {
    headers: { "content-type": type, "content-length": String(stats.size) },
  });
};
