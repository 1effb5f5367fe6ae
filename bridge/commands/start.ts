import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { openSession } from "../main.ts";
import { PagePerson } from "../server/page-person.ts";
import { startPageServer } from "../server/server.ts";
import { progressLine } from "../terminal/progress.ts";
import { safetyKeys } from "../terminal/safety-keys.ts";
import { pageRequests } from "./page-requests.ts";
import { type SessionFlags, sessionOptions } from "./session-options.ts";
import { untilInterrupted } from "./signals.ts";

export interface StartFlags extends SessionFlags {
  port: number;
  episodes?: string;
  open: boolean;
}

const episodesFolder = (): string =>
  join(process.env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "codeact-ros", "episodes");

/** A file name that sorts by time and says what the episode was about. */
const episodeFile = (folder: string, title: string): string => {
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const words = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 48);
  return join(folder, `${time}${words ? `_${words}` : ""}.mcap`);
};

/** `start`: robot, bridge and page, until Ctrl-C. */
export const runStart = async (flags: StartFlags): Promise<void> => {
  const folder = flags.episodes ?? episodesFolder();
  const person = new PagePerson();
  const session = await openSession(sessionOptions(flags), { progress: progressLine, person });
  const onRequest = pageRequests({
    session,
    person,
    episodeFile: (title) => episodeFile(folder, title),
    onTask: () => server.sessionChanged(),
  });
  session.events.subscribe((event) => person.watch(event));
  const server = await startPageServer({
    port: flags.port,
    feed: session.robot,
    session: () => session.info(),
    events: session.events,
    onRequest,
    onClientGone: (client) => session.manual.clientGone(client),
  }).catch(async (error) => {
    await session.close();
    throw error;
  });
  session.robot.onConnection(() => server.sessionChanged());
  session.events.subscribe((event) => {
    if (event.type === "estop") server.sessionChanged();
  });
  const { planner, model, robot, sandbox } = session.info();
  process.stdout.write(`page ${server.url}\n`);
  process.stdout.write(
    `  robot ${robot} · ${planner === "offline" ? "offline rule planner (no model: set OPENAI_API_KEY or --base-url and --model)" : `model ${model}`} · sandbox ${sandbox}\n  episodes ${folder}\n  Ctrl-C ends it\n`,
  );
  const endKeys = safetyKeys(session, process.stdin, process.stdout);
  if (flags.open) openBrowser(server.url);
  await new Promise<void>((resolve) => untilInterrupted(async () => resolve()));
  endKeys();
  await server.close();
  await session.close();
  process.exitCode = 130;
};

/** Shows the page where there is a desktop to show it on; the printed address serves otherwise. */
const openBrowser = (url: string): void => {
  if (process.env["CI"] || !process.stdout.isTTY) return;
  const desktop = process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"];
  const command =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : desktop
          ? ["xdg-open", url]
          : null;
  if (!command) return;
  const [file = "", ...args] = command;
  execa(file, args, { reject: false, detached: true, stdio: "ignore" }).catch(() => {});
};
