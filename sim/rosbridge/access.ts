import type { IncomingMessage } from "node:http";

/** Whether a host name as URLs have it is this machine and no other. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

const hostnameOf = (url: string): string | null => {
  try {
    return new URL(url).hostname;
  } catch {
    return null;
  }
};

/**
 * Why a connection without a token is refused, null when it is welcome. A page from elsewhere must not reach the robot
 * through the visitor's browser: its Origin gives it away, and Host gives away a name that was rebound to this machine.
 */
export const refusal = ({ headers: { origin, host } }: Pick<IncomingMessage, "headers">): string | null => {
  if (!isLoopback(hostnameOf(`http://${host}`) ?? "")) return `host ${host} is not this machine`;
  if (origin === "null") return "pages without an origin may not connect";
  if (origin !== undefined && !isLoopback(hostnameOf(origin) ?? ""))
    return `pages of ${origin} may not connect`;
  return null;
};
