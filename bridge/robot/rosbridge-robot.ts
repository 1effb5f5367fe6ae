import {
  armOf,
  baseOf,
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
import { firstDescription } from "./description.ts";
import { Detections } from "./detections.ts";
import { silentRobotError } from "./dial-errors.ts";
import { Frames } from "./frames.ts";
import { type ArmReading, type FingerReading, JointStates } from "./joint-states.ts";
import { ArmModel } from "./kinematics/arm-model.ts";
import type { Placement } from "./kinematics/types.ts";
import { caughtUp } from "./listening-time.ts";
import { TransformsIn } from "./messages.ts";
import { MotionUnderWay } from "./motion-under-way.ts";
import { type BaseReading, Odometry } from "./odometry.ts";
import type { Robot } from "./robot.ts";
import { rosType } from "./ros-spelling.ts";
import { watchSilence } from "./silence-watch.ts";
import { SimulatorState } from "./simulator-state.ts";
import type { TimeSource } from "./time-source.ts";
import { listTopics, readTopic } from "./topics.ts";
import type { RobotFeed, TransformMessage, Unsubscribe } from "./types.ts";
import { WrenchSensor } from "./wrench.ts";

/** Wall seconds that a robot has, after the connection opened, to send its description and first readings. */
const FIRST_DATA_S = 8;
/** Wall seconds that a robot without an arm is given for its description: it does without as well. */
const DESCRIPTION_S = 2;

/** A robot behind a rosbridge server; connectRobot makes it. */
export class RosbridgeRobot implements Robot {
  readonly url: string;
  readonly profile: Profile;
  readonly motion = new MotionUnderWay();
  readonly #connection: Connection;
  readonly #emit: Emit;
  readonly #states: JointStates;
  readonly #odometry: Odometry | null;
  /** What the robot's clock is taken from. */
  readonly #source: TimeSource;
  readonly #frames: Frames;
  readonly #transformListeners = new Set<Parameters<RobotFeed["onTransforms"]>[0]>();
  readonly #statics = new Map<string, TransformMessage["transforms"][number]>();
  readonly #detections: Detections | null;
  readonly #wrench: WrenchSensor | null;
  readonly #cameras: Cameras;
  readonly #clock: RobotClock;
  readonly #simulatorState: SimulatorState;
  #simulation: Simulation = { clock: null, scene: null, seed: null };
  #model: ArmModel | null = null;
  #tool: { readonly of: ArmReading; readonly pose: Placement } | null = null;
  #urdf = "";
  #endWatch: () => void = () => {};

  constructor(connection: Connection, profile: Profile, emit: Emit) {
    this.url = connection.url;
    this.profile = profile;
    this.#connection = connection;
    this.#emit = emit;
    this.#states = new JointStates(profile);
    this.#odometry = profile.base ? new Odometry(profile) : null;
    this.#source = (profile.arm ? null : this.#odometry) ?? this.#states;
    this.#frames = new Frames(profile.frames.base);
    const frame = (id: string): Pose | null => this.#frames.pose(id);
    this.#detections = profile.detections ? new Detections(profile.detections.topic, frame) : null;
    this.#wrench = profile.wrench ? new WrenchSensor(profile.wrench.topic) : null;
    this.#cameras = new Cameras(connection, profile);
    this.#clock = new RobotClock(connection, profile, this.#source);
    this.#simulatorState = new SimulatorState(connection, profile, this.#source);
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
    if (this.#odometry && this.#source === this.#odometry)
      this.#odometry.onClockSetBack = () => this.#forgetSensors();
    const describe = { emit: this.#emit, timeoutS: profile.arm ? FIRST_DATA_S : DESCRIPTION_S };
    const onFirst = (urdf: string): void => void (this.#urdf = urdf);
    const first = [
      firstDescription(this.#connection, profile, { ...describe, onFirst }),
      profile.arm ? this.#states.nextArm(undefined, FIRST_DATA_S) : null,
      this.#odometry?.next(undefined, FIRST_DATA_S) ?? null,
    ] as const;
    this.#hear();
    // Any rosbridge answers a call, even when it has no such service: so a silent server shows that it is none.
    void this.#connection.call("/rosapi/topics", undefined, {}).catch(() => {});
    const [[description, arm, base]] = await Promise.all([Promise.allSettled(first), this.#readSimulation()]);
    const named = `as profile "${profile.name}" names them`;
    if (!this.#connection.spoken)
      throw silentRobotError(this.url, "nothing that speaks rosbridge answered", FIRST_DATA_S);
    if (arm.status === "rejected")
      throw silentRobotError(
        this.url,
        `no joint states of ${profile.arm?.joints.join(", ")} came on ${this.#states.topic}, ${named},`,
        FIRST_DATA_S,
      );
    if (base.status === "rejected")
      throw silentRobotError(
        this.url,
        `no odometry came on ${this.#odometry?.topic}, ${named},`,
        FIRST_DATA_S,
      );
    if (profile.arm) {
      if (description.status === "rejected")
        throw silentRobotError(
          this.url,
          `no URDF came on ${profile.robot_description.topic}, ${named},`,
          FIRST_DATA_S,
        );
      this.#model = await this.#readModel(description.value);
    }
    // Reading the model kept this thread busy: the caller starts with readings of now.
    await caughtUp();
    this.#endWatch = watchSilence(this.#source, {
      connected: () => this.connection === "connected",
      drop: (reason) => this.#connection.drop(reason),
    });
  }

  #readModel(urdf: string): Promise<ArmModel> {
    const { arm, frames, gripper, table_z_m } = armOf(this.profile);
    return ArmModel.fromUrdf(urdf, {
      base: frames.base,
      tool: frames.tool,
      joints: arm.joints,
      fingerJoints: gripper?.joints ?? [],
      tableZ: table_z_m,
    });
  }

  get model(): ArmModel {
    armOf(this.profile);
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
  toolPose(): Placement | null {
    const of = this.#states.newestArm();
    if (!of || !this.#model) return null;
    if (this.#tool?.of !== of) this.#tool = { of, pose: this.#model.forward(of.positions) };
    return this.#tool.pose;
  }
  onJointState(listener: Parameters<RobotFeed["onJointState"]>[0]): Unsubscribe {
    return this.#states.onMessage(listener);
  }
  onTransforms(listener: Parameters<RobotFeed["onTransforms"]>[0]): Unsubscribe {
    this.#transformListeners.add(listener);
    return () => void this.#transformListeners.delete(listener);
  }
  staticTransforms(): TransformMessage {
    return { transforms: [...this.#statics.values()] };
  }
  onTopic(...[topic, type, listener, throttleMs]: Parameters<RobotFeed["onTopic"]>): Unsubscribe {
    return this.#connection.subscribe(topic, { type, throttleMs }, listener);
  }
  onDetections(listener: (detections: Detection[]) => void): Unsubscribe {
    return this.#detections?.onDetections(listener) ?? (() => {});
  }
  onConnection(listener: Parameters<RobotFeed["onConnection"]>[0]): Unsubscribe {
    return this.#connection.onState(listener);
  }

  now(): Stamp | null {
    return this.#source.now();
  }
  onTick(listener: () => void): Unsubscribe {
    return this.#source.onMessage(listener);
  }
  mustBeMeasured(): void {
    this.#mustBeConnected();
    if (this.profile.arm) this.#states.arm();
    this.#odometry?.reading();
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
  base(): BaseReading {
    this.#mustBeConnected();
    return this.#mustHaveBase().reading();
  }
  async freshBase(signal?: AbortSignal, timeoutS?: number): Promise<BaseReading> {
    const odometry = this.#mustHaveBase();
    await caughtUp();
    this.#mustBeConnected();
    return odometry.next(signal, timeoutS).catch((error: unknown) => {
      if (!signal?.aborted) this.#mustBeConnected();
      throw error;
    });
  }
  onBase(listener: (reading: BaseReading) => void): Unsubscribe {
    return this.#odometry?.onReading(listener) ?? (() => {});
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
    return this.#wrench.read(() => this.#source.now(), timeoutS);
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

  async saveState(): ReturnType<Robot["saveState"]> {
    return this.clock === null ? null : this.#simulatorState.save();
  }
  async restoreState(state: string): Promise<void> {
    if (this.clock === null)
      throw new UserError(`Robot "${this.profile.name}" is no simulator: a real robot cannot be put back.`);
    await this.#simulatorState.restore(state);
    this.#forgetSensors();
  }

  async close(): Promise<void> {
    this.#endWatch();
    this.#states.close();
    this.#odometry?.close();
    await this.#connection.close();
    this.#model?.dispose();
    this.#model = null;
  }

  #hear(): void {
    const { profile } = this;
    const { joint_states, base, tf, detections, wrench } = profile;
    const on = (topic: string, type: string, latched: boolean, take: (message: unknown) => void): void =>
      void this.#connection.subscribe(topic, { type: rosType(profile.ros_version, type), latched }, take);
    if (joint_states)
      on(joint_states.topic, joint_states.type, false, (message) => this.#states.take(message));
    if (base) on(base.odom.topic, base.odom.type, false, (message) => this.#odometry?.take(message));
    if (tf) {
      on(tf.topic, "tf2_msgs/msg/TFMessage", false, (message) => this.#takeTransforms(message, false));
      on(`${tf.topic}_static`, "tf2_msgs/msg/TFMessage", true, (message) =>
        this.#takeTransforms(message, true),
      );
    }
    if (detections)
      on(detections.topic, detections.type, false, (message) => this.#detections?.take(message));
    if (wrench)
      on(wrench.topic, "geometry_msgs/msg/WrenchStamped", false, (message) => this.#wrench?.take(message));
  }

  #takeTransforms(incoming: unknown, isStatic: boolean): void {
    const parsed = TransformsIn.safeParse(incoming);
    if (!parsed.success) return;
    this.#frames.take(parsed.data);
    if (isStatic)
      for (const transform of parsed.data.transforms) this.#statics.set(transform.child_frame_id, transform);
    for (const listener of this.#transformListeners) listener(parsed.data, isStatic);
  }

  async #readSimulation(): Promise<void> {
    this.#simulation = await readSimulation(this.#connection, this.profile).catch(() => this.#simulation);
  }

  #forget(): void {
    this.#states.clear();
    this.#odometry?.clear();
    this.#frames.clear();
    this.#statics.clear();
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
    return this.#source.now() ?? this.#source.fresh();
  }
  #mustHaveBase(): Odometry {
    baseOf(this.profile);
    return this.#odometry as Odometry;
  }
  #lacks(what: string): PrimitiveError {
    return new PrimitiveError("NotSupported", `Robot "${this.profile.name}" has no ${what} in its profile.`);
  }
}
