// Sees to it that the strictest sandbox can be tested: installs bubblewrap when this is root on a Debian, and says so.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const installed = () =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, "bwrap"), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

if (process.platform === "linux" && !installed() && process.getuid?.() === 0) {
  process.stdout.write("installing bubblewrap (apt-get install bubblewrap)\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-q"],
    ["install", "-y", "-q", "--no-install-recommends", "bubblewrap"],
  ])
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
}
process.stdout.write(
  installed() || process.platform !== "linux"
    ? "sandbox: all levels of this system are tested\n"
    : "NOTE: bubblewrap is not installed and could not be: level bwrap+self is skipped (apt-get install bubblewrap)\n",
);
