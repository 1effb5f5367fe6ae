import { setPageAddress } from "../frame/address-bar.ts";
import { Store } from "../state/store.ts";
import { parseAddress } from "./address.ts";
import type { Replay } from "./replay.ts";

type Parts = typeof import("./replay-parts.ts");

export interface OpenReplay {
  readonly phase: "open";
  readonly replay: Replay;
  readonly parts: Parts;
  /** The episode's id at the bridge; null for a file that was dropped. */
  readonly id: string | null;
}

/** What of an episode is on the page. */
export type ReplayState =
  | { readonly phase: "none" }
  | { readonly phase: "opening"; readonly name: string }
  | { readonly phase: "failed"; readonly name: string; readonly reason: string }
  | OpenReplay;

/** The address is written this often at most; browsers refuse more. */
const ADDRESS_MS = 400;

/** Opens and closes episodes: by the page's address, or a file of the person's. One at a time. */
export class ReplayOpener {
  readonly state = new Store<ReplayState>({ phase: "none" });
  readonly #token: string | null;
  #attempt = 0;
  #writing: ReturnType<typeof setTimeout> | undefined;
  #undo: (() => void) | undefined;

  constructor(token: string | null) {
    this.#token = token;
    addEventListener("hashchange", this.#follow);
    this.#follow();
  }

  /** Opens a file that the person has chosen; it stays in this browser. */
  openFile(file: File): void {
    void this.#open(file.name, null, (parts) => parts.openFile(file));
    setPageAddress({ view: "live", episode: null });
  }

  /** Back to the live page. */
  close(): void {
    this.#end();
    this.state.set({ phase: "none" });
    setPageAddress({ view: "live", episode: null });
  }

  readonly #follow = (): void => {
    const address = parseAddress(location.hash);
    const { state } = this;
    const open = state.get();
    if (!address) {
      if (open.phase === "none") return;
      this.#end();
      return state.set({ phase: "none" });
    }
    if (open.phase === "open" && open.id === address.episode) return open.replay.goTo(address);
    const token = this.#token;
    if (token === null) return;
    void this.#open(address.episode, address.episode, (parts) => parts.openById(address.episode, token)).then(
      (replay) => replay?.goTo(address),
    );
  };

  async #open(
    name: string,
    id: string | null,
    read: (parts: Parts) => ReturnType<Parts["openFile"]>,
  ): Promise<Replay | null> {
    this.#end();
    const attempt = ++this.#attempt;
    this.state.set({ phase: "opening", name });
    try {
      const parts = await import("./replay-parts.ts");
      const episode = await read(parts);
      if (attempt !== this.#attempt) return null;
      const replay = new parts.Replay(episode);
      if (id !== null) this.#undo = replay.player.state.subscribe(() => this.#writeSoon(id, replay));
      this.state.set({ phase: "open", replay, parts, id });
      return replay;
    } catch (error) {
      const reason = (error as Error).message;
      if (attempt === this.#attempt) this.state.set({ phase: "failed", name, reason });
      return null;
    }
  }

  #end(): void {
    this.#attempt += 1;
    this.#undo?.();
    this.#undo = undefined;
    clearTimeout(this.#writing);
    this.#writing = undefined;
    const open = this.state.get();
    if (open.phase === "open") open.replay.dispose();
  }

  #writeSoon(id: string, replay: Replay): void {
    if (this.#writing !== undefined) return;
    this.#writing = setTimeout(() => {
      this.#writing = undefined;
      setPageAddress({ episode: { episode: id, ...replay.moment } });
    }, ADDRESS_MS);
  }
}
