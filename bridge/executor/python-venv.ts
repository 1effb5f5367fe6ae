import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import type { FoundPython } from "./python-find.ts";
import { fontCacheOf, markerOf, PACKAGES, pythonOf } from "./venv-layout.ts";

export type Progress = (line: string) => void;

/** Of one managed environment: made and whole, ours but half made, or of someone else. */
export type VenvState = "ready" | "unfinished" | "missing" | "foreign";

/** pip is given up when it says nothing for this long, or takes longer than that in all. */
const SILENCE_MS = 60_000;
const INSTALL_MS = 240_000;
const FONTS_MS = 60_000;

export const venvState = async (venv: string): Promise<VenvState> => {
  if (!existsSync(venv)) return "missing";
  try {
    const marker = JSON.parse(await readFile(markerOf(venv), "utf8")) as {
      state?: string;
      packages?: string[];
    };
    const whole = marker.state === "ready" && PACKAGES.every((name) => marker.packages?.includes(name));
    return whole && existsSync(pythonOf(venv)) ? "ready" : "unfinished";
  } catch {
    return "foreign";
  }
};

const mark = async (venv: string, state: "making" | "ready", base: FoundPython): Promise<void> => {
  const next = `${markerOf(venv)}.next`;
  await writeFile(next, `${JSON.stringify({ state, python: base.version, packages: PACKAGES })}\n`);
  await rename(next, markerOf(venv)); // a reader sees the old marker or the new one, never half of it
};

/** Where an environment is made, from what, and with which environment variables (pip takes its settings there). */
export interface VenvPlan {
  readonly venv: string;
  readonly base: FoundPython;
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
}

/** Runs a command and hands on its lines; the reason when it fails. */
const run = async (
  [file, ...args]: [string, ...string[]],
  env: NodeJS.ProcessEnv,
  onLine: Progress = () => {},
  limitMs = INSTALL_MS,
): Promise<string | null> => {
  const options = {
    reject: false,
    timeout: limitMs,
    stdin: "ignore",
    all: true,
    buffer: false,
    env,
    extendEnv: false,
  } as const;
  const process = execa(file, args, options);
  const last: string[] = [];
  let silent = false;
  let alarm: NodeJS.Timeout | undefined;
  const wind = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      silent = true;
      process.kill("SIGKILL");
    }, SILENCE_MS);
  };
  wind();
  for await (const line of createInterface({ input: process.all })) {
    wind();
    if (line.trim() === "") continue;
    last.push(line.trim());
    if (last.length > 3) last.shift();
    onLine(line.trim());
  }
  clearTimeout(alarm);
  const result = await process;
  if (!result.failed) return null;
  if (silent) return `nothing was heard for ${SILENCE_MS / 1000} s`;
  if (result.timedOut) return `it took longer than ${limitMs / 1000} s`;
  return (
    last.findLast((line) => /error|no module/i.test(line)) ??
    last.at(-1) ??
    result.shortMessage ??
    "it failed"
  );
};

const pipWords =
  (progress: Progress): Progress =>
  (line) => {
    const step = /^(Collecting|Downloading|Installing collected packages|Successfully installed)\b.*/.exec(
      line,
    );
    if (step) progress(`Python packages: ${step[0].slice(0, 100)}`);
  };

/**
 * Makes a virtual environment with the packages, in place of whatever half-made one is there.
 * It counts as made only once its marker says so, which is written last.
 *
 * @returns null, or why there is none now
 */
export const makeVenv = async (plan: VenvPlan): Promise<string | null> => {
  const { venv, base, environment, progress } = plan;
  await rm(venv, { recursive: true, force: true });
  await mkdir(venv, { recursive: true });
  await mark(venv, "making", base);
  progress(`making a Python environment with ${PACKAGES.join(", ")} (once; a minute or so)`);
  const noVenv = await run([base.python, "-I", "-m", "venv", venv], environment);
  if (noVenv !== null) {
    await rm(venv, { recursive: true, force: true });
    return `no virtual environment could be made (${noVenv}; Debian, Ubuntu: apt-get install python3-venv)`;
  }
  const install = [
    "-m",
    "pip",
    "install",
    "--no-input",
    "--disable-pip-version-check",
    "--only-binary=:all:",
  ];
  const quick = ["--retries", "1", "--timeout", "15", "--progress-bar", "off"];
  const noPackages = await run(
    // Not isolated: -I would hide the person's pip settings.
    [pythonOf(venv), ...install, ...quick, ...PACKAGES],
    environment,
    pipWords(progress),
  );
  if (noPackages !== null) {
    await rm(venv, { recursive: true, force: true });
    return `the packages could not be installed (${noPackages})`;
  }
  await listFonts(plan);
  await mark(venv, "ready", base);
  return null;
};

/** matplotlib lists the system's fonts at its first start; done here, it costs nobody seconds later. */
const listFonts = async ({ venv, environment, progress }: VenvPlan): Promise<void> => {
  progress("Python packages: preparing matplotlib");
  const fonts = fontCacheOf(pythonOf(venv));
  await mkdir(fonts, { recursive: true });
  const command: [string, ...string[]] = [pythonOf(venv), "-c", "import matplotlib.pyplot"];
  await run(command, { ...environment, MPLCONFIGDIR: fonts, MPLBACKEND: "Agg" }, undefined, FONTS_MS);
};

/** Says that making one was tried and failed, so that the next starts do not wait for it again. */
export const failureFile = (folder: string): string => join(folder, ".venv-failed.json");
