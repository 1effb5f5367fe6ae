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
import type { CameraPicture } from "./cameras.ts";
import { Connection } from "./connection.ts";
import type { ArmReading, FingerReading } from "./joint-states.ts";
import type { ArmModel } from "./kinematics/arm-model.ts";
import type { MotionUnderWay } from "./motion-under-way.ts";
import type { BaseReading } from "./odometry.ts";
import { RosbridgeRobot } from "./rosbridge-robot.ts";
import { shownUrl } from "./shown-url.ts";
import type { RobotFeed, Unsubscribe } from "./types.ts";

export type { CameraPicture } from "./cameras.ts";
export type { ArmReading, FingerReading } from "./joint-states.ts";
export type { BaseReading } from "./odometry.ts";

/** A robot as it measures itself; nothing here can move anything but a simulator's clock. */
export interface Robot extends RobotFeed {
  readonly motion: MotionUnderWay;
  /** Kinematics of the arm, by the URDF that came. Throws PrimitiveError `NotSupported` on a robot without an arm. */
  readonly model: ArmModel;
  /** Null on a robot that is no simulator. */
  readonly clock: "realtime" | "fast" | null;
  readonly scene: string | null;
  readonly seed: number | null;
  /** Stamp of the newest joint state of the arm; on a robot without one, of the newest odometry. */
  now(): Stamp | null;
  /** Hears of every reading that the robot's clock is taken from. */
  onTick(listener: () => void): Unsubscribe;
  /** Throws PrimitiveError `Disconnected`, `Stale` unless all that can move, arm and base, is measured now. */
  mustBeMeasured(): void;
  /** The newest measured state of the arm. Throws PrimitiveError `Disconnected`, `Stale`. */
  arm(): ArmReading;
  /** The next state of the arm to arrive, `timeoutS` in wall seconds. Rejects with `Disconnected`, `Stale`, `Stopped`. */
  freshArm(signal?: AbortSignal, timeoutS?: number): Promise<ArmReading>;
  /** Where the base is by odometry. Throws PrimitiveError `NotSupported`, `Disconnected`, `Stale`. */
  base(): BaseReading;
  /** The next odometry to arrive, `timeoutS` in wall seconds. Rejects with `Disconnected`, `Stale`, `Stopped`. */
  freshBase(signal?: AbortSignal, timeoutS?: number): Promise<BaseReading>;
  /** Hears of every odometry message; of none on a robot without a base. */
  onBase(listener: (reading: BaseReading) => void): Unsubscribe;
  /** Measured gap between the fingers. Throws PrimitiveError `NotSupported`, `Disconnected`, `Stale`. */
  fingers(): FingerReading;
  /** What the detector sees now, in the base frame; `timeoutS` in wall seconds. Rejects with `Stale`, `NotSupported`. */
  detections(timeoutS: number, signal?: AbortSignal): Promise<Detection[]>;
  /** Force and torque at the wrist now; `timeoutS` in wall seconds. Rejects with `Stale`, `NotSupported`. */
  wrench(timeoutS?: number): Promise<Wrench>;
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
  /**
   * Everything that a simulator needs to go on exactly from now, and the robot's time of it; null on a robot that is no
   * simulator. The request is on its way when this returns. Rejects with UserError while something moves.
   */
  saveState(): Promise<{ readonly state: string; readonly stamp: Stamp | null } | null>;
  /** Puts a simulator back to a saved state. Rejects with UserError on a robot, while something moves, and for another scene. */
  restoreState(state: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to a robot over rosbridge and waits for its description and first readings. The connection is kept up
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
