import { Appliances } from "../controllers/appliances.ts";
import type { Controller } from "../controllers/controller.ts";
import { listed, makeControllers, type RobotControllers } from "../controllers/robot-controllers.ts";
import { Detector } from "../sensors/detector.ts";
import type { FixedFrame } from "../sensors/readings.ts";
import { StatePublisher } from "../sensors/state-publisher.ts";
import type { Mujoco } from "./mujoco.ts";
import type { RosNode } from "./ros-node.ts";
import { type Pace, RunLoop } from "./run-loop.ts";
import type { Scene } from "./scenes/scene.ts";
import { World } from "./world.ts";
import { PhysicsDiverged, type WorldState } from "./world-state.ts";

export type Clock = "realtime" | "fast";
type LogLevel = "info" | "warn" | "error";

/** About a second of wall time: after it the clock runs for what waits for steps that do not come. */
const UNATTENDED_TURNS = 50;

export interface SimulationParts {
  readonly mujoco: Mujoco;
  readonly scene: Scene;
  readonly clock: Clock;
  readonly node: RosNode;
  /** Frames that never move, for /tf_static. */
  readonly cameras: readonly FixedFrame[];
  /** The set of objects changed. */
  readonly onScene: (scene: Scene) => void;
}

/** Looks at the world as it goes on, and may meddle with it; told before the sensors tell of the same step. */
export interface Watcher {
  afterStep(): void;
  /** Things were put back as they were at the start. */
  afterReset(): void;
}

interface StepRequest {
  readonly steps: number;
  /** Null while the robot comes to rest from before: it counts from when that is done. */
  untilStep: number | null;
  readonly done: (reset: boolean) => void;
}

/** The world with its controllers, sensors and clock. */
export class Simulation {
  readonly world: World;
  readonly clock: Clock;
  readonly controllers: RobotControllers;
  readonly detector: Detector;
  /** What stands around the robot and does something by itself. */
  readonly appliances: Appliances;
  readonly #controllers: readonly Controller[];
  readonly #publisher: StatePublisher;
  readonly #loop: RunLoop;
  readonly #start: { readonly scene: Scene; readonly state: WorldState };
  readonly #onScene: (scene: Scene) => void;
  #watcher: Watcher | null = null;
  #paused = false;
  #stepRequests: StepRequest[] = [];
  /** Turns for which something waited for steps and nobody stepped. */
  #unattended = 0;

