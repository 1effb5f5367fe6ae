import { pathToFileURL } from "node:url";
import { packageRoot } from "../package-root.ts";

/**
 * The compiled file of a worker thread. Node 20 starts workers from JavaScript only, so when the caller itself runs as
 * TypeScript source (under vitest) the worker comes from dist/, which the test set-up builds first.
 *
 * @param callerUrl the caller's import.meta.url
 * @param path relative path of the worker's source, ending in .ts
 */
export const compiledUrl = (callerUrl: string, path: string): URL => {
  const source = new URL(path, callerUrl);
  if (!callerUrl.endsWith(".ts")) return new URL(source.href.replace(/\.ts$/, ".js"));
  const root = `${pathToFileURL(packageRoot()).href}/`;
  return new URL(`dist/${source.href.slice(root.length).replace(/\.ts$/, ".js")}`, root);
};
