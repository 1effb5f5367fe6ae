import { TIMESTEP_S } from "./scenes/scene-mjcf.ts";

/** `paced`: with the wall clock; `burst`: as fast as it can; `idle`: the world stands still. */
export type Pace = "paced" | "burst" | "idle";

export interface Stepper {
  readonly pace: () => Pace;
  /** One step of 2 ms; false when nothing needed it after all. */
  readonly step: () => boolean;
  /** Called at wall rate while the world stands still. */
  readonly idle: () => void;
}

/** 20 ms of simulated time between two looks at what came in. */
const BURST_STEPS = 10;
const PACED_SLEEP_MS = 5;
const IDLE_SLEEP_MS = 20;
/** Further behind the wall clock than this the world does not catch up; it goes on from there. */
const MAX_BEHIND_STEPS = 100;

/** Drives the physics by its clock, and gives the event loop its turn in between. */
export class RunLoop {
  readonly #stepper: Stepper;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  /** Wall time, ms, at which the paced world was at `#pacedSteps`. */
  #pacedSince = 0;
  #pacedSteps = 0;
  #lastPace: Pace = "idle";

  constructor(stepper: Stepper) {
    this.#stepper = stepper;
  }

  start(): void {
    this.#soon();
  }

  /** Something arrived that may need the world to move. */
  wake(): void {
    if (this.#lastPace === "idle") this.#soon();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#immediate) clearImmediate(this.#immediate);
  }

  #turn(): void {
    this.#immediate = null;
    this.#timer = null;
    const pace = this.#stepper.pace();
    if (pace === "paced" && this.#lastPace !== "paced") this.#paceFromNow();
    this.#lastPace = pace;
    if (pace === "burst") {
      for (let step = 0; step < BURST_STEPS && this.#stepper.pace() === "burst"; step++) this.#stepper.step();
      this.#soon();
    } else if (pace === "paced") {
      this.#catchUp();
      this.#later(PACED_SLEEP_MS);
    } else {
      this.#stepper.idle();
      this.#later(IDLE_SLEEP_MS);
    }
  }

  #paceFromNow(): void {
    this.#pacedSince = performance.now();
    this.#pacedSteps = 0;
  }

  #catchUp(): void {
    const due = Math.floor((performance.now() - this.#pacedSince) / (TIMESTEP_S * 1000)) - this.#pacedSteps;
    const steps = Math.min(due, MAX_BEHIND_STEPS);
    for (let step = 0; step < steps && this.#stepper.pace() === "paced"; step++) this.#stepper.step();
    if (due > MAX_BEHIND_STEPS) this.#paceFromNow();
    else this.#pacedSteps += steps;
  }

  #soon(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#immediate ??= setImmediate(() => this.#turn());
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => this.#turn(), ms);
  }
}
