import { z } from "zod";
import { fingerJoints, type GripperDrive } from "../world/robots/description.ts";
import type { ActionServer, GoalHandle } from "../world/ros-node.ts";
import type { World } from "../world/world.ts";
import type { Controller } from "./controller.ts";
import type { ControllerHost } from "./trajectory/controller.ts";

const Goal = z.object({
  command: z.object({ position: z.number(), max_effort: z.number().default(0) }),
});

interface Grip {
  readonly handle: GoalHandle;
  readonly gapM: number;
  /** Steps in a row that the fingers have stood. */
  still: number;
  readonly deadlineS: number;
}

/** Speed at which each finger is led, m/s. */
const FINGER_SPEED = 0.1;
const GAP_TOLERANCE_M = 0.001;
const STANDING_M_S = 0.002;
/** The fingers count as standing after this long. */
const STILL_STEPS = 50;
const TIME_LIMIT_S = 4;

/**
 * control_msgs/action/GripperCommand for the parallel gripper. `position` is the gap between the fingers in metres,
 * `max_effort` the force of the drive in newtons (0: all it has). Fingers that stop against something have stalled,
 * which is how a grasp ends well: the goal succeeds with `stalled` true and `reached_goal` false.
 */
export class GripperController implements Controller, ActionServer {
  readonly readings = [];
  readonly #world: World;
  readonly #drive: GripperDrive;
  readonly #host: ControllerHost;
  readonly #maxGapM: number;
  readonly #maxForce: number;
  #grip: Grip | null = null;
  /** Where each finger is led to now, metres. */
  #led: number;

  constructor(world: World, drive: GripperDrive, host: ControllerHost) {
    this.#world = world;
    this.#drive = drive;
    this.#host = host;
    this.#maxForce = drive.maxForce;
    this.#maxGapM = fingerJoints(world.scene.robot).reduce((sum, { limit }) => sum + limit.upper, 0);
    this.#led = this.#gap() / 2;
  }

  get active(): boolean {
    return this.#grip !== null;
  }

  onGoal(message: unknown, handle: GoalHandle): void {
    const refusal = this.#refusal(message);
    if (refusal) {
      this.#host.log("warn", `gripper goal refused: ${refusal}`);
      handle.reject(refusal);
      return;
    }
    const { position, max_effort } = Goal.parse(message).command;
    this.#grip?.handle.cancel(this.#result(false, false));
    this.#world.setGripperForce(max_effort > 0 ? max_effort : this.#maxForce);
    // Opening starts from where the fingers are; closing keeps the squeeze there is, or a held object would drop.
    const finger = this.#gap() / 2;
    this.#led = position / 2 >= finger ? finger : Math.min(this.#led, finger);
    this.#grip = { handle, gapM: position, still: 0, deadlineS: this.#world.timeS + TIME_LIMIT_S };
  }

  /** Stops the fingers; what they squeeze by now they go on squeezing. */
  onCancel(id: string): void {
    const grip = this.#grip;
    if (grip?.handle.id !== id) return;
    this.#grip = null;
    this.#host.publishState();
    grip.handle.cancel(this.#result(false, false));
  }

  /** Stops the fingers as a cancel does; the goal under way ends aborted with the reason. */
  halt(reason: string): void {
    const grip = this.#grip;
    if (!grip) return;
    this.#grip = null;
    this.#host.publishState();
    grip.handle.reject(reason);
  }

  refuse(handle: GoalHandle, reason: string): void {
    handle.reject(reason);
  }

  /** To be called before every step. */
  update(): void {
    const grip = this.#grip;
    if (grip) {
      const wanted = grip.gapM / 2;
      const reach = FINGER_SPEED * 0.002;
      this.#led += Math.min(reach, Math.max(-reach, wanted - this.#led));
      grip.still = this.#fingersStand() ? grip.still + 1 : 0;
      if (this.#led === wanted && grip.still >= STILL_STEPS) this.#finish(grip);
      else if (this.#world.timeS > grip.deadlineS) this.#giveUp(grip);
    }
    this.#world.setTarget("gripper", this.#led);
  }

  /** Forgets what it was doing and holds the fingers where they are. */
  reset(): void {
    const grip = this.#grip;
    this.#grip = null;
    grip?.handle.abort(this.#result(false, false));
    this.#led = this.#gap() / 2;
    this.#world.setGripperForce(this.#maxForce);
    this.#world.setTarget("gripper", this.#led);
  }

  /** Where each finger is led to while no goal runs, metres. */
  save(): number {
    return this.#led;
  }

  check(saved: unknown): string | null {
    return Number.isFinite(saved) ? null : "it is where the fingers are led to, one number";
  }

  /** Goes on from what `save` gave; the target and the force limit of now are the world's. */
  restore(saved: unknown): void {
    this.#led = saved as number;
  }

  #refusal(message: unknown): string | null {
    const parsed = Goal.safeParse(message);
    if (!parsed.success) {
      return "the goal needs command.position (gap in metres) and command.max_effort (newtons) as finite numbers";
    }
    const { position, max_effort } = parsed.data.command;
    if (!(position >= 0 && position <= this.#maxGapM + 1e-9)) {
      return `gap ${position} m is outside 0 to ${this.#maxGapM} m. Pass a position in that range.`;
    }
    if (!(max_effort >= 0 && max_effort <= this.#maxForce)) {
      return `max_effort ${max_effort} N is outside 0 to ${this.#maxForce} N. Pass a force in that range, 0 for all of it.`;
    }
    return null;
  }

  #finish(grip: Grip): void {
    const reached = Math.abs(this.#gap() - grip.gapM) <= GAP_TOLERANCE_M;
    this.#grip = null;
    this.#host.publishState();
    grip.handle.succeed(this.#result(reached, !reached));
  }

  #giveUp(grip: Grip): void {
    this.#grip = null;
    this.#host.log("warn", `the fingers did not come to rest within ${TIME_LIMIT_S} s`);
    this.#host.publishState();
    grip.handle.abort(this.#result(false, false));
  }

  #fingers(): readonly string[] {
    return this.#drive.joints;
  }

  #gap(): number {
    return this.#fingers().reduce((sum, finger) => sum + this.#world.position(finger), 0);
  }

  #fingersStand(): boolean {
    return this.#fingers().every((finger) => Math.abs(this.#world.velocity(finger)) < STANDING_M_S);
  }

  #result(reached: boolean, stalled: boolean): object {
    const effort = Math.abs(this.#world.force("gripper"));
    return { position: this.#gap(), effort, stalled, reached_goal: reached };
  }
}
