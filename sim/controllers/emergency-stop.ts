import { z } from "zod";
import type { ActionServer, GoalHandle } from "../world/ros-node.ts";
import type { ControllerHost } from "./trajectory/controller.ts";

export const ESTOP_TOPIC = "/codeact/estop";
export const ESTOP_TYPE = "std_msgs/msg/Bool";

const Bool = z.object({ data: z.boolean() });

/** What an emergency stop acts on: brakes, ends the goal with the reason, and holds. */
interface Stoppable {
  halt(reason: string): void;
}
interface Refusing extends ActionServer {
  /** Ends a goal that never began. */
  refuse(handle: GoalHandle, reason: string): void;
}

/**
 * The robot's own emergency stop: `true` on its topic ends every goal, brakes the robot where it is and refuses new goals
 * until `false` comes. It outlives a reset of the world.
 */
export class EmergencyStop {
  readonly #controllers: readonly Stoppable[];
  readonly #host: Pick<ControllerHost, "log">;
  #engaged = false;

  constructor(controllers: readonly Stoppable[], host: Pick<ControllerHost, "log">) {
    this.#controllers = controllers;
    this.#host = host;
  }

  get engaged(): boolean {
    return this.#engaged;
  }

  /** As it was engaged in a saved state; a stop that is engaged now stays so. */
  restore(engaged: boolean): void {
    this.#engaged ||= engaged;
  }

  /** Takes a std_msgs/msg/Bool. */
  onMessage(message: unknown): void {
    const parsed = Bool.safeParse(message);
    if (!parsed.success || parsed.data.data === this.#engaged) return;
    this.#engaged = parsed.data.data;
    this.#host.log("warn", this.#engaged ? "emergency stop: holding" : "emergency stop released");
    if (!this.#engaged) return;
    for (const controller of this.#controllers)
      controller.halt("the robot's emergency stop was pressed; it stands");
  }

  /** The same action server, refusing goals while the stop is engaged. */
  guarded(controller: Refusing): ActionServer {
    return {
      onGoal: (goal, handle) => {
        if (this.#engaged) controller.refuse(handle, this.refusal());
        else controller.onGoal(goal, handle);
      },
      onCancel: (id) => controller.onCancel(id),
    };
  }

  /** Why nothing moves. */
  refusal(): string {
    return `the robot's emergency stop is engaged. Publish false on ${ESTOP_TOPIC} to release it, once it is safe.`;
  }
}
