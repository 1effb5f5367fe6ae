import { Recordings } from "../episode/recordings.ts";
import type { PageSource } from "../server/page-hub.ts";
import { PagePerson } from "../server/page-person.ts";
import { type PageServer, startPageServer } from "../server/server.ts";
import type { Session } from "../session.ts";
import { LiveSession } from "../settings/live-session.ts";
import { SettingsDesk } from "../settings/settings-desk.ts";
import type { Start } from "../settings/starting.ts";
import { liveRequests } from "./live-requests.ts";
import { pageRequests } from "./page-requests.ts";

export interface LivePageOptions {
  readonly start: Start;
  /** File of remembered settings, and whether it holds some. */
  readonly file: string;
  readonly remembered: boolean;
  readonly port: number;
  /** Folder of episodes. */
  readonly episodes: string;
  /** Folders of meshes that robot descriptions name, by package. */
  readonly meshes?: ReadonlyMap<string, string> | undefined;
  readonly progress: (line: string) => void;
}

export interface LivePage {
  readonly live: LiveSession;
  readonly server: PageServer;
  close(): Promise<void>;
}

/** Where pages see a session. */
const sourceOf = ({ robot, events, rehearsals }: Session): PageSource => ({
  feed: robot,
  events,
  rehearsals,
});

/**
 * A session and the page on it; when another session takes over, the page stays.
 *
 * @throws UserError in one readable line when a part cannot start
 */
export const openLivePage = async (options: LivePageOptions): Promise<LivePage> => {
  const { start, port, progress } = options;
  const recordings = new Recordings(options.episodes);
  const person = new PagePerson();
  const live = await LiveSession.open(start.options, { progress, person });
  live.events.subscribe((event) => person.watch(event));
  const server = await startPageServer({
    port,
    ...sourceOf(live.session),
    session: () => live.session.info(),
    onRequest: liveRequests(live, (session) =>
      pageRequests({
        session,
        person,
        recordings,
        onTask: () => server.sessionChanged(),
        onRecorded: () => server.episodesChanged(),
      }),
    ),
    settings: new SettingsDesk({ ...options, ...start, live, start: start.given }),
    episodes: recordings,
    meshes: options.meshes,
    primitives: () => live.session.primitives,
    onClientGone: (client) => live.session.manual.clientGone(client),
  }).catch(async (error) => {
    await live.close();
    throw error;
  });
  live.follow((session) => {
    server.use(sourceOf(session));
    session.robot.onConnection(() => server.sessionChanged());
  });
  live.events.subscribe((event) => {
    if (event.type === "estop") server.sessionChanged();
  });
  return {
    live,
    server,
    close: async () => {
      await server.close();
      await live.close();
    },
  };
};
