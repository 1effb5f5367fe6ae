import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession, type SessionOptions } from "../../../bridge/main.ts";
import type { Event } from "../../../bridge/protocol/index.ts";
import type { Session } from "../../../bridge/session.ts";
import { simulatedSession } from "../simulated-session.ts";

/** A session on a simulator, what it emits, and a folder for its recordings. */
export interface RecordedSession {
  readonly session: Session;
  readonly events: Event[];
  readonly folder: string;
  close(): Promise<void>;
}

export const recordedSession = async (given: Partial<SessionOptions> = {}): Promise<RecordedSession> => {
  const folder = await mkdtemp(join(tmpdir(), "codeact-recorded-"));
  const session = await openSession(simulatedSession({ clock: "fast", maxTurns: 10, ...given }), {
    progress: () => {},
    person: { ask: async () => null, approve: async () => null },
  });
  const events: Event[] = [];
  session.events.subscribe((event) => events.push(event));
  return {
    session,
    events,
    folder,
    close: async () => {
      await session.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** The events of the newest episode, as its file should give them back. */
export const episodeEvents = (events: readonly Event[]): Event[] => {
  const start = events.findLastIndex(({ type }) => type === "episode_start");
  const end = events.findIndex(({ type }, i) => i > start && type === "episode_end");
  return events.slice(start, end + 1);
};
