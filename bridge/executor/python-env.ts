import { accessSync, constants } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { withFileLock } from "./file-lock.ts";
import { askPython, type FoundPython, findPython } from "./python-find.ts";
import { failureFile, makeVenv, type Progress, type VenvPlan, venvState } from "./python-venv.ts";
import { PACKAGES, pythonOf } from "./venv-layout.ts";

export interface PreparedPython {
  /** Path of the interpreter to run programs with. */
  readonly python: string;
  readonly version: string;
  /** True when it is the managed environment with numpy, pillow and matplotlib. */
  readonly managed: boolean;
  /** What the person should know, in one line. */
  readonly notice: string | null;
}

/** After a failure the next try waits this long. */
const RETRY_AFTER_MS = 60 * 60 * 1000;
const WAIT_FOR_OTHER_MS = 300_000;

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where the environment goes: the package's own folder, else the user's cache when that is read-only or taken. */
const venvFolder = async (environment: NodeJS.ProcessEnv): Promise<string> => {
  const root = packageRoot();
  const own = join(root, ".venv");
  const state = await venvState(own);
  if (state === "ready" || (state !== "foreign" && isWritable(root))) return root;
  const cache = environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return join(cache, "codeact-ros");
};

const readyPython = async (folder: string, environment: NodeJS.ProcessEnv): Promise<FoundPython | null> => {
  const venv = join(folder, ".venv");
  // Asked and not only looked at: the Python that it was made from may have been removed or replaced since.
  return (await venvState(venv)) === "ready" ? askPython(pythonOf(venv), environment) : null;
};

const failedLately = async (folder: string): Promise<string | null> => {
  try {
    const failure = JSON.parse(await readFile(failureFile(folder), "utf8")) as { at_ms: number; why: string };
    const age = Date.now() - failure.at_ms;
    return age >= 0 && age < RETRY_AFTER_MS ? String(failure.why) : null;
  } catch {
    return null;
  }
};

const noticeOf = (why: string, folder: string): string =>
  `Python runs without ${PACKAGES.join(", ")}: ${why}. It works all the same, without plots and arrays; ` +
  `to try again at once, remove ${failureFile(folder)}.`;

/** Makes the environment in `folder` unless another process just did; why not when it could not be made. */
const makeOnce = async (folder: string, plan: Omit<VenvPlan, "venv">): Promise<string | null> => {
  await mkdir(folder, { recursive: true });
  const wait = () => plan.progress("waiting for another process that makes the Python environment");
  const outcome = await withFileLock(join(folder, ".venv.lock"), WAIT_FOR_OTHER_MS, wait, async () => {
    if (await readyPython(folder, plan.environment)) return { why: null };
    const lately = await failedLately(folder);
    if (lately !== null) return { why: lately };
    const why = await makeVenv({ ...plan, venv: join(folder, ".venv") });
    if (why === null) await rm(failureFile(folder), { force: true });
    else await writeFile(failureFile(folder), `${JSON.stringify({ at_ms: Date.now(), why })}\n`);
    return { why };
  });
  return outcome ? outcome.why : "another process is still making the environment";
};

/**
 * The Python that programs run with: CODEACT_PYTHON as it is, else a managed environment with numpy, pillow and
 * matplotlib, made at the first start; where that cannot be had, the bare interpreter with a notice.
 *
 * @throws UserError when there is no Python that is new enough
 */
export const preparePython = async (options: {
  readonly progress: Progress;
  readonly environment?: NodeJS.ProcessEnv;
  /** Folder that holds the environment; by default the package's, or the user's cache. */
  readonly folder?: string;
}): Promise<PreparedPython> => {
  const { progress, environment = process.env } = options;
  if (environment["CODEACT_PYTHON"])
    return { ...(await findPython(environment)), managed: false, notice: null };
  const folder = options.folder ?? (await venvFolder(environment));
  const ready = await readyPython(folder, environment);
  if (ready) return { ...ready, managed: true, notice: null };
  const base = await findPython(environment);
  const lately = await failedLately(folder);
  const why =
    lately ??
    (await makeOnce(folder, { base, environment, progress }).catch((error: Error) => error.message));
  const made = why === null ? await readyPython(folder, environment) : null;
  if (made) return { ...made, managed: true, notice: null };
  return { ...base, managed: false, notice: noticeOf(why ?? "the environment does not run", folder) };
};
