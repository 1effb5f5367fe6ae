import {
  type Detection,
  type Emit,
  type Pose,
  PrimitiveError,
  type Profile,
  type Stamp,
  type TopicInfo,
  UserError,
  type Wrench,
} from "../protocol/index.ts";
import { type CameraPicture, Cameras } from "./cameras.ts";
import { RobotClock, readSimulation, type Simulation } from "./clock.ts";
import { bindConnection, Connection } from "./connection.ts";
import { Detections } from "./detections.ts";
import { silentRobotError } from "./dial-errors.ts";
import { Frames } from "./frames.ts";
import { type ArmReading, type FingerReading, JointStates } from "./joint-states.ts";
import { ArmModel } from "./kinematics/arm-model.ts";
import { caughtUp } from "./listening-time.ts";
import { StringIn, TransformsIn } from "./messages.ts";
import { shownUrl } from "./shown-url.ts";
import { listTopics, readTopic } from "./topics.ts";
import type { RobotFeed, TransformMessage, Unsubscribe } from "./types.ts";
import { until } from "./until.ts";
import { WrenchSensor } from "./wrench.ts";

export type { CameraPicture } from "./cameras.ts";
export type { ArmReading, FingerReading } from "./joint-states.ts";

/** Wall seconds that a robot has, after the connection opened, to send its description and joint states. */
const FIRST_DATA_S = 8;
/** Wall seconds without joint states, on a line that answers, after which it is dialled again. */
const SILENT_S = 10;

