import type { IncomingMessage } from "node:http";

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

const hostnameOf = (url: string): string | null => {
  try {
    return new URL(url).hostname;
  } catch {
    return null;
  }
};

/**
 * Why a connection is refused, null when it is welcome. A page from elsewhere must not reach the robot through the
 * visitor's browser: its Origin gives it away, and Host a name that was rebound to this machine.
 */
export const refusal = (request: IncomingMessage): string | null => {
  const { origin, host } = request.headers;
  if (host === undefined || !isLoopback(hostnameOf(`http://${host}`) ?? "")) return `host ${host} is not this machine`;
  if (origin !== undefined && origin !== "null" && !isLoopback(hostnameOf(origin) ?? ""))
    return `pages of ${origin} may not connect`;
  if (origin === "null") return "pages without an origin may not connect";
  return null;
};
