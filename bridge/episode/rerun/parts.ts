import type { CallRoute } from "../../executor/call-route.ts";
import type { Executor } from "../../executor/types.ts";
import type { Memory } from "../../memory/memory.ts";
import type { Robot } from "../../robot/robot.ts";
import type { SafetyGate } from "../../safety/gate.ts";
import type { TurnState } from "./simulator-states.ts";

/** What recorded actions are executed again with. */
export interface RerunParts {
  readonly robot: Robot;
  readonly gate: SafetyGate;
  readonly executor: Executor;
  readonly route: CallRoute;
  readonly memory: Memory;
}

/**
 * Puts the simulator back, and what is known of its hand.
 *
 * @throws UserError with the reason when it cannot be; nothing has changed then
 */
export const putBack = async (
  { robot, gate }: Pick<RerunParts, "robot" | "gate">,
  { simulator, hand }: TurnState,
): Promise<void> => {
  await robot.restoreState(simulator);
  gate.hand = hand;
};
