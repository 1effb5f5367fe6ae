import type { EventOf, SessionInfo } from "../../../bridge/protocol/index.ts";
import type { Episode } from "../episode/episode.ts";
import { lastNotAfter } from "../episode/sensor-log.ts";
import { type AppState, createAppStore } from "../state/app-state.ts";
import { type Remark, remarkOf } from "../state/remarks.ts";
import { RobotState } from "../state/robot-state.ts";
import { Store } from "../state/store.ts";
import type { Address } from "./address.ts";
import { ConversationIndex } from "./conversation-index.ts";
import { type GhostPath, GhostPaths } from "./ghost-path.ts";
import { type Call, type Outline, outlineOf } from "./outline.ts";
import { Player } from "./player.ts";
import { ShownPictures } from "./shown-pictures.ts";
import { type Cursor, makeStory, type Story } from "./story.ts";

/** A page that was not drawn for longer than this does not leap on, seconds. */
const LONGEST_FRAME_S = 0.25;

/** An episode on the page: the player moves a cursor, and store and robot show what was there at that moment. */
export class Replay {
  readonly episode: Episode;
  readonly outline: Outline;
  readonly story: Story;
  readonly player: Player;
  /** What the components of the live page read, as of the cursor. */
  readonly store: Store<AppState>;
  readonly robot = new RobotState();
  /** The calls whose line, receipt or mark is pointed at. */
  readonly focus = new Store<readonly Call[]>([]);
  readonly path = new Store<GhostPath | null>(null);
  /** Why measurements cannot be shown; empty when they can. */
  readonly trouble = new Store("");
  readonly #conversations: ConversationIndex;
  readonly #remarks: readonly Remark[];
  readonly #paths: GhostPaths;
  readonly #pictures: ShownPictures;
  readonly #undo: (() => void)[];
  #measuring = false;
  #reading = false;
  #readAt: Cursor | null = null;
  #measuredNs: bigint | null = null;
  #frame = 0;
  #lastMs = 0;

