import { PrimitiveError } from "../protocol/index.ts";
import type { BaseReading, Robot } from "../robot/robot.ts";
import type { BaseVelocity } from "./base-velocity.ts";
import type { DriveCommand, DriveTiming, Progress } from "./base-way.ts";
import type { CancelReason } from "./goal-watch.ts";

/** How a motion of the base ended: by itself, or why it was cut short. */
export interface Driven {
  readonly why: "ended" | "disconnected" | CancelReason;
  /** What was amiss; empty when nothing was. */
  readonly words: string;
  /** The last reading while it went on. */
  readonly lastSeen: BaseReading | null;
}

export interface DriveRun {
  readonly command: DriveCommand;
  readonly timing: DriveTiming;
  readonly before: BaseReading;
  /** Filled with what is measured meanwhile. */
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Says of a reading that it is beyond a limit, null when it is not. */
  readonly beyond: (reading: BaseReading) => string | null;
}

/**
 * Sends velocities until the way is driven or something ends it. Every command is sent anew by wall time: the base's own
 * timeout is not relied on. A `fast` simulator is stepped from command to command instead, so that the same drive gives
 * the same motion however busy this computer is. The base is not yet told to stand when this resolves. Never rejects.
 */
export const driveBase = (robot: Robot, velocity: BaseVelocity, run: DriveRun): Promise<Driven> => {
  const { command, timing, before, progress, signal } = run;
  const period_s = robot.profile.base?.command_period_s ?? 0.05;
  return new Promise((resolve) => {
    let over = false;
    let lastSeen: BaseReading | null = null;
    let timer: NodeJS.Timeout | undefined;
    const stepped = robot.clock === "fast";
    const end = (why: Driven["why"], words = ""): void => {
      if (over) return;
      over = true;
      clearInterval(timer);
      unhear();
      unwatch();
      signal.removeEventListener("abort", onAbort);
      resolve({ why, words, lastSeen });
    };
    const step = (): void => {
      try {
        const reading = robot.base();
        const elapsed_s = reading.stamp_s - before.stamp_s;
        if (timing.isDone(progress) || elapsed_s > timing.latest_s) return end("ended");
        const share = timing.share(elapsed_s, progress);
        velocity.send(command.linear * share, command.angular * share);
      } catch (error) {
        fail(error);
      }
    };
    const fail = (error: unknown): void => {
      const lost = error instanceof PrimitiveError && error.code === "Disconnected";
      end(lost ? "disconnected" : "stale", (error as Error).message);
    };
    const stepOn = async (): Promise<void> => {
      for (;;) {
        step();
        if (over) return;
        await robot.advance(period_s, signal);
      }
    };
    const onAbort = (): void => end("signal");
    const unhear = robot.onBase((reading) => {
      lastSeen = reading;
      progress.add(reading);
      const words = run.beyond(reading);
      if (words !== null) end("limit", words);
      else if (!stepped && timing.isDone(progress)) step();
    });
    const unwatch = robot.onConnection((state) => {
      if (state !== "connected") end("disconnected");
    });
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();
    if (stepped) {
      stepOn().catch((error: unknown) => (signal.aborted ? onAbort() : fail(error)));
      return;
    }
    timer = setInterval(step, period_s * 1000);
    step();
  });
};
