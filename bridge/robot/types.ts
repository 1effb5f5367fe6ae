import type { Detection, Profile, Stamp, Wrench } from "../protocol/index.ts";
import type { Placement } from "./kinematics/types.ts";
import type { MotionUnderWay } from "./motion-under-way.ts";

export type Unsubscribe = () => void;
export type ConnectionState = "connecting" | "connected" | "reconnecting" | "closed";

/** How a topic is heard. */
export interface HearOptions {
  /** Found out by the server when absent. */
  readonly type?: string | undefined;
  /** Who listens later gets the newest message. */
  readonly latched?: boolean;
  /** Shortest time between two messages, milliseconds; absent: all of them. */
  readonly throttleMs?: number | undefined;
}

/** sensor_msgs/msg/JointState as it came over rosbridge. */
export interface JointStateMessage {
  header: { stamp: Stamp; frame_id: string };
  name: string[];
  position: number[];
  velocity: number[];
  effort: number[];
}

/** tf2_msgs/msg/TFMessage as it came over rosbridge. */
export interface TransformMessage {
  transforms: {
    header: { stamp: Stamp; frame_id: string };
    child_frame_id: string;
    transform: {
      translation: { x: number; y: number; z: number };
      rotation: { x: number; y: number; z: number; w: number };
    };
  }[];
}

/** What watchers of a robot (page, recorder) may see of it; nothing here can move anything. */
export interface RobotFeed {
  readonly url: string;
  readonly profile: Profile;
  /** The robot's URDF, once it arrived. */
  readonly urdf: string;
  readonly connection: ConnectionState;
  /** Where the arm is on its way to. */
  readonly motion: Pick<MotionUnderWay, "goal" | "commanded" | "version" | "onChange">;
  /** The newest joint state and performance.now() of its arrival. */
  lastJointState(): { message: JointStateMessage; arrived_ms: number } | null;
  /** The tool as the newest joint state puts it, in the frame of the base; null before one, and without an arm. */
  toolPose(): Placement | null;
  /** Every transform of /tf_static that came since the connection opened. */
  staticTransforms(): TransformMessage;
  onJointState(listener: (message: JointStateMessage) => void): Unsubscribe;
  /** Those of /tf, and those of /tf_static with `isStatic`. */
  onTransforms(listener: (message: TransformMessage, isStatic: boolean) => void): Unsubscribe;
  onDetections(listener: (detections: Detection[]) => void): Unsubscribe;
  /** Hears of every reading of the force sensor; of none on a robot without. */
  onWrench(listener: (wrench: Wrench) => void): Unsubscribe;
  onConnection(listener: (state: ConnectionState, text: string) => void): Unsubscribe;
  /**
   * Every message of a topic as it comes, unchecked; of none while the connection is down. `throttleMs`: the shortest
   * time between two, where nobody else hears the topic.
   */
  onTopic(
    topic: string,
    type: string,
    listener: (message: unknown) => void,
    throttleMs?: number,
  ): Unsubscribe;
}
