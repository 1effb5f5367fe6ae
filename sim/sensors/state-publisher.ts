import { writeUrdf } from "../world/robots/urdf.ts";
import type { RosNode } from "../world/ros-node.ts";
import type { World } from "../world/world.ts";
import { contactsOf } from "./contacts.ts";
import type { Detector } from "./detector.ts";
import { laserScanOf } from "./laser-scan.ts";
import { stampOf } from "./messages.ts";
import { odometryOf } from "./odometry.ts";
import { DETECTION_STEPS, type Reading, STATE_STEPS } from "./reading.ts";
import {
  detections,
  type FixedFrame,
  handOf,
  jointState,
  staticTransforms,
  transforms,
  wrench,
} from "./readings.ts";

/** What every reading's steps are a multiple of. */
const FINEST_STEPS = 5;
const ROSOUT = "/rosout";
const levels = { info: 20, warn: 30, error: 40 } as const;

/** What every robot tells, as far as it has the parts. */
const ownReadings = (world: World, detector: Detector): Reading[] => {
  const state = { everySteps: STATE_STEPS };
  const { wristLink, mount, lidar } = world.scene.robot;
  const readings: Reading[] = [
    { ...state, topic: "/clock", type: "rosgraph_msgs/msg/Clock", read: (clock) => ({ clock }) },
    {
      ...state,
      topic: "/joint_states",
      type: "sensor_msgs/msg/JointState",
      read: (stamp) => jointState(world, stamp),
    },
    {
      ...state,
      topic: "/tf",
      type: "tf2_msgs/msg/TFMessage",
      read: (stamp) => transforms(world, detector, stamp),
    },
  ];
  if (wristLink !== null) {
    const hand = handOf(world.scene.robot, wristLink);
    const read = (stamp: Parameters<Reading["read"]>[0]): object => wrench(world, wristLink, hand, stamp);
    readings.push({ ...state, topic: "/wrench", type: "geometry_msgs/msg/WrenchStamped", read });
  }
  if (mount === "free") readings.push(odometryOf(world));
  if (lidar) readings.push(laserScanOf(world, lidar));
  return readings;
};

/** What is published of, and where. */
export interface PublisherParts {
  readonly node: RosNode;
  readonly world: World;
  readonly detector: Detector;
  readonly cameras: readonly FixedFrame[];
}

/** Publishes what the robot measures; topics that nobody listens to cost nothing. */
export class StatePublisher {
  readonly #node: RosNode;
  readonly #world: World;
  readonly #readings: readonly Reading[];
  #idleTurns = 0;

  /** @param more what the robot's parts tell beyond what every robot does */
  constructor({ node, world, detector, cameras }: PublisherParts, more: readonly Reading[]) {
    this.#node = node;
    this.#world = world;
    const seen: Reading = {
      topic: "/detections",
      type: "vision_msgs/msg/Detection3DArray",
      everySteps: DETECTION_STEPS,
      read: (stamp) => detections(world, detector, stamp),
    };
    this.#readings = [...ownReadings(world, detector), ...more, seen, contactsOf(world, detector)];
    for (const { topic, type } of this.#readings) node.advertise(topic, type);
    node.advertise(ROSOUT, "rcl_interfaces/msg/Log");
    node.advertise("/tf_static", "tf2_msgs/msg/TFMessage", { latch: true });
    node.advertise("/robot_description", "std_msgs/msg/String", { latch: true });
    node.publish("/tf_static", staticTransforms(world.scene.frame, cameras));
    node.publish("/robot_description", { data: writeUrdf(world.scene.robot) });
  }

  /** To be called after every step: publishes what is due. */
  afterStep(): void {
    const { steps } = this.#world;
    // Most steps have nothing due.
    if (steps % FINEST_STEPS === 0) this.#publish(({ everySteps }) => steps % everySteps === 0);
  }

  /** Every reading of this moment. */
  publishAll(): void {
    this.#publish(() => true);
  }

  /** To be called at wall rate while the world stands still: every reading at its rate. */
  whileIdle(): void {
    this.#idleTurns += 1;
    this.#publish(({ everySteps }) => this.#idleTurns % Math.ceil(everySteps / STATE_STEPS) === 0);
  }

  /** A line on /rosout. */
  log(level: keyof typeof levels, text: string): void {
    const stamp = stampOf(this.#world.timeNs);
    const where = { file: "", function: "", line: 0 };
    this.#node.publish(ROSOUT, { stamp, level: levels[level], name: "codeact_sim", msg: text, ...where });
  }

  #publish(due: (reading: Reading) => boolean): void {
    const stamp = stampOf(this.#world.timeNs);
    for (const reading of this.#readings)
      if (this.#node.subscribers(reading.topic) > 0 && due(reading))
        this.#node.publish(reading.topic, reading.read(stamp));
  }
}
