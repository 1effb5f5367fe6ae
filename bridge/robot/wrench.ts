import { PrimitiveError, type Stamp, stampToNs, stampToSeconds, type Wrench } from "../protocol/index.ts";
import { WrenchIn } from "./messages.ts";
import type { Unsubscribe } from "./types.ts";
import { until } from "./until.ts";

/** How much older than the newest joint state a wrench may be and still belong to it. */
const LAG_NS = 100_000_000n;

/** The newest force and torque at the wrist. */
export class WrenchSensor {
  readonly #topic: string;
  readonly #listeners = new Set<(wrench: Wrench) => void>();
  #newest: { wrench: Wrench; stamp: Stamp } | null = null;

  constructor(topic: string) {
    this.#topic = topic;
  }

  /** Takes a message from the wire; what is no WrenchStamped is dropped. */
  take(incoming: unknown): void {
    const parsed = WrenchIn.safeParse(incoming);
    if (!parsed.success) return;
    const { header, wrench } = parsed.data;
    const { force: f, torque: t } = wrench;
    const reading: Wrench = {
      force: [f.x, f.y, f.z],
      torque: [t.x, t.y, t.z],
      frame_id: header.frame_id,
      stamp_s: stampToSeconds(header.stamp),
    };
    this.#newest = { stamp: header.stamp, wrench: reading };
    for (const listener of this.#listeners) listener(reading);
  }

  /** Hears of every reading as it comes. */
  onWrench(listener: (wrench: Wrench) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A reading that goes with the robot clock `now`. Rejects with `Stale` after `timeoutS` wall seconds. */
  read(now: () => Stamp | null, timeoutS: number): Promise<Wrench> {
    const fresh = (): Wrench | null => {
      const clock = now();
      const newest = this.#newest;
      if (!newest || (clock && stampToNs(newest.stamp) < stampToNs(clock) - LAG_NS)) return null;
      return newest.wrench;
    };
    const ready = fresh();
    if (ready) return Promise.resolve(ready);
    return until<Wrench>(
      (resolve) => {
        const listener = (): void => {
          const wrench = fresh();
          if (wrench) resolve(wrench);
        };
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
      {
        timeoutS,
        late: () =>
          new PrimitiveError(
            "Stale",
            `No fresh wrench on ${this.#topic} within ${timeoutS} s. Check that the force sensor is on, then try again.`,
          ),
      },
    );
  }

  clear(): void {
    this.#newest = null;
  }
}
