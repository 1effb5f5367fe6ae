import { stampToSeconds } from "../../../../bridge/protocol/index.ts";
import { liveOutline, nowIndex } from "../../live/live-outline.ts";
import type { RecentEvents } from "../../live/recent-events.ts";
import type { Band } from "./source.ts";

/** The primitive calls of the session that runs, in seconds of the robot's clock; what is under way has no end yet. */
export class LiveBands {
  readonly #recent: RecentEvents;
  #version = -1;
  #bands: readonly Band[] = [];

  constructor(recent: RecentEvents) {
    this.#recent = recent;
  }

  get all(): readonly Band[] {
    if (this.#recent.version !== this.#version) {
      this.#version = this.#recent.version;
      this.#bands = this.#read();
    }
    return this.#bands;
  }

  #read(): Band[] {
    const { events } = this.#recent;
    const now = nowIndex(events);
    const stampAt = (index: number): number | null => {
      if (index === now) return Number.POSITIVE_INFINITY;
      const stamp = events[index]?.stamp;
      return stamp ? stampToSeconds(stamp) : null;
    };
    return liveOutline(events).calls.flatMap(({ key, name, line, from, to, tone, motion }) => {
      const [fromS, toS] = [stampAt(from), stampAt(to)];
      if (fromS === null || toS === null) return [];
      const words = line === null ? name : `${name} · line ${line}`;
      return [{ key: `${key}/${from}`, name: words, tone: motion ? tone : "plain", from: fromS, to: toS }];
    });
  }
}
