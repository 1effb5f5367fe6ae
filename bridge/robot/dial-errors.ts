import { UserError } from "../protocol/index.ts";

const CHECK =
  "Check the address, and that rosbridge runs there (ros2 launch rosbridge_server rosbridge_websocket_launch.xml).";

/** What a failed dial says of itself; the error of a host with several addresses is an aggregate without words. */
export const dialReason = (error: unknown): string => {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: unknown[] };
  const first = errors?.[0] as { message?: string } | undefined;
  return (message || first?.message || code || "no reason given").replace(/\s+/g, " ");
};

/** Turns a failed first dial into one line that says what was tried and what to do. */
export const dialError = (url: string, reason: string): UserError => {
  const response = /Unexpected server response: (\d+)/.exec(reason);
  if (response)
    return new UserError(
      `${url} is no rosbridge: it answered HTTP ${response[1]} where a WebSocket was asked for. ${CHECK}`,
    );
  if (/Parse Error|Upgrade|Sec-WebSocket|hang up/.test(reason))
    return new UserError(
      `${url} is no rosbridge: what answers there is no WebSocket server (${reason}). ${CHECK}`,
    );
  if (reason.includes("ECONNREFUSED"))
    return new UserError(`No rosbridge at ${url}: connection refused. ${CHECK}`);
  if (reason.includes("timed out"))
    return new UserError(`No rosbridge at ${url}: it took the connection and then said nothing. ${CHECK}`);
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return new UserError(`No rosbridge at ${url}: the host is not known (${reason}). ${CHECK}`);
  if (/Invalid URL|protocol must be|fragment/i.test(reason))
    return new UserError(
      `${url} is no address of a rosbridge. Give a WebSocket's, such as ws://127.0.0.1:9090.`,
      2,
    );
  return new UserError(`No rosbridge at ${url}: ${reason}. ${CHECK}`);
};

/** The WebSocket opened, but what should come over it does not. */
export const silentRobotError = (url: string, what: string, timeoutS: number): UserError =>
  new UserError(
    `${url} accepts a WebSocket, but ${what} within ${timeoutS} s. Check that it is a rosbridge and that the robot's driver runs; \`codeact-ros discover ${url}\` lists what it offers, for a profile of your own.`,
  );
