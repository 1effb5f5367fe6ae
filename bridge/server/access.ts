import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is turned away: HTTP status and one readable line. Null lets it pass. */
export type Refusal = { readonly status: 401 | 403; readonly reason: string } | null;

/** WebSocket subprotocol of the page; the token travels beside it, so that it appears in no address and no log. */
export const PAGE_PROTOCOL = "codeact";
const TOKEN_PROTOCOL = "token.";

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * Refuses whoever is not on this machine, and pages of other sites that reach this port: by a rebound DNS name (their
 * Host is not ours) or by a script of theirs (their Origin is not ours).
 */
export const checkSource = (request: IncomingMessage, port: number): Refusal => {
  const address = request.socket.remoteAddress ?? "";
  if (!loopback.test(address))
    return {
      status: 403,
      reason: `Refused: ${address || "an unknown address"} is not this machine. Use an SSH tunnel.`,
    };
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = request.headers.host ?? "";
  if (!hosts.includes(host.toLowerCase()))
    return { status: 403, reason: `Refused: Host "${host.slice(0, 100)}" is not ${hosts.join(" or ")}.` };
  const origin = request.headers.origin;
  // A program that is no browser sends no Origin; it still needs the token.
  if (origin !== undefined && !hosts.some((name) => origin.toLowerCase() === `http://${name}`))
    return { status: 403, reason: `Refused: Origin "${origin.slice(0, 100)}" is not http://${hosts[0]}.` };
  return null;
};

/** The address of a request; of one that is no address, the root. */
export const requestUrl = (request: IncomingMessage): URL => {
  const base = "http://127.0.0.1/";
  return URL.canParse(request.url ?? "", base) ? new URL(request.url ?? "", base) : new URL(base);
};

/** In a time that tells neither where two texts differ nor how long the expected one is. */
const sameText = (given: string, expected: string): boolean => {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
};

/** The token that a request brings: as `Authorization: Bearer`, as a WebSocket subprotocol, or as `?token=`. */
const tokenOf = (request: IncomingMessage): string | null => {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (bearer) return bearer;
  const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  const protocol = protocols.find((name) => name.startsWith(TOKEN_PROTOCOL));
  if (protocol) return protocol.slice(TOKEN_PROTOCOL.length);
  return requestUrl(request).searchParams.get("token");
};

/** Refuses a request without this session's token. */
export const checkToken = (request: IncomingMessage, token: string): Refusal => {
  const given = tokenOf(request);
  if (given !== null && sameText(given, token)) return null;
  const what = given === null ? "no token" : "a token that is not this session's";
  return {
    status: 401,
    reason: `Refused: ${what} came with the request. Open the address that the terminal printed.`,
  };
};
