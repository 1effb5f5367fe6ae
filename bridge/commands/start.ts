import { episodesFolder } from "../episode/episodes-folder.ts";
import { Recordings } from "../episode/recordings.ts";
import { openSession } from "../main.ts";
import { PagePerson } from "../server/page-person.ts";
import { startPageServer } from "../server/server.ts";
import { progressLine } from "../terminal/progress.ts";
import { safetyKeys } from "../terminal/safety-keys.ts";
import { openBrowser } from "./open-browser.ts";
import { pageRequests } from "./page-requests.ts";
import { type SessionFlags, sessionOptions } from "./session-options.ts";
import { untilInterrupted } from "./signals.ts";

export interface StartFlags extends SessionFlags {
  port: number;
  episodes?: string;
  open: boolean;
}

/** `start`: robot, bridge and page, until Ctrl-C. */
export const runStart = async (flags: StartFlags): Promise<void> => {
  const recordings = new Recordings(flags.episodes ?? episodesFolder());
  const person = new PagePerson();
  const session = await openSession(sessionOptions(flags), { progress: progressLine, person });
  const onRequest = pageRequests({
    session,
    person,
    recordings,
    onTask: () => server.sessionChanged(),
    onRecorded: () => server.episodesChanged(),
  });
  session.events.subscribe((event) => person.watch(event));
  const server = await startPageServer({
    port: flags.port,
    feed: session.robot,
    session: () => session.info(),
    events: session.events,
    onRequest,
    episodes: recordings,
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
    `  robot ${robot} · ${planner === "offline" ? "offline rule planner (no model: set OPENAI_API_KEY or --base-url and --model)" : `model ${model}`} · sandbox ${sandbox}\n  episodes ${recordings.folder}\n  Ctrl-C ends it\n`,
  );
  const endKeys = safetyKeys(session, process.stdin, process.stdout);
  if (flags.open) openBrowser(server.url);
  await new Promise<void>((resolve) => untilInterrupted(async () => resolve()));
  endKeys();
  await server.close();
  await session.close();
  process.exitCode = 130;
};
