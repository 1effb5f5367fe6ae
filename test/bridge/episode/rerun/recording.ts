import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession, type SessionOptions } from "../../../../bridge/main.ts";
import type { Session } from "../../../../bridge/session.ts";
import { simulatedSession } from "../../simulated-session.ts";

/** A session on a fresh simulator with the clock `fast`, whose person gives these answers in turn. */
export const fastSession = async (
  given: Partial<SessionOptions> = {},
  answers: readonly string[] = [],
): Promise<Session> => {
  const left = [...answers];
  return openSession(simulatedSession({ clock: "fast", maxTurns: 10, ...given }), {
    progress: () => {},
    person: { ask: async () => left.shift() ?? null, approve: async () => null },
  });
};

/** A folder for recordings, one for each file of tests. */
export const recordingsFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "codeact-rerun-"));
