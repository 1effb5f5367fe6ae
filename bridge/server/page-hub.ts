import type { WebSocket } from "ws";
import type { Event, Rehearsal, SessionInfo, ToPage } from "../protocol/index.ts";
import type { RobotFeed } from "../robot/types.ts";
import { eventBacklog } from "./event-backlog.ts";
import { type OnRequest, PageClient } from "./page-client.ts";
import { Telemetry } from "./telemetry.ts";

const FRAME_PERIOD_MS = 20;
/** While nothing new is measured, the page still hears how old the last reading is. */
const STALE_PERIOD_MS = 500;
const HEARTBEAT_MS = 15_000;
/** A page that hears nothing for several of these knows that the line is dead. */
const SIGN_OF_LIFE_MS = 2_000;
const MAX_CLIENTS = 32;

/** Where what pages see comes from. */
export interface PageSource {
  readonly feed: RobotFeed;
  readonly events: { history(): readonly Event[]; subscribe(listener: (event: Event) => void): () => void };
  /** Where code can be tried before it runs; null where it cannot. */
  readonly rehearsals?: { subscribe(listener: (rehearsal: Rehearsal) => void): () => void } | null;
}

export interface PageHubOptions extends PageSource {
  readonly session: () => SessionInfo;
  readonly onRequest: OnRequest;
  /** Told when a page's connection ended. */
  readonly onClientGone?: (client: string) => void;
}

/** All pages that are open: each gets the past when it connects, and from then on what is new. */
export class PageHub {
  readonly #options: PageHubOptions;
  readonly #clients = new Set<PageClient>();
  readonly #undo: (() => void)[];
  #source: PageSource;
  #telemetry: Telemetry;
  /** What ends the watching of the source. */
  #unwatch: () => void;
  #urdf = "";
  #version = "";
  #frameText = "";
  #builtMs = 0;

  constructor(options: PageHubOptions) {
    this.#options = options;
    this.#source = options;
    [this.#telemetry, this.#unwatch] = this.#watch(options);
    const frameTimer = setInterval(() => this.#tick(), FRAME_PERIOD_MS);
    const heartbeat = setInterval(() => {
      for (const client of this.#clients) client.checkAlive();
    }, HEARTBEAT_MS);
    const signOfLife = setInterval(() => this.sessionChanged(), SIGN_OF_LIFE_MS);
    this.#undo = [
      () => clearInterval(signOfLife),
      () => clearInterval(frameTimer),
      () => clearInterval(heartbeat),
      () => this.#unwatch(),
    ];
  }

  #watch({ feed, events, rehearsals }: PageSource): [Telemetry, () => void] {
    const telemetry = new Telemetry(feed, {
      scene: (objects) => this.#broadcast({ op: "scene", objects }),
      line: (line) => this.#broadcast(line),
    });
    const undo = [
      events.subscribe((event) => this.#broadcast({ op: "event", event })),
      feed.onConnection(() => this.sessionChanged()),
      rehearsals?.subscribe((rehearsal) => this.#broadcast({ op: "rehearsal", ...rehearsal })) ?? (() => {}),
      () => telemetry.close(),
    ];
    return [telemetry, () => undo.forEach((step) => void step())];
  }

  /** Shows another session from now on: every open page gets all of it, as if it had just connected. */
  use(source: PageSource): void {
    const { wishes } = this.#telemetry.cameras;
    this.#unwatch();
    this.#source = source;
    [this.#telemetry, this.#unwatch] = this.#watch(source);
    this.#telemetry.cameras.takeOver(wishes);
    this.#telemetry.frames.watch(this.#clients.size > 0);
    this.#urdf = source.feed.urdf;
    this.#version = "";
    for (const client of this.#clients) {
      client.send({ op: "anew" });
      this.#tellAll(client);
    }
  }

  add(socket: WebSocket): void {
    if (this.#clients.size >= MAX_CLIENTS)
      return socket.close(1013, `${MAX_CLIENTS} pages are open already; close one`);
    const client = new PageClient(socket, (message, id) => this.#request(message, id));
    socket.once("close", () => {
      this.#clients.delete(client);
      this.#telemetry.cameras.gone(client.id);
      if (this.#clients.size === 0) this.#telemetry.frames.watch(false);
      this.#options.onClientGone?.(client.id);
    });
    this.#tellAll(client);
    this.#clients.add(client);
    this.#telemetry.frames.watch(true);
    this.#version = "";
  }

  #tellAll(client: PageClient): void {
    const { feed, events } = this.#source;
    client.send({ op: "session", session: this.#options.session() });
    if (feed.urdf) client.send({ op: "description", urdf: feed.urdf });
    client.send({ op: "scene", objects: this.#telemetry.frames.scene });
    for (const line of this.#telemetry.log.history) client.send(line);
    for (const event of eventBacklog(events.history())) client.send({ op: "event", event });
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

  /** What pages are shown is the hub's own; all else is for others. */
  async #request(...[message, client]: Parameters<OnRequest>): ReturnType<OnRequest> {
    if (message.op !== "watch") return this.#options.onRequest(message, client);
    this.#telemetry.cameras.watch(client, message.cameras);
  }

  #broadcast(message: ToPage): void {
    if (this.#clients.size === 0) return;
    const text = JSON.stringify(message);
    for (const client of this.#clients) client.sendText(text);
  }

  #tick(): void {
    const { feed } = this.#source;
    if (this.#clients.size === 0) return;
    if (feed.urdf !== this.#urdf) {
      this.#urdf = feed.urdf;
      this.#broadcast({ op: "description", urdf: feed.urdf });
    }
    const { frames, cameras } = this.#telemetry;
    const now = performance.now();
    const { version } = frames;
    if (version !== this.#version || now - this.#builtMs > STALE_PERIOD_MS) {
      const frame = frames.build();
      this.#frameText = frame ? JSON.stringify(frame) : "";
      this.#version = version;
      this.#builtMs = now;
    }
    const built = `${this.#version}@${this.#builtMs}`;
    for (const client of this.#clients) {
      if (this.#frameText) client.offerFrame(built, this.#frameText);
      for (const { camera, version, text } of cameras.picturesFor(client.id))
        client.offerPicture(camera, version, text);
    }
  }
}
