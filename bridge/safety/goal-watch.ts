import { PrimitiveError, stampToSeconds } from "../protocol/index.ts";
import type { GoalEnd, RunningGoal } from "../robot/actuators.ts";
import type { Robot } from "../robot/robot.ts";
import { watchContact } from "./contact-watch.ts";

/** How often the liveness of the sensors is looked at while a goal runs, milliseconds. */
const LIVENESS_MS = 200;
/** Wall seconds that a cancelled goal gets to report its end. */
const CANCEL_GRACE_S = 5;

/** Why a goal was cancelled from here. */
export type CancelReason = "signal" | "timeout" | "stale" | "contact";

export type GoalOutcome =
  | { readonly kind: "ended"; readonly end: GoalEnd }
  | { readonly kind: "cancelled"; readonly why: CancelReason }
  | { readonly kind: "disconnected"; readonly error: PrimitiveError };

/**
 * Waits for a goal's end; cancels it when the signal aborts, when the robot's clock passes `timeoutS`, when the sensors
 * fall silent, or, with `stopAtContact`, when the wrist feels a contact. Never rejects.
 */
export const watchGoal = async (
  robot: Robot,
  goal: RunningGoal,
  options: { timeoutS: number; signal: AbortSignal; stopAtContact?: boolean },
): Promise<GoalOutcome> => {
  const started = robot.now();
  const startedS = started ? stampToSeconds(started) : 0;
  let why: CancelReason | null = null;
  let giveUp: () => void = () => {};
  const gaveUp = new Promise<"gave up">((resolve) => {
    giveUp = () => resolve("gave up");
  });
  let grace: NodeJS.Timeout | undefined;
  const cancel = (reason: CancelReason): void => {
    if (why) return;
    why = reason;
    grace = setTimeout(giveUp, CANCEL_GRACE_S * 1000);
    try {
      goal.cancel();
    } catch {
      giveUp(); // the connection is gone; goal.end says so
    }
  };
  const onAbort = (): void => cancel("signal");
  options.signal.addEventListener("abort", onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  const unsubscribe = robot.onJointState((message) => {
    if (stampToSeconds(message.header.stamp) - startedS > options.timeoutS) cancel("timeout");
  });
  const unwatch = options.stopAtContact ? watchContact(robot, () => cancel("contact")) : () => {};
  const liveness = setInterval(() => {
    try {
      robot.arm();
    } catch {
      if (robot.connection === "connected") cancel("stale"); // a dropped one ends the goal itself
    }
  }, LIVENESS_MS);
  try {
    const end = await Promise.race([goal.end, gaveUp]);
    if (why) return { kind: "cancelled", why };
    if (end === "gave up") return { kind: "cancelled", why: "stale" };
    return { kind: "ended", end };
  } catch (error) {
    if (error instanceof PrimitiveError) return { kind: "disconnected", error };
    return { kind: "disconnected", error: new PrimitiveError("Disconnected", (error as Error).message) };
  } finally {
    clearInterval(liveness);
    clearTimeout(grace);
    unsubscribe();
    unwatch();
    options.signal.removeEventListener("abort", onAbort);
  }
};
