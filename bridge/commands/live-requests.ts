import { type FromPage, UserError } from "../protocol/index.ts";
import type { OnRequest } from "../server/page-client.ts";
import type { Session } from "../session.ts";
import type { LiveSession } from "../settings/live-session.ts";

/** What would take the robot while another session is about to have it. */
const TAKES_THE_ROBOT: ReadonlySet<FromPage["op"]> = new Set([
  "instruct",
  "exec",
  "fork",
  "manual_start",
  "rehearse",
]);

/** Hands what pages ask for to whichever session is at work; nothing new begins while another is being opened. */
export const liveRequests = (live: LiveSession, requestsOf: (session: Session) => OnRequest): OnRequest => {
  let serve: OnRequest = async () => {};
  live.follow((session) => {
    serve = requestsOf(session);
  });
  return (message, client) => {
    if (live.changing && TAKES_THE_ROBOT.has(message.op))
      return Promise.reject(new UserError("Settings are being applied. Ask again when that is done."));
    return serve(message, client);
  };
};
