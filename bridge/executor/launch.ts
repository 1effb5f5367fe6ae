import { existsSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import type { SandboxLevel } from "../protocol/index.ts";
import { defaultLimits, type Limits, resourceLimits } from "./limits.ts";
import { bubblewrap } from "./sandbox/bubblewrap.ts";
import { pythonPaths } from "./sandbox/python-paths.ts";
import { sandboxExec } from "./sandbox/sandbox-exec.ts";
import { fontCacheOf } from "./venv-layout.ts";

/** How the interpreter is started. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited, so that no key or token of the bridge's reaches the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly workDir: string;
  /** Whether Python must report that it has locked itself in. */
  readonly confined: boolean;
  /** Whether a wrapper starts Python and tells of it on STATUS_FD. */
  readonly wrapped: boolean;
}

const sourceFolder = (): string => join(packageRoot(), "python-primitives", "src");

/**
 * The one place that turns a sandbox level into a command line, an environment and limits.
 *
 * @throws UserError when the level needs a program that is not installed
 */
export const launchPlan = async (
  sandbox: SandboxLevel,
  options: { readonly python: string; readonly workDir: string; readonly limits?: Limits },
): Promise<Launch> => {
  const { python, workDir, limits = defaultLimits } = options;
  const command = [
    python,
    ...["-I", "-u", "-X", "utf8", join(sourceFolder(), "codeact_primitives", "worker.py")],
  ];
  const env: Record<string, string> = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: workDir,
    TMPDIR: workDir,
    LANG: "C.UTF-8",
    MPLBACKEND: "Agg",
    MPLCONFIGDIR: join(workDir, ".matplotlib"),
    // Threads of linear algebra would take the bridge's cores and reserve address space for each.
    OPENBLAS_NUM_THREADS: "1",
    OMP_NUM_THREADS: "1",
    CODEACT_LIMITS: JSON.stringify(resourceLimits(limits, sandbox === "bwrap+self")),
  };
  const readable = sandbox === "none" ? [] : [sourceFolder(), ...(await pythonPaths(python))];
  const within = { readable, workDir };
  const confined = sandbox === "self" || sandbox === "bwrap+self";
  if (confined) env["CODEACT_SANDBOX"] = JSON.stringify({ readable });
  const plan = (wrapper: { file: string; args: readonly string[] } | null, wrapped = false): Launch => ({
    file: wrapper?.file ?? python,
    args: wrapper ? [...wrapper.args, ...command] : command.slice(1),
    env,
    workDir,
    confined,
    wrapped,
  });
  switch (sandbox) {
    case "bwrap+self":
      env["CODEACT_WATCH"] = "0";
      return plan(bubblewrap(within), true);
    case "sandbox-exec":
      return plan(sandboxExec(within));
    default:
      return plan(null);
  }
};

/** Makes the work folder, and puts matplotlib's font list there: without it the first plot takes seconds. */
export const prepareWorkDir = async (python: string, workDir: string): Promise<void> => {
  await mkdir(workDir, { recursive: true });
  const fonts = fontCacheOf(python);
  const own = join(workDir, ".matplotlib");
  // It only saves time; a program may have put something in its way.
  if (existsSync(fonts) && !existsSync(own)) await cp(fonts, own, { recursive: true }).catch(() => {});
};
