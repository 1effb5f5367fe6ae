import { writeUrdf } from "../world/robots/urdf.ts";
import type { RosNode } from "../world/ros-node.ts";
import type { World } from "../world/world.ts";
import { stampOf } from "./messages.ts";
import {
  detections,
  type FixedFrame,
  type Hand,
  handOf,
  jointState,
  staticTransforms,
  transforms,
  wrench,
} from "./readings.ts";

/** Steps of 2 ms between two messages: 50 Hz and 20 Hz. */
const STATE_STEPS = 10;
const DETECTION_STEPS = 25;

const CONTROLLER_STATE = "/joint_trajectory_controller/controller_state";
const topics = {
  "/clock": "rosgraph_msgs/msg/Clock",
  "/joint_states": "sensor_msgs/msg/JointState",
  "/tf": "tf2_msgs/msg/TFMessage",
  "/wrench": "geometry_msgs/msg/WrenchStamped",
  "/detections": "vision_msgs/msg/Detection3DArray",
  [CONTROLLER_STATE]: "control_msgs/msg/JointTrajectoryControllerState",
  "/rosout": "rcl_interfaces/msg/Log",
} as const;

/** What the trajectory controller tells of itself. */
export interface ControllerView {
  readonly joints: readonly { readonly name: string }[];
  state(): { desired: object; actual: object; error: object };
}

const levels = { info: 20, warn: 30, error: 40 } as const;

/** Publishes what the robot measures; topics that nobody listens to cost nothing. */
export class StatePublisher {
  readonly #node: RosNode;
  readonly #world: World;
  readonly #hand: Hand;
  readonly #controller: ControllerView;

  constructor(node: RosNode, world: World, controller: ControllerView, cameras: readonly FixedFrame[]) {
    this.#node = node;
    this.#world = world;
    this.#controller = controller;
    this.#hand = handOf(world.scene.robot);
    for (const [topic, type] of Object.entries(topics)) node.advertise(topic, type);
    node.advertise("/tf_static", "tf2_msgs/msg/TFMessage", { latch: true });
    node.advertise("/robot_description", "std_msgs/msg/String", { latch: true });
    node.publish("/tf_static", staticTransforms(cameras));
    node.publish("/robot_description", { data: writeUrdf(world.scene.robot) });
  }

  /** To be called after every step: publishes what is due. */
  afterStep(): void {
    if (this.#world.steps % STATE_STEPS === 0) this.publishState();
    if (this.#world.steps % DETECTION_STEPS === 0) this.publishDetections();
  }

  /** Clock, joint states, transforms, wrench and controller state of this moment. */
  publishState(): void {
    const stamp = stampOf(this.#world.timeNs);
    this.#publish("/clock", () => ({ clock: stamp }));
    this.#publish("/joint_states", () => jointState(this.#world, stamp));
    this.#publish("/tf", () => transforms(this.#world, stamp));
    this.#publish("/wrench", () => wrench(this.#world, this.#hand, stamp));
    this.#publish(CONTROLLER_STATE, () => {
      const { desired, actual, error } = this.#controller.state();
      const joint_names = this.#controller.joints.map(({ name }) => name);
      return { header: { stamp, frame_id: "" }, joint_names, reference: desired, feedback: actual, error };
    });
  }

  publishDetections(): void {
    this.#publish("/detections", () => detections(this.#world, stampOf(this.#world.timeNs)));
  }

  /** A line on /rosout. */
  log(level: keyof typeof levels, text: string): void {
    const stamp = stampOf(this.#world.timeNs);
    const where = { file: "", function: "", line: 0 };
    this.#node.publish("/rosout", { stamp, level: levels[level], name: "codeact_sim", msg: text, ...where });
  }

  #publish(topic: keyof typeof topics, message: () => object): void {
    if (this.#node.subscribers(topic) > 0) this.#node.publish(topic, message());
  }
}
