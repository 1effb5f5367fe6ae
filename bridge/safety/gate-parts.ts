import type { Emit, PrimitiveError } from "../protocol/index.ts";
import type { Actuators } from "../robot/actuators.ts";
import type { Robot } from "../robot/robot.ts";
import type { CommandRate } from "./command-rate.ts";
import type { CancelReason } from "./goal-watch.ts";
import type { Stopper } from "./stopper.ts";

/** What the gates of arm, hand and base have in common. */
export interface GateParts {
  readonly robot: Robot;
  readonly actuators: Actuators;
  readonly emit: Emit;
  readonly rate: CommandRate;
  readonly stopper: Stopper;
  /** Waits for a person's approval where one is needed, and says whether it did. Throws as Approval.motion does. */
  approved(text: string, signal: AbortSignal): Promise<boolean>;
}

/** @throws PrimitiveError Denied while the emergency stop is latched */
export const mustNotBeLatched = (stopper: { refusal(): PrimitiveError | null }): void => {
  const refusal = stopper.refusal();
  if (refusal) throw refusal;
};

/** Who is behind a goal's cancellation, in words. */
export const canceller = (why: CancelReason, signal: AbortSignal): string => {
  if (why !== "signal") return `the gate (${why})`;
  return typeof signal.reason === "string" ? signal.reason : "program";
};
