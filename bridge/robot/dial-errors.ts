import { UserError } from "../protocol/index.ts";

const CHECK = "Check the address, and that rosbridge_server runs there (ros2 launch rosbridge_server rosbridge_websocket_launch.xml).";

/** What a failed dial says in itself: ws hands over an event whose error may be an aggregate without words. */
export const dialReason = (event: unknown): string => {
  const error = (event as { error?: unknown }).error ?? event;
  const { code, message, errors } = error as { code?: string; message?: string; errors?: unknown[] };
  const first = errors?.[0] as { code?: string; message?: string } | undefined;
  return message || first?.message || code || "no reason given";
};

/** Turns a failed first dial into one line that says what was tried and what to do. */
export const dialError = (url: string, reason: string): UserError => {
  const response = /Unexpected server response: (\d+)/.exec(reason);
  if (response)
    return new UserError(
      `${url} is no rosbridge: it answered with HTTP ${response[1]} where a WebSocket was asked for. ${CHECK}`,
    );
  if (reason.includes("ECONNREFUSED"))
    return new UserError(`Nothing listens at ${url} (connection refused), so no rosbridge there. ${CHECK}`);
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return new UserError(`The host of ${url} is not known (${reason}). ${CHECK}`);
  if (/Invalid URL|protocol must be/i.test(reason))
    return new UserError(`${url} is no WebSocket address. Give one such as ws://127.0.0.1:9090.`, 2);
  return new UserError(`Could not connect to a rosbridge at ${url}: ${reason}. ${CHECK}`);
};

/** The WebSocket opened, but what should come over it does not. */
export const silentRobotError = (url: string, what: string, timeoutS: number): UserError =>
  new UserError(
    `${url} accepts a WebSocket, but ${what} within ${timeoutS} s. Is it a rosbridge server, and does the robot's driver run? ` +
      `\`codeact-ros discover ${url}\` lists what it offers; correct the profile's names, or start the driver.`,
  );
