import type { Detection, Profile, Quat, Stamp, Vec3, Wrench } from "../../../bridge/protocol/index.ts";
import { nsToStamp } from "../../../bridge/protocol/index.ts";
import type { Placement } from "../../../bridge/robot/kinematics/types.ts";
import { MotionUnderWay } from "../../../bridge/robot/motion-under-way.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import type {
  ConnectionState,
  JointStateMessage,
  RobotFeed,
  TransformMessage,
  Unsubscribe,
} from "../../../bridge/robot/types.ts";
import { arm } from "../../../sim/world/robots/arm.ts";
import { writeUrdf } from "../../../sim/world/robots/urdf.ts";

class Listeners<A extends unknown[]> {
  readonly #all = new Set<(...args: A) => void>();
  readonly add = (listener: (...args: A) => void): Unsubscribe => {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  };
  tell(...args: A): void {
    for (const listener of this.#all) listener(...args);
  }
  get count(): number {
    return this.#all.size;
  }
}

const names = [...arm.servos.map(({ joint }) => joint), "left_finger_joint", "right_finger_joint"];

/** A robot whose sensors the test itself plays: what it says was measured, the page must show. */
export class DrivenFeed implements RobotFeed {
  readonly url = "ws://127.0.0.1:9090";
  readonly profile: Profile = { ...loadProfile("simulated_arm"), name: "codeact_arm" };
  urdf: string = writeUrdf(arm);
  connection: ConnectionState = "connected";
  readonly #joints = new Listeners<[JointStateMessage]>();
  readonly #transforms = new Listeners<[TransformMessage, isStatic: boolean]>();
  readonly #detections = new Listeners<[Detection[]]>();
  readonly #connections = new Listeners<[ConnectionState, string]>();
  readonly #wrenches = new Listeners<[Wrench]>();
  readonly #topics = new Map<string, Listeners<[unknown]>>();
  readonly #statics: TransformMessage["transforms"] = [];
  readonly motion = new MotionUnderWay();
  tool: Placement | null = null;
  #last: { message: JointStateMessage; arrived_ms: number } | null = null;
  #tick = 0n;

  readonly lastJointState = () => this.#last;
  readonly onJointState = this.#joints.add;
  readonly onTransforms = this.#transforms.add;
  readonly onDetections = this.#detections.add;
  readonly onConnection = this.#connections.add;
  readonly onWrench = this.#wrenches.add;
  readonly onTopic = (topic: string, _type: string, listener: (message: unknown) => void): Unsubscribe =>
    this.#topic(topic).add(listener);
  readonly toolPose = (): Placement | null => this.tool;
  readonly staticTransforms = (): TransformMessage => ({ transforms: this.#statics });

  get watchers(): number {
    const all = [this.#joints, this.#transforms, this.#detections, this.#connections, this.#wrenches];
    return [...all, ...this.#topics.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** How many hear a topic. */
  listeners(topic: string): number {
    return this.#topic(topic).count;
  }

  /** A message on any topic. */
  publish(topic: string, message: unknown): void {
    this.#topic(topic).tell(message);
  }

  feel(wrench: Wrench): void {
    this.#wrenches.tell(wrench);
  }

  /** Measures joint positions, radians; joints that are not given stand at the arm's home. */
  measure(positions: readonly number[] = arm.home, velocities: readonly number[] = []): void {
    const message: JointStateMessage = {
      header: { stamp: this.#stamp(), frame_id: "" },
      name: names,
      position: names.map((_, i) => positions[i] ?? arm.home[i] ?? 0.02),
      velocity: names.map((_, i) => velocities[i] ?? 0),
      effort: names.map(() => 0),
    };
    this.#last = { message, arrived_ms: performance.now() };
    this.#joints.tell(message);
  }

  detect(detections: Detection[]): void {
    this.#detections.tell(detections);
  }

  /** Publishes /tf: an object's pose in a frame; returns its stamp. */
  transform(
    child_frame_id: string,
    [x, y, z]: Vec3,
    frame_id = "base_link",
    [qx, qy, qz, qw]: Quat = [0, 0, 0, 1],
  ): Stamp {
    const stamp = this.#stamp();
    const message: TransformMessage = {
      transforms: [
        {
          header: { stamp, frame_id },
          child_frame_id,
          transform: { translation: { x, y, z }, rotation: { x: qx, y: qy, z: qz, w: qw } },
        },
      ],
    };
    this.#transforms.tell(message, false);
    return stamp;
  }

  connect(state: ConnectionState, text = ""): void {
    this.connection = state;
    this.#connections.tell(state, text);
  }

  #topic(topic: string): Listeners<[unknown]> {
    const known = this.#topics.get(topic) ?? new Listeners<[unknown]>();
    this.#topics.set(topic, known);
    return known;
  }

  #stamp(): Stamp {
    this.#tick += 20_000_000n;
    return nsToStamp(this.#tick);
  }
}

const detection = (color: string, shape: string, size_m: Vec3, x: number, y: number): Detection => ({
  name: `${color}_${shape}`,
  pose: { position: [x, y, size_m[2] / 2], orientation: [0, 0, 0, 1], frame_id: "base_link" },
  size_m,
  color,
  shape,
  stamp_s: 0,
  confidence: 1,
});

/** A table with one of each shape. */
export const tableObjects: Detection[] = [
  detection("red", "cube", [0.04, 0.04, 0.04], 0.42, -0.22),
  detection("green", "cube", [0.04, 0.04, 0.04], 0.56, -0.1),
  detection("blue", "cube", [0.04, 0.04, 0.04], 0.36, 0.02),
  detection("yellow", "cylinder", [0.04, 0.04, 0.08], 0.64, 0.08),
  detection("orange", "ball", [0.05, 0.05, 0.05], 0.3, -0.34),
  detection("blue", "plate", [0.18, 0.18, 0.012], 0.5, 0.24),
  detection("white", "bowl", [0.15, 0.15, 0.055], 0.7, -0.32),
  detection("brown", "box", [0.2, 0.15, 0.07], 0.24, 0.4),
];
