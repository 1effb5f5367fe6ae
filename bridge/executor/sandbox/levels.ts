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
    "bubblewrap, Landlock and seccomp: no network, no other processes; it reads system libraries, writes its work folder, and sees nothing else",
  self: "Landlock and seccomp: no network, no other processes; it reads system libraries, writes its work folder, and can see that other files exist",
  "sandbox-exec": "macOS's own sandbox (not tested yet): no network, no files but its own",
  none: "Python that the agent writes runs with your rights: it can read and change your files",
};
