import type { Stamp } from "../protocol/index.ts";
import type { Unsubscribe } from "./types.ts";

/** The sensor whose stamps are the robot's clock: joint states, or odometry on a robot without an arm. */
export interface TimeSource {
  readonly topic: string;
  /** What comes on the topic, in words, plural. */
  readonly what: string;
  /** Stamp of the newest reading. */
  now(): Stamp | null;
  /** Wall time at which the newest message came (performance.now()); null before the first. */
  arrivedMs(): number | null;
  /** Stamp of the newest reading. Throws PrimitiveError `Stale` when that is older than the profile allows. */
  fresh(): Stamp;
  /** Resolves with the next reading; `timeoutS` in wall seconds. Rejects with `Stale` when none comes. */
  next(signal?: AbortSignal, timeoutS?: number): Promise<unknown>;
  onMessage(listener: () => void): Unsubscribe;
  clear(): void;
}
