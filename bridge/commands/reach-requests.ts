import { setTimeout as pause } from "node:timers/promises";
import type { FromPage, ReachAnswer } from "../protocol/index.ts";
import type { Session } from "../session.ts";

/** Looking for postures takes this thread's time, which the robot needs too: no more often than this. */
const PERIOD_MS = 50;

type ReachRequest = Extract<FromPage, { op: "reach" }>;

/** Answers whether the tool can be brought somewhere: one at a time, and of each page only what it asked last. */
export const reachRequests = (
  session: Pick<Session, "reach">,
): ((request: ReachRequest, client: string) => Promise<ReachAnswer>) => {
  const newest = new Map<string, AbortController>();
  let line: Promise<unknown> = Promise.resolve();
  const look = async (request: ReachRequest, { signal }: AbortController): Promise<ReachAnswer> => {
    const { id, position, orientation } = request;
    const { joints, reason } = signal.aborted
      ? { joints: null, reason: "another place was asked for before this one was looked at" }
      : await session.reach({ position, orientation }, signal);
    return { op: "reach", id, joints, reason };
  };
  return async (request, client) => {
    newest.get(client)?.abort();
    const abort = new AbortController();
    newest.set(client, abort);
    const answer = line.then(() => look(request, abort));
    line = answer.then(
      () => (abort.signal.aborted ? undefined : pause(PERIOD_MS)),
      () => undefined,
    );
    try {
      return await answer;
    } finally {
      if (newest.get(client) === abort) newest.delete(client);
    }
  };
};
