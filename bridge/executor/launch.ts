import { existsSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { type SandboxLevel, UserError } from "../protocol/index.ts";
import { fontCacheOf } from "./venv-layout.ts";

/** Resource limits by their POSIX names (setrlimit); the worker sets them on itself. */
export interface ResourceLimits {
  /** Address space, bytes. */
  readonly AS: number;
  /** Largest file, bytes. */
  readonly FSIZE: number;
  /** Open descriptors. */
  readonly NOFILE: number;
  /** Core dump, bytes. */
  readonly CORE: number;
}

export const defaultLimits: ResourceLimits = { AS: 2 ** 31, FSIZE: 64 * 2 ** 20, NOFILE: 128, CORE: 0 };

/** How the interpreter is started. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited, so that no key or token of the bridge's reaches the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly workDir: string;
}

const workerFile = (): string =>
  join(packageRoot(), "python-primitives", "src", "codeact_primitives", "worker.py");

/**
 * The one place that turns a sandbox level into a command line, an environment and limits.
 *
 * @throws UserError for a level that this version does not have
 */
export const launchPlan = (
  sandbox: SandboxLevel,
  options: { readonly python: string; readonly workDir: string; readonly limits?: ResourceLimits },
): Launch => {
  if (sandbox !== "none")
    throw new UserError(
      `Sandbox level ${JSON.stringify(sandbox)} is not in this version. Pass --sandbox none.`,
      2,
    );
  const { python, workDir, limits = defaultLimits } = options;
  return {
    file: python,
    args: ["-I", "-u", "-X", "utf8", workerFile()],
    workDir,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      HOME: workDir,
      TMPDIR: workDir,
      LANG: "C.UTF-8",
      MPLBACKEND: "Agg",
      MPLCONFIGDIR: join(workDir, ".matplotlib"),
      // Threads of linear algebra would take the bridge's cores and reserve address space for each.
      OPENBLAS_NUM_THREADS: "1",
      OMP_NUM_THREADS: "1",
      CODEACT_LIMITS: JSON.stringify(limits),
    },
  };
};

/** Makes the work folder, and puts matplotlib's font list there: without it the first plot takes seconds. */
export const prepareWorkDir = async (python: string, workDir: string): Promise<void> => {
  await mkdir(workDir, { recursive: true });
  const fonts = fontCacheOf(python);
  const own = join(workDir, ".matplotlib");
  if (existsSync(fonts) && !existsSync(own)) await cp(fonts, own, { recursive: true });
};