  constructor({ mujoco, scene, clock, node, cameras, onScene }: SimulationParts) {
    this.clock = clock;
    this.world = new World(mujoco, scene);
    this.world.settle();
    this.world.setSteps(0);
    this.#start = { scene, state: this.world.save() };
    // From the saved state, as after every reset: the first run and later ones go alike.
    this.world.restore(this.#start.state);
    const host = {
      publishState: () => this.publishAll(),
      log: (level: LogLevel, text: string) => this.log(level, text),
    };
    this.controllers = makeControllers(this.world, host, clock === "fast");
    this.#controllers = listed(this.controllers);
    const told = this.#controllers.flatMap(({ readings }) => readings);
    this.appliances = new Appliances(this.world);
    this.detector = new Detector(this.world, this.appliances);
    this.#publisher = new StatePublisher({ node, world: this.world, detector: this.detector, cameras }, told);
    this.#onScene = onScene;
    this.#loop = new RunLoop({
      pace: () => this.#pace(),
      step: () => this.#step(),
      idle: () => this.#idle(),
    });
  }

  run(): void {
    this.#loop.start();
  }

  /** From now on told of every step and reset. */
  watch(watcher: Watcher): void {
    this.#watcher = watcher;
  }

  /** To be called when a goal or request arrived. */
  wake(): void {
    this.#loop.wake();
  }

  get paused(): boolean {
    return this.#paused;
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.wake();
  }

  /** The objects that were there at the start. */
  get startScene(): Scene {
    return this.#start.scene;
  }

  /** Every sensor's reading of this moment. */
  publishAll(): void {
    this.#publisher.publishAll();
  }

  /** A line on /rosout. */
  log(level: LogLevel, text: string): void {
    this.#publisher.log(level, text);
  }

  /** Steps the world by so much; resolves to false when a reset came in between. */
  stepBy(steps: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.#stepRequests.push({ steps, untilStep: null, done: (reset) => resolve(!reset) });
      this.#unattended = 0;
      this.#answerSteps();
      this.wake();
    });
  }

  /** Another set of objects; what exists in both stays as it is. */
  replaceScene(scene: Scene): void {
    this.world.replaceScene(scene);
    this.#onScene(scene);
    this.publishAll();
  }

  /** Puts things back as they were at the start. Running goals are aborted. */
  reset(scope: { readonly time: boolean; readonly state: boolean; readonly reason: string }): void {
    const { steps } = this.world;
    if (scope.state) {
      if (this.world.scene !== this.#start.scene) this.replaceScene(this.#start.scene);
      this.world.restore(this.#start.state);
      this.appliances.reset();
    }
    this.world.setSteps(scope.time ? 0 : steps);
    for (const controller of this.#controllers) controller.reset(scope.reason);
    this.#watcher?.afterReset();
    for (const request of this.#stepRequests.splice(0)) request.done(true);
    this.publishAll();
  }

  /** A goal runs, or the world is being stepped. */
  get busy(): boolean {
    return this.#controllers.some(({ active }) => active) || this.#stepRequests.length > 0;
  }

  /** Goes on from a state of the objects that are there; `others` puts back what is kept beside the physics. */
  restore(state: WorldState, paused: boolean, others: () => void): void {
    this.world.restore(state);
    others();
    this.#paused = paused;
    this.publishAll();
    this.wake();
  }

  close(): void {
    this.#loop.stop();
    this.world.close();
  }

  #pace(): Pace {
    if (this.#stepRequests.length > 0) return "burst";
    if (this.#paused) return "idle";
    if (this.clock === "realtime") return "paced";
    let moving = false;
    for (const { active, waitsForSteps } of this.#controllers) {
      if (active && !waitsForSteps) return "burst";
      moving ||= active;
    }
    if (!moving) this.#unattended = 0;
    return this.#unattended >= UNATTENDED_TURNS ? "burst" : "idle";
  }

  /** The robot comes to rest from what it did before. */
  get #settling(): boolean {
    return this.#controllers.some(({ settling }) => settling);
  }

  #step(): boolean {
    const settling = this.#settling;
    for (const controller of this.#controllers) controller.update();
    this.#answerSteps();
    // What waited until the robot stood begins from here, as what is only asked for later does: bit by bit alike.
    if (settling && !this.#settling && this.clock === "fast") return false;
    // A goal that just ended was perhaps the last reason for the world to go on.
    if (this.#pace() === "idle") return false;
    try {
      this.world.step();
    } catch (error) {
      if (!(error instanceof PhysicsDiverged)) throw error;
      this.#recover(error);
      return false;
    }
    this.appliances.afterStep();
    this.#watcher?.afterStep();
    this.#publisher.afterStep();
    this.#answerSteps();
    return true;
  }

  #answerSteps(): void {
    if (this.#stepRequests.length === 0) return;
    if (!this.#settling)
      for (const request of this.#stepRequests) request.untilStep ??= this.world.steps + request.steps;
    const isDue = ({ untilStep }: StepRequest): boolean =>
      untilStep !== null && untilStep <= this.world.steps;
    const due = this.#stepRequests.filter(isDue);
    if (due.length === 0) return;
    this.#stepRequests = this.#stepRequests.filter((request) => !isDue(request));
    this.publishAll();
    for (const request of due) request.done(false);
  }

  #recover(error: PhysicsDiverged): void {
    const reason = `${error.message}; the scene was put back to its start`;
    this.reset({ time: true, state: true, reason });
    this.log("error", reason);
  }

  /** Stands still: says so at wall rate, with stamps that do not move, so that no client thinks it dead. */
  #idle(): void {
    this.#publisher.whileIdle();
    if (this.#controllers.some(({ active }) => active)) this.#unattended += 1;
  }
}
