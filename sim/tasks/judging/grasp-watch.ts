import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { conjugate, norm, rotate, subtract } from "../../world/math.ts";
import type { WorldView } from "./world-view.ts";

/** Nothing farther from the tool point can have been grasped, metres. */
const REACH_M = 0.06;
/** Something between the fingers that goes along with the tool this well is still held, metres. */
const SLIP_M = 0.02;
const OPENED_M = 0.006;
/** Lifted by this it counts as grasped and lifted, metres. */
const LIFTED_M = 0.02;

interface Grip {
  readonly object: string;
  /** Where it is in the hand. */
  readonly inTool: Vec3;
  readonly gapM: number;
  readonly heightM: number;
  counted: boolean;
}

const inTool = (world: WorldView, object: string): Vec3 => {
  const { position, orientation } = world.tool;
  return rotate(conjugate(orientation), subtract(world.pose(object).position, position));
};

/** Counts how often each object is grasped and lifted. Contacts are asked for only while the fingers squeeze. */
export class GraspWatch {
  readonly #counts = new Map<string, number>();
  #grip: Grip | null = null;

  grasps(object: string): number {
    return this.#counts.get(object) ?? 0;
  }

  /** What the fingers hold, as far as can be told without contacts. */
  get object(): string | null {
    return this.#grip?.object ?? null;
  }

  reset(): void {
    this.#counts.clear();
    this.#grip = null;
  }

  /** @param squeezing whether the fingers push on something */
  look(world: WorldView, squeezing: boolean): void {
    if (this.#grip && !this.#isHeld(world, this.#grip)) this.#grip = null;
    if (!this.#grip && squeezing) this.#grip = this.#newGrip(world);
    const grip = this.#grip;
    if (!grip || grip.counted) return;
    if (world.pose(grip.object).position[2] < grip.heightM + LIFTED_M) return;
    grip.counted = true;
    this.#counts.set(grip.object, this.grasps(grip.object) + 1);
  }

  #isHeld(world: WorldView, { object, inTool: before, gapM }: Grip): boolean {
    return world.gripperGap < gapM + OPENED_M && norm(subtract(inTool(world, object), before)) < SLIP_M;
  }

  #newGrip(world: WorldView): Grip | null {
    const tool = world.tool.position;
    const object = world.objects.find(
      (name) => norm(subtract(world.pose(name).position, tool)) < REACH_M && world.held(name),
    );
    if (object === undefined) return null;
    return {
      object,
      inTool: inTool(world, object),
      gapM: world.gripperGap,
      heightM: world.pose(object).position[2],
      counted: false,
    };
  }
}
