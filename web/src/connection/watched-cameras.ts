/** The bridge takes no more in one request; see `watch` in bridge/protocol/page.ts. */
const MOST = 16;

/**
 * Which cameras the parts of this page show now: the bridge is asked for the pictures of these, and of no others. Each
 * is watched as long as anybody wants it, and none while the page is hidden.
 */
export class WatchedCameras {
  readonly #ask: (cameras: string[]) => boolean;
  readonly #wanted = new Map<string, number>();
  /** What the bridge was told last on this connection. */
  #asked = "";
  #soon = false;

  /** @param ask sends the whole list; false when it was not sent */
  constructor(ask: (cameras: string[]) => boolean) {
    this.#ask = ask;
    if (typeof document !== "undefined") document.addEventListener("visibilitychange", this.#settle);
  }

  /** Wants the pictures of these cameras until the returned function is called; names as in `session.cameras`. */
  want(cameras: readonly string[]): () => void {
    for (const camera of cameras) this.#wanted.set(camera, (this.#wanted.get(camera) ?? 0) + 1);
    this.#settle();
    let given = false;
    return () => {
      if (given) return;
      given = true;
      for (const camera of cameras) {
        const left = (this.#wanted.get(camera) ?? 0) - 1;
        if (left > 0) this.#wanted.set(camera, left);
        else this.#wanted.delete(camera);
      }
      this.#settle();
    };
  }

  /** A new connection knows of no wish yet. */
  connected(): void {
    this.#asked = "";
    this.#settle();
  }

  /** Once for all that changes within a moment. */
  readonly #settle = (): void => {
    if (this.#soon) return;
    this.#soon = true;
    queueMicrotask(() => {
      this.#soon = false;
      const hidden = typeof document !== "undefined" && document.hidden;
      const cameras = hidden ? [] : [...this.#wanted.keys()].toSorted().slice(0, MOST);
      const asked = cameras.join("\n");
      if (asked !== this.#asked && this.#ask(cameras)) this.#asked = asked;
    });
  };
}
