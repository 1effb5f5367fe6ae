import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { openEpisode } from "../episode/reader.ts";
import { UserError } from "../protocol/index.ts";
import { startReplayServer } from "../server/server.ts";
import { openBrowser } from "./open-browser.ts";
import { untilInterrupted } from "./signals.ts";

export interface ReplayFlags {
  port: number;
  open: boolean;
  json?: true;
}

/** `replay`: the page on one episode, without a robot, until Ctrl-C. */
export const runReplay = async (file: string, flags: ReplayFlags): Promise<void> => {
  const path = await realpath(resolve(file)).catch(() => {
    throw new UserError(
      `There is no file ${file}. Give an episode (.mcap); \`codeact-ros episodes\` lists them.`,
      2,
    );
  });
  if (!(await stat(path)).isFile()) throw new UserError(`${file} is no file. Give an episode (.mcap).`, 2);
  const episode = await openEpisode(path);
  const { summary, recovered } = episode;
  await episode.close();
  const server = await startReplayServer({ port: flags.port, file: { id: summary.id, path, summary } });
  const said = flags.json
    ? JSON.stringify({
        type: "replay",
        url: server.url,
        episode: summary,
        recovered: recovered?.lost ?? null,
      })
    : [
        `page ${server.url}`,
        ...(recovered ? [`  ${recovered.lost} The index was recovered.`] : []),
        // The file may be anybody's: what would steer a terminal is not obeyed.
        `  ${summary.title.replaceAll(/\p{Cc}/gu, " ")}`,
        "  Ctrl-C ends it",
      ].join("\n");
  const interrupted = new Promise<void>((done) => untilInterrupted(async () => done()));
  process.stdout.write(`${said}\n`);
  if (flags.open) openBrowser(server.url);
  await interrupted;
  await server.close();
  process.exitCode = 130;
};
