import { randomUUID } from "node:crypto";
import type { RosbridgeMessage } from "roslib";
import { z } from "zod";
import { GoalStatus, PrimitiveError } from "../protocol/index.ts";

/** How a goal ended: `values` is the action's result where `accepted`, else the server's reason. */
export interface GoalOutcome {
  /** False when rosbridge or the action server refused the goal. */
  readonly accepted: boolean;
  /** action_msgs/msg/GoalStatus */
  readonly status: number;
  readonly values: unknown;
}

/** A goal under way. */
export interface Goal {
  readonly id: string;
  /** Settles once: the outcome, or rejects Disconnected when the socket closed before it came. */
  readonly outcome: Promise<GoalOutcome>;
  readonly settled: boolean;
  /** Asks the server to cancel; whether the robot stands is for sensors to tell. @throws PrimitiveError Disconnected */
  cancel(): void;
}

interface Wire {
  readonly action: string;
  readonly type: string;
  readonly goal: unknown;
  readonly onFeedback: (values: unknown) => void;
  /** Aborted when the socket closes. */
  readonly ended: AbortSignal;
  listen(id: string, listener: (message: { op: string }) => void): void;
  forget(id: string): void;
  send(message: RosbridgeMessage): void;
}

// Cancelled results may lack a status (rosbridge_suite#920).
const Result = z.object({
  op: z.literal("action_result"),
  status: z.int().default(GoalStatus.UNKNOWN),
  result: z.boolean().default(true),
  values: z.unknown(),
});

/** Sends a goal over one socket and follows it. roslib's Action drops the status and never forgets its listener. */
export const openGoal = (wire: Wire): Goal => {
  const id = `send_action_goal:${wire.action}:${randomUUID()}`;
  let settled = false;
  const outcome = new Promise<GoalOutcome>((resolve, reject) => {
    const finish = (end: () => void): void => {
      if (settled) return;
      settled = true;
      wire.forget(id);
      wire.ended.removeEventListener("abort", lost);
      end();
    };
    const lost = (): void =>
      finish(() =>
        reject(
          new PrimitiveError("Disconnected", `the robot's connection was lost while a goal of ${wire.action} was under way.`),
        ),
      );
    wire.ended.addEventListener("abort", lost);
    wire.listen(id, (message) => {
      if (message.op === "action_feedback") return wire.onFeedback((message as { values?: unknown }).values);
      const parsed = Result.safeParse(message);
      if (!parsed.success) return;
      const { status, result, values } = parsed.data;
      finish(() => resolve({ accepted: result, status, values }));
    });
    try {
      wire.send({ op: "send_action_goal", id, action: wire.action, action_type: wire.type, args: wire.goal, feedback: true });
    } catch (error) {
      finish(() => reject(error));
    }
  });
  // Whoever sent the goal awaits it; until then a lost socket must not be an unhandled rejection.
  outcome.catch(() => {});
  return {
    id,
    outcome,
    get settled() {
      return settled;
    },
    cancel: () => {
      if (!settled) wire.send({ op: "cancel_action_goal", id, action: wire.action });
    },
  };
};
