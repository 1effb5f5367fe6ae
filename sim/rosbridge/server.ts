import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { MessagePort } from "node:worker_threads";
import { WebSocketServer } from "ws";
import { UserError } from "../../bridge/protocol/index.ts";
import { isLoopback, refusal } from "./access.ts";
import { WebSocketClient } from "./client.ts";
import { Graph } from "./graph.ts";
import { NodeParticipant } from "./node-participant.ts";
import { Parameters } from "./rosapi/parameters.ts";
import { provideRosapi } from "./rosapi/rosapi.ts";
import { makeToken, showsToken } from "./token.ts";

/** Longest frame that is read at all; longer than what is served, so that the client is told rather than cut off. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

const NO_TOKEN = "Unauthorized: connect to ws://host:port/?token=... with the token that the server printed";

export interface RosbridgeServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Parameters that rosapi shows, by "/node:name". */
  readonly parameters: Map<string, unknown>;
  /** What clients must show to connect. Without one any client of this machine may; for other hosts one is made. */
  readonly token?: string | undefined;
}

/**
 * A rosbridge v2 server with a ROS graph in memory (RobotWebTools/rosbridge_suite, ROSBRIDGE_PROTOCOL.md, branch
 * ros2). Clients come by WebSocket, the simulator's own nodes by MessagePort.
 */
export class RosbridgeServer {
  readonly port: number;
  /** ws://host:port, with /?token=… where one is needed */
  readonly url: string;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #graph: Graph;
  readonly #nodes: NodeParticipant[] = [];

  private constructor(
    http: Server,
    sockets: WebSocketServer,
    graph: Graph,
    host: string,
    token: string | null,
  ) {
    this.#http = http;
    this.#sockets = sockets;
    this.#graph = graph;
    this.port = (http.address() as AddressInfo).port;
    const query = token === null ? "" : `/?token=${encodeURIComponent(token)}`;
    this.url = `ws://${inUrl(host)}:${this.port}${query}`;
  }

  /**
   * Listens for clients.
   *
   * @throws UserError when the port cannot be had
   */
  static async listen(options: RosbridgeServerOptions): Promise<RosbridgeServer> {
    const local = isLoopback(inUrl(options.host));
    const token = options.token ?? (local ? null : makeToken());
    const graph = new Graph();
    provideRosapi(graph, new Parameters(options.parameters));
    const http = createServer((_request, response) => {
      response.writeHead(426, { "content-type": "text/plain" });
      response.end("This is a rosbridge server; connect with a WebSocket.\n");
    });
    const sockets = new WebSocketServer({
      server: http,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      verifyClient: ({ req }, answer) => {
        // Who shows the token was let in by a person: then it does not matter from which page or by which name.
        if (token !== null) return answer(showsToken(req, token), 401, NO_TOKEN);
        const reason = refusal(req);
        answer(reason === null, 403, reason ?? undefined);
      },
    });
    sockets.on("error", () => {}); // the http server's own error is the one that is reported
    let clients = 0;
    sockets.on("connection", (socket) => new WebSocketClient(graph, socket, ++clients));
    await new Promise<void>((resolve, reject) => {
      http.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, options)));
      http.listen(options.port, options.host, resolve);
    });
    return new RosbridgeServer(http, sockets, graph, options.host, token);
  }

  /** Puts one of the simulator's own nodes on the graph; it speaks the operations of node-port.ts. */
  attachNode(name: string, port: MessagePort): void {
    this.#nodes.push(new NodeParticipant(this.#graph, name, port));
  }

  /** Ends the connections of all clients and nodes, and frees the port. */
  async close(): Promise<void> {
    for (const node of this.#nodes.splice(0)) node.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    await new Promise<void>((resolve) => {
      this.#sockets.close();
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }
}

/** A host as URLs have it: IPv6 in brackets. */
const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

const cannotListen = (error: NodeJS.ErrnoException, { host, port }: RosbridgeServerOptions): UserError =>
  new UserError(
    error.code === "EADDRINUSE"
      ? `Port ${port} on ${host} is in use. Pass another --port, or 0 for any free one.`
      : `Cannot listen on ${host}:${port}: ${error.message}. Pass another --port, or 0 for any free one.`,
  );
