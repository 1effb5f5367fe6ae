import { GripperController } from "../controllers/gripper-controller.ts";
import { TrajectoryController } from "../controllers/trajectory/controller.ts";
import type { FixedFrame } from "../sensors/readings.ts";
import { StatePublisher } from "../sensors/state-publisher.ts";
import type { Mujoco } from "./mujoco.ts";
import type { RosNode } from "./ros-node.ts";
import { type Pace, RunLoop } from "./run-loop.ts";
import type { Scene } from "./scenes/scene.ts";
import { PhysicsDiverged, World, type WorldState } from "./world.ts";

export type Clock = "realtime" | "fast";

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

interface StepRequest {
  readonly untilStep: number;
  readonly done: (reset: boolean) => void;
}

/** The world with its controllers, sensors and clock. */
export class Simulation {
  readonly world: World;
  readonly clock: Clock;
  readonly arm: TrajectoryController;
  readonly gripper: GripperController;
  readonly publisher: StatePublisher;
  readonly #loop: RunLoop;
  readonly #start: { readonly scene: Scene; readonly state: WorldState };
  readonly #onScene: (scene: Scene) => void;
  #paused = false;
  #stepRequests: StepRequest[] = [];
  #idleTurns = 0;

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
      log: (level: "info" | "warn" | "error", text: string) => this.publisher.log(level, text),
    };
    this.arm = new TrajectoryController(this.world, host);
    this.gripper = new GripperController(this.world, host);
    this.publisher = new StatePublisher(node, this.world, this.arm, cameras);
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
    this.publisher.publishState();
    this.publisher.publishDetections();
  }

  /** Steps the world by so much; resolves to false when a reset came in between. */
  stepBy(steps: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.#stepRequests.push({ untilStep: this.world.steps + steps, done: (reset) => resolve(!reset) });
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
    }
    this.world.setSteps(scope.time ? 0 : steps);
    this.arm.reset(scope.reason);
    this.gripper.reset();
    for (const request of this.#stepRequests.splice(0)) request.done(true);
    this.publishAll();
  }

  close(): void {
    this.#loop.stop();
    this.world.close();
  }

  #pace(): Pace {
    if (this.#stepRequests.length > 0) return "burst";
    if (this.#paused) return "idle";
    if (this.clock === "realtime") return "paced";
    return this.arm.active || this.gripper.active ? "burst" : "idle";
  }

  #step(): boolean {
    this.arm.update();
    this.gripper.update();
    // A goal that just ended was perhaps the last reason for the world to go on.
    if (this.#pace() === "idle") return false;
    try {
      this.world.step();
    } catch (error) {
      if (!(error instanceof PhysicsDiverged)) throw error;
      this.#recover(error);
      return false;
    }
    this.publisher.afterStep();
    this.#answerSteps();
    return true;
  }

  #answerSteps(): void {
    const due = this.#stepRequests.filter(({ untilStep }) => untilStep <= this.world.steps);
    if (due.length === 0) return;
    this.#stepRequests = this.#stepRequests.filter(({ untilStep }) => untilStep > this.world.steps);
    this.publishAll();
    for (const request of due) request.done(false);
  }

  #recover(error: PhysicsDiverged): void {
    const reason = `${error.message}; the scene was put back to its start`;
    this.reset({ time: true, state: true, reason });
    this.publisher.log("error", reason);
  }

  /** Stands still: says so at wall rate, with stamps that do not move, so that no client thinks it dead. */
  #idle(): void {
    this.publisher.publishState();
    this.#idleTurns += 1;
    if (this.#idleTurns % 3 === 0) this.publisher.publishDetections();
  }
}
