import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { python } from "./harness.ts";

/** Makes a Python in `folder` that does not hear what it is asked: on it no sandbox can be had. Returns its path. */
export const makeDeafPython = (folder: string): string => {
  const venv = join(folder, "deaf");
  execFileSync(python, ["-m", "venv", "--without-pip", venv]);
  const deaf = join(venv, "bin", "python");
  const site = execFileSync(deaf, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], {
    encoding: "utf8",
  }).trim();
  writeFileSync(join(site, "deaf.pth"), "import os; os.environ.pop('CODEACT_SANDBOX', None)\n");
  return deaf;
};
