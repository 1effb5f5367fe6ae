import { statSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../protocol/index.ts";

/**
 * Reads "ur_description=./meshes/ur_description": the folders from which meshes of robot descriptions are served, by
 * package.
 *
 * @throws UserError for what is not a name and a folder, or for a folder that is not there
 */
export const meshPackages = (texts: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    texts.map((text) => {
      const [, name = "", folder = ""] = /^([\w.-]{1,200})=(.+)$/.exec(text) ?? [];
      if (name === "" || /^\.+$/.test(name))
        throw new UserError(
          `--meshes ${text} is no package and folder, such as --meshes ur_description=/opt/ros/jazzy/share/ur_description.`,
          2,
        );
      const path = resolve(folder);
      if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
        throw new UserError(
          `--meshes ${name}: there is no folder ${path}. Give the package's own folder, which holds its meshes.`,
          2,
        );
      return [name, path];
    }),
  );
