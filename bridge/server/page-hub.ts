import type { WebSocket } from "ws";
import type { Event, SessionInfo, ToPage } from "../protocol/index.ts";
import type { RobotFeed } from "../robot/types.ts";
import { eventBacklog } from "./event-backlog.ts";
import { type OnRequest, PageClient } from "./page-client.ts";
import { RobotFrameSource } from "./robot-frames.ts";

const FRAME_PERIOD_MS = 20;
/** While nothing new is measured, the page still hears how old the last reading is. */
const STALE_PERIOD_MS = 500;
const HEARTBEAT_MS = 15_000;
/** A page that hears nothing for several of these knows that the line is dead. */
const SIGN_OF_LIFE_MS = 2_000;
const MAX_CLIENTS = 32;

export interface PageHubOptions {
  readonly feed: RobotFeed;
  readonly session: () => SessionInfo;
  readonly events: { history(): readonly Event[]; subscribe(listener: (event: Event) => void): () => void };
  readonly onRequest: OnRequest;
  /** Told when a page's connection ended. */
  readonly onClientGone?: (client: string) => void;
}

/** All pages that are open: each gets the past when it connects, and from then on what is new. */
export class PageHub {
  readonly #options: PageHubOptions;
  readonly #clients = new Set<PageClient>();
  readonly #frames: RobotFrameSource;
  readonly #undo: (() => void)[];
  #urdf = "";
  #version = "";
  #frameText = "";
  #builtMs = 0;

  constructor(options: PageHubOptions) {
    this.#options = options;
    this.#frames = new RobotFrameSource(options.feed, (objects) => this.#broadcast({ op: "scene", objects }));
    const frameTimer = setInterval(() => this.#tick(), FRAME_PERIOD_MS);
    const heartbeat = setInterval(() => {
      for (const client of this.#clients) client.checkAlive();
    }, HEARTBEAT_MS);
    const signOfLife = setInterval(() => this.sessionChanged(), SIGN_OF_LIFE_MS);
    this.#undo = [
      () => clearInterval(signOfLife),
      options.events.subscribe((event) => this.#broadcast({ op: "event", event })),
      options.feed.onConnection(() => this.sessionChanged()),
      () => clearInterval(frameTimer),
      () => clearInterval(heartbeat),
      () => this.#frames.close(),
    ];
  }

  add(socket: WebSocket): void {
    if (this.#clients.size >= MAX_CLIENTS)
      return socket.close(1013, `${MAX_CLIENTS} pages are open already; close one`);
    const client = new PageClient(socket, this.#options.onRequest);
    socket.once("close", () => {
      this.#clients.delete(client);
      this.#options.onClientGone?.(client.id);
    });
    client.send({ op: "session", session: this.#options.session() });
    if (this.#options.feed.urdf) client.send({ op: "description", urdf: this.#options.feed.urdf });
    client.send({ op: "scene", objects: this.#frames.scene });
    for (const event of eventBacklog(this.#options.events.history())) client.send({ op: "event", event });
    this.#clients.add(client);
    this.#version = "";
  }

  sessionChanged(): void {
    this.#broadcast({ op: "session", session: this.#options.session() });
  }

  episodesChanged(): void {
    this.#broadcast({ op: "episodes" });
  }

  close(): void {
    for (const undo of this.#undo) undo();
    for (const client of this.#clients) client.close(1001, "the bridge is ending");
  }

  /** Ends what did not close by itself. */
  terminate(): void {
    for (const client of this.#clients) client.terminate();
  }

  #broadcast(message: ToPage): void {
    if (this.#clients.size === 0) return;
    const text = JSON.stringify(message);
    for (const client of this.#clients) client.sendText(text);
  }

  #tick(): void {
    const { feed } = this.#options;
    if (this.#clients.size === 0) return;
    if (feed.urdf !== this.#urdf) {
      this.#urdf = feed.urdf;
      this.#broadcast({ op: "description", urdf: feed.urdf });
    }
    const now = performance.now();
    const version = this.#frames.version;
    if (version !== this.#version || now - this.#builtMs > STALE_PERIOD_MS) {
      const frame = this.#frames.build();
      if (!frame) return;
      this.#version = version;
      this.#builtMs = now;
      this.#frameText = JSON.stringify(frame);
    }
    const built = `${this.#version}@${this.#builtMs}`;
    for (const client of this.#clients) client.offerFrame(built, this.#frameText);
  }
}
