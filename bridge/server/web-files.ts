import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { packageRoot } from "../package-root.ts";
import { UserError } from "../protocol/index.ts";

export interface WebFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** The built page. */
export interface WebFiles {
  /** The file at a URL path, or null. */
  find(path: string): WebFile | null;
}

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/**
 * Reads the built page into memory. What is served is looked up in that list alone, never in the file system, so no
 * path of a request can lead anywhere else.
 *
 * @throws UserError when the page was not built
 */
export const loadWebFiles = (folder = join(packageRoot(), "dist", "web")): WebFiles => {
  if (!existsSync(join(folder, "index.html")))
    throw new UserError(
      `The page is not built: ${join(folder, "index.html")} is missing. Run "npm run build:web".`,
    );
  const files = new Map<string, WebFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join("/")}`;
    files.set(path, {
      bytes: new Uint8Array(readFileSync(file)),
      contentType: contentTypes[extname(path)] ?? "application/octet-stream",
      // Vite puts a hash of the content into the names under assets/.
      cacheControl: path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    });
  }
  return { find: (path) => files.get(path === "/" ? "/index.html" : path) ?? null };
};
