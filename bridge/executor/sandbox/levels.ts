import type { SandboxLevel } from "../../protocol/index.ts";

/** A level that was tried and did not start. */
export interface UnavailableLevel {
  readonly level: SandboxLevel;
  readonly why: string;
}

/** The levels of a platform, the strictest first. */
export const levelsOf = (platform: NodeJS.Platform = process.platform): readonly SandboxLevel[] => {
  if (platform === "linux") return ["bwrap+self", "self", "none"];
  return platform === "darwin" ? ["sandbox-exec", "none"] : ["none"];
};

/** What a level keeps in, in a sentence. */
export const meaningOf: Record<SandboxLevel, string> = {
  "bwrap+self":
    "own namespaces (bubblewrap), and Landlock and seccomp inside: no files, network or processes but its own",
  self: "Landlock and seccomp: no network, no new processes, no files but its own; names and sizes of other files can be seen",
  "sandbox-exec": "macOS's own sandbox (not tested yet): no network, no files but its own",
  none: "Python that the agent writes runs with your rights: it can read and change your files",
};
