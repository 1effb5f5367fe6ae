import { execa } from "execa";
import { UserError } from "../../protocol/index.ts";
import { findBubblewrap } from "./bubblewrap.ts";

/** The command that installs bubblewrap here, for people to type. */
export const INSTALL_COMMAND = "apt-get install bubblewrap";

/**
 * Installs bubblewrap with apt, telling each step.
 *
 * @returns its path
 * @throws UserError with the command to type where it cannot be done: not root, no apt, or no package
 */
export const installBubblewrap = async (progress: (line: string) => void): Promise<string> => {
  const present = findBubblewrap();
  if (present) return present;
  if (process.platform !== "linux")
    throw new UserError("bubblewrap is for Linux only; there is nothing to install here.");
  if (process.getuid?.() !== 0)
    throw new UserError(`bubblewrap is installed by root only: sudo ${INSTALL_COMMAND}`);
  for (const args of [
    ["update", "-q"],
    ["install", "-y", "-q", "--no-install-recommends", "bubblewrap"],
  ]) {
    progress(`apt-get ${args.join(" ")}`);
    const { failed, stderr, shortMessage } = await execa("apt-get", args, {
      reject: false,
      stdin: "ignore",
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    if (failed)
      throw new UserError(
        `apt-get ${args[0]} failed: ${stderr.trim().split("\n").at(-1) || shortMessage}. Install bubblewrap with your system's package manager.`,
      );
  }
  const installed = findBubblewrap();
  if (!installed) throw new UserError("apt-get installed bubblewrap, but bwrap is not on PATH. Check PATH.");
  return installed;
};
