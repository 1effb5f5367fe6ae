import { randomBytes } from "node:crypto";
import { createServer, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { NO_ROBOT_CODE } from "../protocol/close-codes.ts";
import { type Event, type ManualEntry, type SessionInfo, UserError } from "../protocol/index.ts";
import type { RobotFeed } from "../robot/types.ts";
import { checkSource, checkToken, PAGE_PROTOCOL, requestUrl } from "./access.ts";
import type { EpisodeShelf } from "./episode-routes.ts";
import { createHttpApp } from "./http-app.ts";
import type { OnRequest } from "./page-client.ts";
import { PageHub, type PageSource } from "./page-hub.ts";
import type { SettingsPart } from "./settings-routes.ts";
import type { EpisodeOnDisk } from "./single-episode.ts";
import { loadWebFiles } from "./web-files.ts";

const MAX_REQUEST_BYTES = 1024 * 1024;
const CLOSE_GRACE_MS = 500;
/** Connections of all pages together, and how long one may take to say what it wants. */
const MAX_CONNECTIONS = 256;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;

export interface PageServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: "127.0.0.1";
  /** Made with crypto when absent. */
  readonly token?: string;
  readonly feed: RobotFeed;
  readonly session: () => SessionInfo;
  readonly events: { history(): readonly Event[]; subscribe(listener: (event: Event) => void): () => void };
  readonly rehearsals?: PageSource["rehearsals"];
  /** Does what the page asks; rejects with a readable Error, which the page then shows. */
  readonly onRequest: OnRequest;
  /** The names that a program has, with their docs. */
  readonly primitives?: () => readonly ManualEntry[];
  /** Told when a page's connection ended: what it held is to be let go. */
  readonly onClientGone?: (client: string) => void;
  /** What can be set on the page; nothing when absent. */
  readonly settings?: SettingsPart;
  /** Folders of meshes that robot descriptions name, by package; none when absent. */
  readonly meshes?: ReadonlyMap<string, string> | undefined;
  /** The episodes that are kept; none when absent. */
  readonly episodes?: Omit<EpisodeShelf, "onDeleted">;
}

export interface PageServer {
  /** http://127.0.0.1:PORT/#token=…; what comes after # never leaves the browser. */
  readonly url: string;
  readonly port: number;
  /** Shows another session from now on; pages stay connected. */
  use(source: PageSource): void;
  /** Tells all pages that a field of SessionInfo changed. */
  sessionChanged(): void;
  /** Tells all pages to look at the list of episodes again. */
  episodesChanged(): void;
  close(): Promise<void>;
}

/**
 * Serves the page and its WebSocket on this machine only.
 *
 * @throws UserError when the port is taken or not allowed, when the page was not built, or for another host
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const host: string = options.host ?? "127.0.0.1";
  if (host !== "127.0.0.1")
    throw new UserError(
      `Host ${host} is refused: the page moves a robot and is served on 127.0.0.1 only. Use an SSH tunnel.`,
      2,
    );
  const token = options.token ?? randomBytes(24).toString("base64url");
  let port = options.port;
  const files = loadWebFiles();
  const kept = options.episodes;
  const episodes = kept
    ? {
        folder: kept.folder,
        isRecording: (id: string) => kept.isRecording(id),
        onDeleted: () => hub.episodesChanged(),
      }
    : null;
  const app = createHttpApp({ ...options, token, files, episodes, port: () => port });
  const server = boundedServer(app.fetch);
  port = await listen(server, options.port, host);
  const hub = new PageHub(options);
  serveUpgrades(server, port, token, hub);
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    port,
    use: (source) => hub.use(source),
    sessionChanged: () => hub.sessionChanged(),
    episodesChanged: () => hub.episodesChanged(),
    close: () => closeServer(server, hub),
  };
}

/**
 * Serves the page with one episode and no robot, on this machine only.
 *
 * @throws UserError when the port is taken or not allowed, or when the page was not built
 */
export const startReplayServer = async (options: {
  readonly port: number;
  readonly file: EpisodeOnDisk;
}): Promise<Pick<PageServer, "url" | "port" | "close">> => {
  const token = randomBytes(24).toString("base64url");
  let port = options.port;
  const app = createHttpApp({
    token,
    files: loadWebFiles(),
    port: () => port,
    session: () => null,
    onRequest: async () => {
      throw new UserError("This server shows an episode. It has no robot that could be stopped.");
    },
    episodes: null,
    file: options.file,
  });
  const server = boundedServer(app.fetch);
  port = await listen(server, options.port, "127.0.0.1");
  serveUpgrades(server, port, token, null);
  const episode = encodeURIComponent(options.file.id);
  return {
    url: `http://127.0.0.1:${port}/#token=${token}&episode=${episode}`,
    port,
    close: () => closeServer(server, null),
  };
};

/** A server that nobody can hold up by opening connections, or by never ending a request. */
const boundedServer = (fetch: Parameters<typeof getRequestListener>[0]): Server => {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    getRequestListener(fetch),
  );
  server.maxConnections = MAX_CONNECTIONS;
  return server;
};

/** Lets pages in by WebSocket; where there is no hub, tells them so. */
const serveUpgrades = (server: Server, port: number, token: string, hub: PageHub | null): void => {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_REQUEST_BYTES,
    // The subprotocol with the token must not be echoed.
    handleProtocols: (offered) => (offered.has(PAGE_PROTOCOL) ? PAGE_PROTOCOL : false),
  });
  server.on("upgrade", (request, socket, head) => {
    const refusal =
      checkSource(request, port) ??
      (requestUrl(request).pathname === "/ws"
        ? checkToken(request, token)
        : { status: 404, reason: "The WebSocket is at /ws." });
    // A WebSocket that is refused leaves an error in the browser's console; one that is closed tells why.
    if (!refusal)
      return sockets.handleUpgrade(request, socket, head, (client) => {
        if (hub) hub.add(client);
        else client.close(NO_ROBOT_CODE, "there is no robot here");
      });
    socket.on("error", () => socket.destroy());
    // Whoever was refused may not keep the line either.
    setTimeout(() => socket.destroy(), CLOSE_GRACE_MS).unref();
    const reason = Buffer.from(`${refusal.reason}\n`);
    socket.end(
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
        `Content-Length: ${reason.length}\r\nConnection: close\r\n\r\n${reason}`,
    );
  });
};

const closeServer = async (server: Server, hub: PageHub | null): Promise<void> => {
  hub?.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const patience = setTimeout(() => {
    hub?.terminate();
    server.closeAllConnections();
  }, CLOSE_GRACE_MS);
  server.closeIdleConnections();
  await closed;
  clearTimeout(patience);
};

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

const listenError = (error: NodeJS.ErrnoException, port: number, host: string): Error => {
  if (error.code === "EADDRINUSE")
    return new UserError(
      `Port ${port} on ${host} is in use by another program. Choose another: --port ${port + 1}, or --port 0 for any free one.`,
    );
  if (error.code === "EACCES")
    return new UserError(
      `Port ${port} may not be opened by this user. Choose one from 1024 up: --port 8080.`,
    );
  return new UserError(
    `The page cannot be served on ${host}:${port}: ${error.message}. Choose another port: --port 0 for any free one.`,
  );
};
