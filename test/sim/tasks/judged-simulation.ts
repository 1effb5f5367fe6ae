import { MessageChannel } from "node:worker_threads";
import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { Judge } from "../../../sim/tasks/judging/judge.ts";
import { tableOf } from "../../../sim/tasks/layout.ts";
import type { PlacedTask } from "../../../sim/tasks/task.ts";
import { loadMujoco } from "../../../sim/world/mujoco.ts";
import { RosNode } from "../../../sim/world/ros-node.ts";
import { makeObject } from "../../../sim/world/scenes/object-model.ts";
import { Simulation } from "../../../sim/world/simulation.ts";
import type { World } from "../../../sim/world/world.ts";
import { trajectoryGoal } from "../physics-client.ts";

const objects = [
  { model: makeObject("red", "cube"), at: { x: 0.45, y: -0.2, yaw: 0 } },
  { model: makeObject("green", "cube"), at: { x: 0.45, y: 0.2, yaw: 0 } },
  { model: makeObject("orange", "ball", "ball"), at: { x: 0.35, y: 0.3, yaw: 0 } },
  { model: makeObject("blue", "plate"), at: { x: 0.6, y: 0, yaw: 0 } },
];

/** The simulator's physics with a judge in it, in this thread; nothing moves but by what the test does. */
export class JudgedSimulation {
  readonly simulation: Simulation;
  readonly judge: Judge;
  readonly #channel: MessageChannel;

  private constructor(
    simulation: Simulation,
    channel: MessageChannel,
    task: Partial<PlacedTask>,
    perturbed: boolean,
  ) {
    this.simulation = simulation;
    this.#channel = channel;
    const whole: PlacedTask = {
      scene: simulation.startScene,
      instruction: "Put the red cube on the blue plate.",
      goals: [],
      concerned: ["red_cube"],
      oracle: [],
      ...task,
    };
    this.judge = new Judge({ simulation, task: whole, perturbed });
    simulation.watch(this.judge);
    simulation.run();
  }

  static async start(task: Partial<PlacedTask> = {}, perturbed = true): Promise<JudgedSimulation> {
    const channel = new MessageChannel();
    const simulation = new Simulation({
      mujoco: await loadMujoco(),
      scene: task.scene ?? tableOf(objects, 1),
      clock: "fast",
      node: new RosNode(channel.port1),
      cameras: [],
      onScene: () => {},
    });
    return new JudgedSimulation(simulation, channel, task, perturbed);
  }

  get world(): World {
    return this.simulation.world;
  }

  /** Puts an object somewhere, upright. */
  put(object: string, position: Vec3): void {
    this.world.setPose(object, { position, orientation: [0, 0, 0, 1] });
  }

  /** Lets so many seconds of the simulator's clock pass. */
  async pass(seconds: number): Promise<void> {
    await this.simulation.stepBy(Math.round(seconds / 0.002));
  }

  /** Closes the fingers around an object that is held between them until they have it. */
  async grasp(object: string): Promise<void> {
    const { world } = this;
    const { position, orientation } = world.pose("tcp");
    // Past the controllers, which go on from where they find the fingers.
    for (let step = 0; step < 300; step++) {
      world.setPose(object, { position, orientation });
      world.setTarget("gripper", 0.01);
      world.step();
      this.judge.afterStep();
    }
    this.holdOn();
    await this.pass(0.1);
  }

  /** Drives the arm to joint positions within so many seconds of the simulator's clock. */
  drive(positions: number[], seconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const refused = (why: unknown): void => reject(new Error(String(why)));
      const ends = { succeed: () => resolve(), cancel: refused, abort: refused, reject: refused };
      const goal = trajectoryGoal([positions], seconds);
      this.simulation.controllers.arm?.onGoal(goal, { id: "drive", feedback: () => {}, ...ends });
      this.simulation.wake();
    });
  }

  /** Tells the gripper's controller to go on squeezing. */
  holdOn(): void {
    this.simulation.controllers.gripper?.restore(0.01);
  }

  close(): void {
    this.simulation.close();
    this.#channel.port1.close();
    this.#channel.port2.close();
  }
}
