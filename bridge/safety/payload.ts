import { PrimitiveError, type Wrench } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import { fastest, STANDING_RAD_S } from "./standstill.ts";

const GRAVITY = 9.80665;
/** Readings of a standing arm that a weight is taken from. */
const READINGS = 10;
/** A tool that rises by less than this goes down or stays, metres. */
const RISE_M = 0.01;

/**
 * Weighs what the hand holds: the force at the standing wrist above the one with the empty hand. Nothing is said where
 * that is not known: no force sensor, no limit in the profile, or no reading with an empty hand yet.
 */
export class Payload {
  readonly #robot: Robot;
  readonly #holding: () => boolean;
  #empty: number[] = [];
  #loaded: number[] = [];

  /** @param holding whether the fingers hold something; may throw where that cannot be told */
  constructor(robot: Robot, holding: () => boolean) {
    this.#robot = robot;
    this.#holding = holding;
    if (robot.profile.gripper?.max_payload_kg) robot.onWrench((wrench) => this.#take(wrench));
  }

  /** Kilograms in the hand; null when not known. */
  mass_kg(): number | null {
    if (this.#empty.length === 0 || this.#loaded.length < READINGS) return null;
    return Math.max(0, (mean(this.#loaded) - mean(this.#empty)) / GRAVITY);
  }

  /** Why a path may not be driven with what the hand holds; null when it may. Down, to put it away, it always may. */
  refusal(path: readonly (readonly number[])[]): PrimitiveError | null {
    const limit = this.#robot.profile.gripper?.max_payload_kg;
    const mass = this.mass_kg();
    if (!limit || mass === null || mass <= limit) return null;
    const heights = path.map((q) => this.#robot.model.forward(q).position[2]);
    if (Math.max(...heights) <= (heights[0] ?? 0) + RISE_M) return null;
    return new PrimitiveError(
      "LimitExceeded",
      `the hand holds ${mass.toFixed(2)} kg, above the limit of ${limit} kg for gripper "${this.#robot.profile.gripper?.name}". Lower it straight down and open the gripper.`,
    );
  }

  #take({ force }: Wrench): void {
    try {
      if (fastest(this.#robot.arm().velocities) >= STANDING_RAD_S) return;
      const newtons = Math.hypot(...force);
      if (this.#holding()) this.#loaded = [...this.#loaded, newtons].slice(-READINGS);
      else [this.#empty, this.#loaded] = [[...this.#empty, newtons].slice(-READINGS), []];
    } catch {
      // Without fresh joint states the arm may be moving: such a reading weighs nothing.
    }
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
