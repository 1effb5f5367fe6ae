/** A path as a string of the profile language. */
const quoted = (path: string): string => `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/**
 * A profile for macOS's sandbox-exec: reads of the system and the given folders, writes to the work folder, no network,
 * no other programs. Written from Apple's sandbox-exec(1) and the profiles in /System/Library/Sandbox/Profiles; it has
 * NOT been run on a Mac yet.
 */
const profile = (readable: readonly string[], workDir: string): string =>
  [
    "(version 1)",
    "(deny default)",
    '(import "bsd.sb")',
    "(deny network*)",
    `(allow process-exec (subpath "/usr") ${readable.map((path) => `(subpath ${quoted(path)})`).join(" ")})`,
    "(allow process-fork)", // the worker's own watcher; what it forks stays in the sandbox
    "(allow signal (target self))",
    "(allow sysctl-read)",
    `(allow file-read* (subpath "/usr") (subpath "/System") (subpath "/Library/Frameworks") ${readable.map((path) => `(subpath ${quoted(path)})`).join(" ")})`,
    `(allow file-read* file-write* (subpath ${quoted(workDir)}))`,
    '(allow file-write-data (literal "/dev/null"))',
  ].join("\n");

/** How macOS keeps a program in; untested. */
export const sandboxExec = (options: {
  readonly readable: readonly string[];
  readonly workDir: string;
}): { readonly file: string; readonly args: string[] } => ({
  file: "/usr/bin/sandbox-exec",
  args: ["-p", profile(options.readable, options.workDir)],
});
