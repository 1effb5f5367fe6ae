import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder that holds this package's package.json, whether the caller runs from source or from dist/.
 *
 * @throws Error when the files were moved out of their package
 */
export const packageRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, "package.json");
    if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === "codeact-ros") return folder;
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(
        `No package.json of codeact-ros above ${fileURLToPath(import.meta.url)}. Reinstall the package.`,
      );
    folder = parent;
  }
};
