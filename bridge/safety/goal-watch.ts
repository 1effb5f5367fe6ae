import { PrimitiveError, stampToSeconds } from "../protocol/index.ts";
import type { GoalEnd, RunningGoal } from "../robot/actuators.ts";
import type { ArmReading, Robot } from "../robot/robot.ts";
import { watchContact } from "./contact-watch.ts";

/** How often the liveness of the sensors is looked at while a goal runs, milliseconds. */
const LIVENESS_MS = 200;
/** Wall seconds that a cancelled goal gets to report its end, and that it gets once the robot was seen to stand. */
const CANCEL_GRACE_S = 5;
const STANDING_GRACE_S = 0.3;

/** Why a goal was cancelled from here. */
export type CancelReason = "signal" | "timeout" | "stale" | "contact" | "limit";

export type GoalOutcome = (
  | { readonly kind: "ended"; readonly end: GoalEnd }
  | { readonly kind: "cancelled"; readonly why: CancelReason; readonly words: string }
  | { readonly kind: "disconnected"; readonly error: PrimitiveError }
) & {
  /** The last state of the arm that was measured while the goal ran. */
  readonly lastSeen: ArmReading | null;
};

export interface WatchOptions {
  /** Seconds of the robot's clock. */
  readonly timeoutS: number;
  readonly signal: AbortSignal;
  readonly stopAtContact?: boolean;
  /** Throws when what the goal moves is not measured now; when absent, the arm, or the base of a robot without one. */
  readonly measured?: () => unknown;
  /** Watches more while the goal runs; returns what ends that. */
  readonly watch?: (cancel: (why: CancelReason, words?: string) => void) => () => void;
  /** Says of a measured state that it is beyond a limit, null when it is not. */
  readonly beyondLimit?: (reading: ArmReading) => string | null;
  /**
   * Told at once when the goal was cancelled. What it returns sees to it that the robot stands, and once it has
   * resolved the goal's own word is not waited for much longer.
   */
  readonly onCancel?: (why: CancelReason) => Promise<unknown> | undefined;
}

/**
 * Waits for a goal's end; cancels it when the signal aborts, when the robot's clock passes `timeoutS`, when the sensors
 * fall silent, when the arm is measured beyond a limit, or, with `stopAtContact`, when it meets something. Never rejects.
 */
export const watchGoal = async (
  robot: Robot,
  goal: RunningGoal,
  options: WatchOptions,
): Promise<GoalOutcome> => {
  const started = robot.now();
  const startedS = started ? stampToSeconds(started) : 0;
  let cancelled: { why: CancelReason; words: string } | null = null;
  let lastSeen: ArmReading | null = null;
  let giveUp: () => void = () => {};
  const gaveUp = new Promise<"gave up">((resolve) => {
    giveUp = () => resolve("gave up");
  });
  let grace: NodeJS.Timeout | undefined;
  let over = false;
  const cancel = (why: CancelReason, words = ""): void => {
    if (cancelled) return;
    cancelled = { why, words };
    const giveUpIn = (seconds: number): void => {
      clearTimeout(grace);
      if (!over) grace = setTimeout(giveUp, seconds * 1000);
    };
    giveUpIn(CANCEL_GRACE_S);
    try {
      goal.cancel();
    } catch {
      giveUp(); // the connection is gone; goal.end says so
    }
    void options.onCancel?.(why)?.then(() => giveUpIn(STANDING_GRACE_S));
  };
  const onAbort = (): void => cancel("signal");
  options.signal.addEventListener("abort", onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  const isSeen = options.measured ?? (() => (robot.profile.arm ? robot.arm() : robot.base()));
  const endWatch = options.watch?.(cancel);
  const unsubscribe = robot.onTick(() => {
    const now = robot.now();
    if (now && stampToSeconds(now) - startedS > options.timeoutS) cancel("timeout");
    if (!robot.profile.arm) return;
    try {
      lastSeen = robot.arm();
    } catch {
      return; // the message did not speak of the arm, and what did is old
    }
    const words = options.beyondLimit?.(lastSeen);
    if (words) cancel("limit", words);
  });
  const unwatch = options.stopAtContact ? watchContact(robot, (felt) => cancel("contact", felt)) : () => {};
  const liveness = setInterval(() => {
    try {
      isSeen();
    } catch {
      if (robot.connection === "connected") cancel("stale"); // a dropped one ends the goal itself
    }
  }, LIVENESS_MS);
  try {
    const end = await Promise.race([goal.end, gaveUp]);
    if (cancelled)
      return { kind: "cancelled", ...(cancelled as { why: CancelReason; words: string }), lastSeen };
    if (end === "gave up") return { kind: "cancelled", why: "stale", words: "", lastSeen };
    return { kind: "ended", end, lastSeen };
  } catch (error) {
    const known = error instanceof PrimitiveError;
    const lost = known ? error : new PrimitiveError("Disconnected", (error as Error).message);
    return { kind: "disconnected", error: lost, lastSeen };
  } finally {
    over = true;
    clearInterval(liveness);
    clearTimeout(grace);
    unsubscribe();
    unwatch();
    endWatch?.();
    options.signal.removeEventListener("abort", onAbort);
  }
};
