import type { Detection, Profile, Stamp } from "../protocol/index.ts";

export type Unsubscribe = () => void;
export type ConnectionState = "connecting" | "connected" | "reconnecting" | "closed";

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
  /** The newest joint state and performance.now() of its arrival. */
  lastJointState(): { message: JointStateMessage; arrived_ms: number } | null;
  onJointState(listener: (message: JointStateMessage) => void): Unsubscribe;
  /** Those of /tf, and those of /tf_static with `isStatic`. */
  onTransforms(listener: (message: TransformMessage, isStatic: boolean) => void): Unsubscribe;
  onDetections(listener: (detections: Detection[]) => void): Unsubscribe;
  onConnection(listener: (state: ConnectionState, text: string) => void): Unsubscribe;
}

/** What a recording hears beyond what the page needs. */
export interface RecordedFeed extends RobotFeed {
  /** Every transform of /tf_static that came since the connection opened. */
  staticTransforms(): TransformMessage;
  /** Every message of a topic as it comes, unchecked; of none while the connection is down. */
  onTopic(topic: string, type: string, listener: (message: unknown) => void): Unsubscribe;
}
