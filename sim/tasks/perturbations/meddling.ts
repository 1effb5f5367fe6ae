import type { Verdict } from "../../../bridge/protocol/index.ts";
import type { Transform } from "../../world/math.ts";
import type { Simulation } from "../../world/simulation.ts";
import type { WorldView } from "../judging/world-view.ts";
import type { Meddler, Perturbation } from "./perturbation.ts";

/** For so long the fingers have no force when they slip, seconds: enough to fall through them. */
const SLIP_S = 0.3;
/** What was meddled with counts as at rest when it is slower than this, metres a second, after a moment. */
const REST_M_S = 0.01;
const LEAST_S = 0.1;
const MOST_S = 3;

/** Lets a task's perturbations come when their events do, each once, and knows what they set in motion. */
export class Meddling implements Meddler {
  readonly #simulation: Simulation;
  readonly #perturbations: readonly Perturbation[];
  readonly #heldObject: () => string | null;
  readonly #cameAtS = new Map<Perturbation, number>();
  /** Objects that move through no doing of the robot's, and since when. */
  readonly #moving = new Map<string, number>();
  #slip: { readonly untilS: number; readonly force: number } | null = null;

  /** @param heldObject what the fingers hold now */
  constructor(
    simulation: Simulation,
    perturbations: readonly Perturbation[],
    heldObject: () => string | null,
  ) {
    this.#simulation = simulation;
    this.#perturbations = perturbations;
    this.#heldObject = heldObject;
  }

  /** Objects that are still moving through no doing of the robot's. */
  get excused(): ReadonlySet<string> {
    return new Set(this.#moving.keys());
  }

  get told(): Verdict["perturbations"] {
    return this.#perturbations.map((one) => ({ name: one.name, at_s: this.#cameAtS.get(one) ?? null }));
  }

  /** Lets come what is due, and ends what is over. */
  look(view: WorldView): void {
    this.#endSlip(view.timeS);
    for (const [object, sinceS] of this.#moving) {
      const for_s = view.timeS - sinceS;
      if (for_s > MOST_S || (for_s > LEAST_S && view.speed(object) < REST_M_S)) this.#moving.delete(object);
    }
    for (const perturbation of this.#perturbations) {
      if (this.#cameAtS.has(perturbation) || !perturbation.due(view)) continue;
      this.#cameAtS.set(perturbation, view.timeS);
      perturbation.apply(view, this);
    }
  }

  reset(): void {
    this.#cameAtS.clear();
    this.#moving.clear();
    this.#slip = null;
    this.#simulation.detector.reset();
  }

  move(object: string, to: Transform): void {
    this.#simulation.world.setPose(object, to);
    this.#excuse(object);
  }

  slip(): void {
    const object = this.#heldObject();
    const { world } = this.#simulation;
    this.#slip = { untilS: world.timeS + SLIP_S, force: world.gripperForce };
    world.setGripperForce(0);
    if (object !== null) this.#excuse(object);
  }

  blind(object: string, seconds: number): void {
    this.#simulation.detector.blind(object, seconds);
  }

  freeze(object: string, seconds: number): void {
    this.#simulation.detector.freeze(object, seconds);
  }

  setOpen(appliance: string, open: boolean): void {
    this.switchOff(appliance);
    this.#simulation.appliances.setOpen(appliance, open);
  }

  switchOff(appliance: string): void {
    this.#simulation.appliances.setOn(appliance, false);
  }

  #excuse(object: string): void {
    this.#moving.set(object, this.#simulation.world.timeS);
  }

  #endSlip(nowS: number): void {
    if (!this.#slip || nowS < this.#slip.untilS) return;
    const { world } = this.#simulation;
    // A goal that came meanwhile has set the force that it wants.
    if (world.gripperForce === 0) world.setGripperForce(this.#slip.force);
    this.#slip = null;
  }
}
