import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";

const run = promisify(execFile);

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];
const macApplications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const isProgram = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** The first of these programs that is on the PATH. */
const onPath = async (programs: readonly string[]): Promise<string | null> => {
  for (const program of programs)
    for (const folder of (process.env["PATH"] ?? "").split(delimiter))
      if (folder && (await isProgram(join(folder, program)))) return join(folder, program);
  return null;
};

const installed = async (): Promise<string | null> => {
  for (const application of macApplications) if (await isProgram(application)) return application;
  return onPath(names);
};

const HOW_TO =
  "Run: sudo apt-get update && sudo apt-get install -y chromium (Debian, Ubuntu), or install Chrome and set CHROME_PATH to its program.";

/**
 * The path of a Chrome or Chromium for the tests: CHROME_PATH, else one that is installed, else Debian's, installed now
 * where this user may do that.
 *
 * @throws Error with the command to run where there is none
 */
export const findBrowser = async (): Promise<string> => {
  const given = process.env["CHROME_PATH"];
  if (given) {
    if (await isProgram(given)) return given;
    throw new Error(
      `CHROME_PATH ${given} is not a program that can be run. Unset it, or set it to Chrome's path.`,
    );
  }
  const found = await installed();
  if (found) return found;
  const apt = await onPath(["apt-get"]);
  if (!apt || process.getuid?.() !== 0)
    throw new Error(`The browser tests need Chrome or Chromium, and none was found. ${HOW_TO}`);
  process.stderr.write("installing Chromium for the browser tests, about a minute\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run(apt, ["update"], { env });
    await run(apt, ["install", "-y", "--no-install-recommends", "chromium"], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const last = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split("\n")
      .at(-1);
    throw new Error(`Chromium could not be installed: ${last}. ${HOW_TO}`, { cause: error });
  }
  const fresh = await installed();
  if (!fresh)
    throw new Error(`apt-get installed chromium, yet no program of that name is on the PATH. ${HOW_TO}`);
  return fresh;
};

/** A headless browser with a fresh profile that calls nobody but the page under test. */
export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await findBrowser(),
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Without a graphics card smooth edges cost as much as all the rest of the scene.
      "--webgl-antialiasing-mode=none",
    ],
  });