  constructor(episode: Episode) {
    this.episode = episode;
    this.outline = outlineOf(episode.events);
    this.story = makeStory(episode.events, episode.robot.range?.lastNs ?? null);
    this.player = new Player(this.story, this.outline);
    this.#conversations = new ConversationIndex(episode.events);
    this.#remarks = episode.events.flatMap((event) => remarkOf(event) ?? []);
    this.#paths = new GhostPaths(episode.robot, this.story, this.outline);
    this.#pictures = new ShownPictures(this.story, (event, at) =>
      episode.pictures.of(event, this.#nsOf(this.story.timeS[at] ?? 0)),
    );
    this.store = createAppStore();
    this.store.update((state) => ({
      ...state,
      link: { phase: "replay" },
      session: episode.start && {
        ...sessionOf(episode.start),
        safety: episode.safety,
        cameras: [...this.#pictures.cameras],
      },
      urdf: episode.urdf,
    }));
    this.#undo = [
      this.player.state.subscribe(() => this.#follow()),
      this.focus.subscribe(() => void this.#showPath()),
    ];
    this.#follow();
  }

  /** Goes to the moment that an address names; without one, to the beginning. */
  goTo({ timeS, seq }: Pick<Address, "timeS" | "seq">): void {
    const at = seq === null ? -1 : this.story.events.findLastIndex((event) => event.seq <= seq);
    if (timeS !== null) this.player.toTime(timeS);
    if (at < 0) return;
    // Among the events that share a robot time, the seq tells which was the last.
    const sameTime = Math.abs((this.story.timeS[at] ?? 0) - (timeS ?? Number.POSITIVE_INFINITY)) < 1e-3;
    if (timeS === null || sameTime) this.player.toEvent(at);
  }

  /** Where the cursor is, as an address names it. */
  get moment(): Pick<Address, "timeS" | "seq"> {
    const { index, timeS } = this.player.cursor;
    return { timeS, seq: this.story.events[index - 1]?.seq ?? null };
  }

  /** To the neighbouring measurement or event. */
  async stepFrame(direction: 1 | -1): Promise<void> {
    this.player.pause();
    const before = this.player.cursor;
    const found = await this.episode.robot.neighbour(this.#timeNs(), direction).catch(() => null);
    // Whoever went elsewhere meanwhile is not brought back.
    if (this.player.cursor !== before) return;
    const measuredS = found === null ? null : Number(found - this.story.originNs) / 1e9;
    this.player.stepFrame(direction, measuredS);
  }

  /** The calls that a line of a program made, in order. */
  callsOfLine(action: number, line: number): readonly Call[] {
    return this.outline.calls.filter((call) => call.action === action && call.line === line);
  }

  /** To the moment at which a line was run: the next time from here, or the first. */
  toLine(action: number, line: number): void {
    const calls = this.callsOfLine(action, line);
    const call = calls.find(({ from }) => from >= this.player.cursor.index) ?? calls[0];
    if (!call) return;
    this.player.pause();
    this.player.toEvent(call.from);
  }

  /** The picture of an event, by its sequence number; null when the file does not have it. */
  async picture(seq: number): Promise<Blob | null> {
    const at = this.story.events.findIndex((event) => event.seq === seq);
    const event = this.story.events[at];
    if (event?.type !== "image") return null;
    return this.episode.pictures.of(event, this.#nsOf(this.story.timeS[at] ?? 0));
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
    cancelAnimationFrame(this.#frame);
    this.player.pause();
  }

  #follow(): void {
    const { cursor, playing } = this.player.state.get();
    const conversation = this.#conversations.at(cursor.index);
    this.store.update((state) =>
      state.conversation === conversation
        ? state
        : { ...state, conversation, remarks: this.#remarksUntil(conversation.lastSeq) },
    );
    void this.#measure();
    void this.#showBeside();
    if (playing && this.#frame === 0) {
      this.#lastMs = performance.now();
      this.#frame = requestAnimationFrame(this.#play);
    }
  }

  /** Those of events up to this one. */
  #remarksUntil(seq: number): readonly Remark[] {
    return this.#remarks.slice(0, lastNotAfter(this.#remarks, (remark) => remark.seq, seq) + 1);
  }

  readonly #play = (nowMs: number): void => {
    this.#frame = 0;
    if (!this.player.state.get().playing) return;
    const elapsedS = Math.max(0, (nowMs - this.#lastMs) / 1000);
    this.#lastMs = nowMs;
    this.player.advance(Math.min(elapsedS, LONGEST_FRAME_S));
    if (this.player.state.get().playing) this.#frame = requestAnimationFrame(this.#play);
  };

  /** Shows what was measured at the cursor; of moments that come faster than they can be read, the newest. */
  async #measure(): Promise<void> {
    if (this.#measuring) return;
    this.#measuring = true;
    try {
      for (let wanted = this.#timeNs(); wanted !== this.#measuredNs; wanted = this.#timeNs()) {
        this.#measuredNs = wanted;
        const { robot } = this.episode;
        const first = robot.range?.firstNs;
        const moment = (await robot.at(wanted)) ?? (first === undefined ? null : await robot.at(first));
        if (!moment) continue;
        this.#show({ objects: moment.objects });
        this.robot.accept(moment.frame);
      }
      this.trouble.set(this.episode.damage());
    } catch (error) {
      this.trouble.set((error as Error).message);
    } finally {
      this.#measuring = false;
    }
  }

  /** The robot's log and the cameras' pictures at the cursor; both change rarely. */
  async #showBeside(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (let { cursor } = this.player; cursor !== this.#readAt; cursor = this.player.cursor) {
        this.#readAt = cursor;
        const log = await this.episode.log.until(this.#timeNs());
        this.#show({ log, pictures: await this.#pictures.after(cursor.index) });
      }
    } catch {
      // The measurements, from the same file, tell what is wrong with it.
    } finally {
      this.#reading = false;
    }
  }

  #show(shown: Partial<Pick<AppState, "objects" | "log" | "pictures">>): void {
    const changed = (state: AppState): boolean =>
      Object.entries(shown).some(([key, value]) => state[key as keyof AppState] !== value);
    this.store.update((state) => (changed(state) ? { ...state, ...shown } : state));
  }

  async #showPath(): Promise<void> {
    const calls = this.focus.get();
    const path = await this.#paths.of(calls).catch(() => null);
    if (this.focus.get() === calls) this.path.set(path);
  }

  #timeNs(): bigint {
    return this.#nsOf(this.player.cursor.timeS);
  }

  #nsOf(timeS: number): bigint {
    return this.story.originNs + BigInt(Math.round(timeS * 1e9));
  }
}

/** What the session was, as far as the episode's first event tells; nothing of it can be asked for anything. */
const sessionOf = (start: EventOf<"episode_start">): SessionInfo => ({
  version: start.version,
  planner: start.planner === "model" ? "model" : "offline",
  model: start.model,
  mode: start.mode,
  robot: start.robot,
  robot_url: start.robot_url,
  scene: start.scene,
  seed: start.seed,
  clock: start.clock,
  sandbox: start.sandbox,
  approve: "never",
  estop: null,
  connection: "closed",
  manual: null,
  busy: false,
  can_fork: false,
  can_rehearse: false,
  safety: null,
  cameras: [],
  price: null,
});
