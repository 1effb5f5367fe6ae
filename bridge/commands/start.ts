import type { Command } from "commander";
import { episodesFolder } from "../episode/episodes-folder.ts";
import { progressLine } from "../terminal/progress.ts";
import { safetyKeys } from "../terminal/safety-keys.ts";
import { openLivePage } from "./live-page.ts";
import { meshPackages } from "./mesh-packages.ts";
import { openBrowser } from "./open-browser.ts";
import type { SessionFlags } from "./session-options.ts";
import { untilInterrupted } from "./signals.ts";
import { startOptions } from "./start-options.ts";

export interface StartFlags extends SessionFlags {
  port: number;
  episodes?: string;
  open: boolean;
  meshes: string[];
}

/** `start`: robot, bridge and page, until Ctrl-C. */
export const runStart = async (flags: StartFlags, command: Command): Promise<void> => {
  const episodes = flags.episodes ?? episodesFolder();
  const { file, remembered, ...start } = await startOptions(flags, command, progressLine);
  const { live, server, close } = await openLivePage({
    start,
    file,
    remembered,
    port: flags.port,
    meshes: meshPackages(flags.meshes),
    episodes,
    progress: progressLine,
  });
  const { planner, model, robot, sandbox } = live.session.info();
  process.stdout.write(`page ${server.url}\n`);
  process.stdout.write(
    `  robot ${robot} · ${planner === "offline" ? "offline rule planner (no model: set OPENAI_API_KEY or --base-url and --model)" : `model ${model}`} · sandbox ${sandbox}\n  episodes ${episodes}\n  Ctrl-C ends it\n`,
  );
  const endKeys = safetyKeys(live, process.stdin, process.stdout);
  if (flags.open) openBrowser(server.url);
  await new Promise<void>((resolve) => untilInterrupted(async () => resolve()));
  endKeys();
  await close();
  process.exitCode = 130;
};
