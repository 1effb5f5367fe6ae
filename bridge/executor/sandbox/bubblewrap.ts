import { accessSync, constants, existsSync, lstatSync, readlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../../protocol/index.ts";
import { outermost } from "./python-paths.ts";

/** Where bubblewrap says, as JSON, which process it started and how that ended. */
export const STATUS_FD = 5;

const NOBODY = "65534";

/** Path of bubblewrap, null when it is not installed. */
export const findBubblewrap = (path = process.env["PATH"] ?? ""): string | null => {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, "bwrap");
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not there
    }
  }
  return null;
};

/** /bin, /lib and the like are links into /usr on most systems, and folders on others. */
const systemFolder = (path: string): string[] => {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ["--symlink", readlinkSync(path), path]
    : ["--ro-bind", path, path];
};

const readOnly = (path: string): string[] => ["--ro-bind-try", path, path];

/**
 * The arguments of bubblewrap (man bwrap) before the program's own: own namespaces of every kind, the system and the
 * readable folders read-only, the work folder writable, and nothing else of the disk.
 *
 * @throws UserError when bubblewrap is not installed
 */
export const bubblewrap = (options: {
  readonly readable: readonly string[];
  readonly workDir: string;
}): { readonly file: string; readonly args: string[] } => {
  const file = findBubblewrap();
  if (file === null) throw new UserError("bubblewrap (bwrap) is not installed.");
  const folders = outermost(options.readable.filter((path) => path !== "/usr" && !path.startsWith("/usr/")));
  const args = [
    ...["--unshare-all", "--unshare-user", "--disable-userns", "--uid", NOBODY, "--gid", NOBODY],
    ...["--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL", "--hostname", "codeact"],
    ...["--ro-bind", "/usr", "/usr", ...["/bin", "/sbin", "/lib", "/lib32", "/lib64"].flatMap(systemFolder)],
    ...["/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"].flatMap(readOnly),
    ...["--proc", "/proc", "--dev", "/dev"],
    ...folders.flatMap(readOnly),
    ...["--bind", options.workDir, options.workDir, "--chdir", options.workDir],
    ...["--json-status-fd", String(STATUS_FD), "--"],
  ];
  return { file, args };
};