/** A robot as it measures itself; nothing here can move anything but a simulator's clock. */
export interface Robot extends RobotFeed {
  /** Kinematics of the URDF that came on profile.robot_description.topic. */
  readonly model: ArmModel;
  /** Null on a robot that is no simulator. */
  readonly clock: "realtime" | "fast" | null;
  readonly scene: string | null;
  readonly seed: number | null;
  /** Stamp of the newest joint state of the arm. */
  now(): Stamp | null;
  /** The newest measured state of the arm. Throws PrimitiveError `Disconnected`, `Stale`. */
  arm(): ArmReading;
  /** The next state of the arm to arrive, `timeoutS` in wall seconds. Rejects with `Disconnected`, `Stale`, `Stopped`. */
  freshArm(signal?: AbortSignal, timeoutS?: number): Promise<ArmReading>;
  /** Measured gap between the fingers. Throws PrimitiveError `NotSupported`, `Disconnected`, `Stale`. */
  fingers(): FingerReading;
  /** What the detector sees now, in the base frame; `timeoutS` in wall seconds. Rejects with `Stale`, `NotSupported`. */
  detections(timeoutS: number, signal?: AbortSignal): Promise<Detection[]>;
  /** Force and torque at the wrist now; `timeoutS` in wall seconds. Rejects with `Stale`, `NotSupported`. */
  wrench(timeoutS?: number): Promise<Wrench>;
  /** Hears of every reading of the force sensor; of none on a robot without. */
  onWrench(listener: (wrench: Wrench) => void): Unsubscribe;
  /** A picture taken now, with depth where the camera has it; null: the first camera. */
  capture(camera: string | null, signal: AbortSignal): Promise<CameraPicture>;
  topics(): Promise<TopicInfo[]>;
  /** One message of any topic. Rejects with `NotFound` naming similar topics, `Timeout`. */
  readTopic(topic: string, timeoutS: number, signal?: AbortSignal): Promise<unknown>;
  /** Pose of a tf frame in the base frame, metres; null when it is unknown. */
  frame(frameId: string): Promise<Pose | null>;
  frameNames(): string[];
  /** Lets seconds of the robot's clock pass (steps a `fast` simulator) and resolves to how many did. */
  advance(seconds: number, signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/**
 * Connects to a robot over rosbridge and waits for its description and first joint states. The connection is kept up
 * until close(); every change of it is emitted as a `connection` event.
 *
 * @throws UserError with one line that names the URL and what to do, when there is no rosbridge or no such robot
 */
export async function connectRobot(options: { url: string; profile: Profile; emit: Emit }): Promise<Robot> {
  const { url, profile, emit } = options;
  const shown = shownUrl(url);
  emit({ type: "connection", state: "connecting", url: shown, text: `Connecting to ${shown}.` });
  const connection = await Connection.open(url);
  const robot = new RosbridgeRobot(connection, profile, emit);
  try {
    await robot.start();
  } catch (error) {
    await robot.close();
    if (error instanceof PrimitiveError) throw new UserError(`${shown}: ${error.message}`);
    throw error;
  }
  return robot;
}

class RosbridgeRobot implements Robot {
  readonly url: string;
  readonly profile: Profile;
  readonly #connection: Connection;
  readonly #emit: Emit;
  readonly #states: JointStates;
  readonly #frames: Frames;
  readonly #transformListeners = new Set<(message: TransformMessage) => void>();
  readonly #detections: Detections | null;
  readonly #wrench: WrenchSensor | null;
  readonly #cameras: Cameras;
  readonly #clock: RobotClock;
  #simulation: Simulation = { clock: null, scene: null, seed: null };
  #model: ArmModel | null = null;
  #urdf = "";
  #watch: NodeJS.Timeout | undefined;

  constructor(connection: Connection, profile: Profile, emit: Emit) {
    this.url = connection.url;
    this.profile = profile;
    this.#connection = connection;
    this.#emit = emit;
    this.#states = new JointStates(profile);
    this.#frames = new Frames(profile.frames.base);
    const frame = (id: string): Pose | null => this.#frames.pose(id);
    this.#detections = profile.detections ? new Detections(profile.detections.topic, frame) : null;
    this.#wrench = profile.wrench ? new WrenchSensor(profile.wrench.topic) : null;
    this.#cameras = new Cameras(connection, profile);
    this.#clock = new RobotClock(connection, profile, this.#states);
    bindConnection(this, connection);
  }

  async start(): Promise<void> {
    const { profile } = this;
    this.#emit({ type: "connection", state: "connected", url: this.url, text: `Connected to ${this.url}.` });
    this.#connection.onState((state, text) => {
      // Readings of before a drop say nothing of now, and a simulator may come back with its clock at zero.
      if (state !== "connected") this.#forget();
      this.#emit({ type: "connection", state, url: this.url, text });
      if (state === "connected") void this.#readSimulation();
    });
    this.#states.onClockSetBack = () => this.#forgetSensors();
    const first = [this.#firstDescription(), this.#states.nextArm(undefined, FIRST_DATA_S)] as const;
    this.#hear();
    // Any rosbridge answers a call, even when it has no such service: so a silent server shows that it is none.
    void this.#connection.call("/rosapi/topics", undefined, {}).catch(() => {});
    const [[description, arm]] = await Promise.all([Promise.allSettled(first), this.#readSimulation()]);
    const { joint_states, robot_description } = profile;
    const named = `as profile "${profile.name}" names them`;
    if (!this.#connection.spoken)
      throw silentRobotError(this.url, "nothing that speaks rosbridge answered", FIRST_DATA_S);
    if (arm.status === "rejected")
      throw silentRobotError(
        this.url,
        `no joint states of ${profile.arm.joints.join(", ")} came on ${joint_states.topic}, ${named},`,
        FIRST_DATA_S,
      );
    if (description.status === "rejected")
      throw silentRobotError(this.url, `no URDF came on ${robot_description.topic}, ${named},`, FIRST_DATA_S);
    this.#urdf = description.value;
    const urdf = this.#urdf;
    this.#model = await ArmModel.fromUrdf(urdf, {
      base: profile.frames.base,
      tool: profile.frames.tool,
      joints: profile.arm.joints,
      fingerJoints: profile.gripper?.joints ?? [],
      tableZ: profile.table_z_m,
    });
    // Reading the model kept this thread busy: the caller starts with readings of now.
    await caughtUp();
    this.#startWatch();
  }

  get model(): ArmModel {
    if (!this.#model) throw new PrimitiveError("Disconnected", "The robot's description has not come yet.");
    return this.#model;
  }
  get urdf(): string {
    return this.#urdf;
  }
  get connection(): Connection["state"] {
    return this.#connection.state;
  }
  get clock(): Simulation["clock"] {
    return this.#simulation.clock;
  }
  get scene(): string | null {
    return this.#simulation.scene;
  }
  get seed(): number | null {
    return this.#simulation.seed;
  }

  lastJointState(): ReturnType<RobotFeed["lastJointState"]> {
    return this.#states.newest();
  }
  onJointState(listener: Parameters<RobotFeed["onJointState"]>[0]): Unsubscribe {
    return this.#states.onMessage(listener);
  }
  onTransforms(listener: (message: TransformMessage) => void): Unsubscribe {
    this.#transformListeners.add(listener);
    return () => void this.#transformListeners.delete(listener);
  }
  onDetections(listener: (detections: Detection[]) => void): Unsubscribe {
    return this.#detections?.onDetections(listener) ?? (() => {});
  }
  onConnection(listener: Parameters<RobotFeed["onConnection"]>[0]): Unsubscribe {
    return this.#connection.onState(listener);
  }

  now(): Stamp | null {
    return this.#states.now();
  }
  arm(): ArmReading {
    this.#mustBeConnected();
    return this.#states.arm();
  }
  async freshArm(signal?: AbortSignal, timeoutS?: number): Promise<ArmReading> {
    await caughtUp();
    this.#mustBeConnected();
    return this.#states.nextArm(signal, timeoutS).catch((error: unknown) => {
      if (!signal?.aborted) this.#mustBeConnected();
      throw error;
    });
  }
  fingers(): FingerReading {
    this.#mustBeConnected();
    return this.#states.fingers();
  }
  async detections(timeoutS: number, signal?: AbortSignal): Promise<Detection[]> {
    if (!this.#detections) throw this.#lacks("a detector");
    await caughtUp();
    return this.#detections.since(this.#mustNow(), timeoutS, signal);
  }
  async wrench(timeoutS = 1): Promise<Wrench> {
    if (!this.#wrench) throw this.#lacks("a force sensor");
    await caughtUp();
    this.#mustBeConnected();
    return this.#wrench.read(() => this.#states.now(), timeoutS);
  }
  onWrench(listener: (wrench: Wrench) => void): Unsubscribe {
    return this.#wrench?.onWrench(listener) ?? (() => {});
  }
  async capture(camera: string | null, signal: AbortSignal): Promise<CameraPicture> {
    await caughtUp();
    return this.#cameras.capture(camera, this.#mustNow(), signal);
  }
  async topics(): Promise<TopicInfo[]> {
    return listTopics(this.#connection);
  }
  async readTopic(topic: string, timeoutS: number, signal?: AbortSignal): Promise<unknown> {
    this.#mustBeConnected();
    return readTopic(this.#connection, topic, timeoutS, signal);
  }
  async frame(frameId: string): Promise<Pose | null> {
    return this.#frames.pose(frameId);
  }
  frameNames(): string[] {
    return this.#frames.names();
  }
  async advance(seconds: number, signal?: AbortSignal): Promise<number> {
    await caughtUp();
    this.#mustBeConnected();
    return this.#clock.advance(seconds, this.clock, signal);
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    this.#states.close();
    await this.#connection.close();
    this.#model?.dispose();
    this.#model = null;
  }

  #hear(): void {
    const { profile } = this;
    const tfType = profile.ros_version === 1 ? "tf2_msgs/TFMessage" : "tf2_msgs/msg/TFMessage";
    const wrenchType =
      profile.ros_version === 1 ? "geometry_msgs/WrenchStamped" : "geometry_msgs/msg/WrenchStamped";
    const { joint_states, tf, detections, wrench } = profile;
    const on = (topic: string, type: string, latched: boolean, take: (message: unknown) => void): void =>
      void this.#connection.subscribe(topic, { type, latched }, take);
    on(joint_states.topic, joint_states.type, false, (message) => this.#states.take(message));
    if (tf) {
      const take = (message: unknown): void => this.#takeTransforms(message);
      on(tf.topic, tfType, false, take);
      on(`${tf.topic}_static`, tfType, true, take);
    }
    if (detections)
      on(detections.topic, detections.type, false, (message) => this.#detections?.take(message));
    if (wrench) on(wrench.topic, wrenchType, false, (message) => this.#wrench?.take(message));
  }

  #takeTransforms(incoming: unknown): void {
    const parsed = TransformsIn.safeParse(incoming);
    if (!parsed.success) return;
    this.#frames.take(parsed.data);
    for (const listener of this.#transformListeners) listener(parsed.data);
  }

  /** The first URDF; a later one that differs is told of, for the model is of the first. */
  #firstDescription(): Promise<string> {
    const { topic, type } = this.profile.robot_description;
    let first = "";
    const changed = (urdf: string): void => {
      if (first === "" || urdf === first) return;
      this.#emit({
        type: "notice",
        level: "error",
        text: `${topic} now describes another robot than the one that was connected to. Start again to work with it.`,
      });
    };
    return until<string>(
      (resolve) => {
        this.#connection.subscribe(topic, { type, latched: true }, (message) => {
          const parsed = StringIn.safeParse(message);
          if (!parsed.success || parsed.data.data === "") return;
          changed(parsed.data.data);
          first ||= parsed.data.data;
          resolve(first);
        });
        return () => {};
      },
      {
        timeoutS: FIRST_DATA_S,
        late: () => new PrimitiveError("Stale", `No robot description on ${topic}.`),
      },
    );
  }

  async #readSimulation(): Promise<void> {
    this.#simulation = await readSimulation(this.#connection, this.profile).catch(() => this.#simulation);
  }

  #startWatch(): void {
    let seen = this.#states.newest();
    let quiet = 0;
    this.#watch = setInterval(() => {
      const newest = this.#states.newest();
      quiet = newest === seen && this.connection === "connected" ? quiet + 1 : 0;
      seen = newest;
      if (quiet < SILENT_S) return;
      quiet = 0;
      this.#connection.drop(`no joint states on ${this.profile.joint_states.topic} for ${SILENT_S} s`);
    }, 1000);
    this.#watch.unref();
  }

  #forget(): void {
    this.#states.clear();
    this.#frames.clear();
    this.#forgetSensors();
  }
  #forgetSensors(): void {
    this.#detections?.clear();
    this.#wrench?.clear();
  }

  #mustBeConnected(): void {
    if (this.connection !== "connected")
      throw new PrimitiveError(
        "Disconnected",
        `The connection to the robot at ${this.url} is ${this.connection}. Wait until it is back, then look where the robot is.`,
      );
  }
  #mustNow(): Stamp {
    this.#mustBeConnected();
    return this.#states.now() ?? this.#states.arm().stamp;
  }
  #lacks(what: string): PrimitiveError {
    return new PrimitiveError("NotSupported", `Robot "${this.profile.name}" has no ${what} in its profile.`);
  }
}
