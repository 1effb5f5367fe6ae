import { EventStream } from "../../../bridge/episode/event-stream.ts";
import { Recordings } from "../../../bridge/episode/recordings.ts";
import type { FromPage, ManualEntry, SessionInfo, ToPage } from "../../../bridge/protocol/index.ts";
import { type PageServer, startPageServer } from "../../../bridge/server/server.ts";
import { arm } from "../../../sim/world/robots/arm.ts";
import { DrivenFeed, tableObjects } from "./driven-feed.ts";

/** The real page server, with a robot and a session that a test plays. */
export interface PageSession {
  readonly server: PageServer;
  readonly token: string;
  readonly feed: DrivenFeed;
  readonly events: EventStream;
  readonly info: SessionInfo;
  /** The episodes that the server shows; of a folder that is not there unless one is given. */
  readonly recordings: Recordings;
  /** What pages asked for, in order. */
  readonly requests: FromPage[];
  /** Resolves with the first request, past or coming, of this kind. */
  requested<O extends FromPage["op"]>(op: O): Promise<Extract<FromPage, { op: O }>>;
  /** Set to make the session refuse. */
  refuse: string | null;
  /** Set to answer requests to the page that asked. */
  reply: ((request: FromPage) => ToPage | undefined) | null;
  /** Set to what the Python library is to say of its names. */
  primitives: readonly ManualEntry[];
  close(): Promise<void>;
}

export const openPageSession = async (
  port = 0,
  folder = "no such folder",
  meshes?: ReadonlyMap<string, string>,
): Promise<PageSession> => {
  const recordings = new Recordings(folder);
  const feed = new DrivenFeed();
  const events = new EventStream(() => feed.lastJointState()?.message.header.stamp ?? null);
  const requests: FromPage[] = [];
  const waiting = new Set<() => void>();
  const info: SessionInfo = {
    version: "0.1.0",
    planner: "offline",
    model: "offline rule planner",
    mode: "code",
    robot: "codeact_arm",
    robot_url: feed.url,
    scene: "table",
    seed: 1,
    clock: "realtime",
    sandbox: "none",
    connection: "connected",
    approve: "never",
    estop: null,
    manual: {
      joints: arm.servos.map(({ joint }) => ({
        name: joint,
        lower: -6.28,
        upper: 6.28,
        max_speed_rad_s: 2.5,
      })),
      tool_speed_m_s: 1,
      gripper: { min_width_m: 0, max_width_m: 0.08 },
      base: null,
    },
    can_fork: true,
    can_rehearse: false,
    safety: null,
    cameras: [],
    price: null,
    busy: false,
  };
  const session = {
    feed,
    events,
    info,
    recordings,
    requests,
    refuse: null as string | null,
    reply: null as PageSession["reply"],
    primitives: [] as readonly ManualEntry[],
    requested: <O extends FromPage["op"]>(op: O) =>
      new Promise<Extract<FromPage, { op: O }>>((resolve) => {
        const look = (): void => {
          const found = requests.find((request) => request.op === op);
          if (!found) return;
          waiting.delete(look);
          resolve(found as Extract<FromPage, { op: O }>);
        };
        waiting.add(look);
        look();
      }),
  };
  const server = await startPageServer({
    port,
    feed,
    session: () => ({ ...info, connection: feed.connection }),
    events,
    episodes: recordings,
    meshes,
    primitives: () => session.primitives,
    onRequest: async (message) => {
      requests.push(message);
      for (const look of waiting) look();
      if (session.refuse !== null) throw new Error(session.refuse);
      return session.reply?.(message);
    },
  });
  feed.measure();
  feed.detect(tableObjects);
  return Object.assign(session, {
    server,
    token: new URL(server.url).hash.slice("#token=".length),
    close: () => server.close(),
  });
};
