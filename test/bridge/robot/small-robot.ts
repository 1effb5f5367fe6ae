import { type EventBody, nsToStamp, Profile } from "../../../bridge/protocol/index.ts";
import { connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import { SIX_JOINTS, urdfText } from "./kinematics/arms.ts";
import { SmallRosbridge } from "./small-rosbridge.ts";

export const sixJointProfile = (changes: Record<string, unknown> = {}): Profile =>
  Profile.parse({
    name: "six",
    frames: { base: "base_link", tool: "tool" },
    robot_description: { topic: "/robot_description" },
    joint_states: { topic: "/joint_states", stale_after_s: 0.5 },
    arm: {
      joints: SIX_JOINTS,
      home: SIX_JOINTS.map(() => 0),
      trajectory_action: { name: "/arm/follow", type: "control_msgs/action/FollowJointTrajectory" },
      limits: { acceleration_rad_s2: SIX_JOINTS.map(() => 1), tool_speed_m_s: 0.5 },
    },
    gripper: {
      name: "hand",
      action: { name: "/hand/cmd", type: "control_msgs/action/GripperCommand" },
      joints: ["finger_left_joint"],
      min_width_m: 0,
      max_width_m: 0.08,
      max_force_n: 30,
      default_force_n: 20,
    },
    wrench: { topic: "/wrench", contact_force_n: 8 },
    detections: { topic: "/detections", type: "vision_msgs/msg/Detection3DArray" },
    tf: { topic: "/tf", object_frames: true },
    cameras: { wrist: { image: "/wrist/compressed", raw: "/wrist/image", depth: "/wrist/depth" } },
    workspace: { min: [-1, -1, 0], max: [1, 1, 1] },
    ...changes,
  });

/** sensor_msgs/msg/JointState at a time of the robot's clock, every joint of the arm at `position`. */
export const jointState = (
  time_s: number,
  position = 0.1,
  velocity: (number | null)[] | undefined = undefined,
) => ({
  header: { stamp: nsToStamp(BigInt(Math.round(time_s * 1e9))), frame_id: "" },
  name: ["finger_left_joint", ...SIX_JOINTS.toReversed()],
  position: [0.03, ...SIX_JOINTS.map((_, i) => position + (SIX_JOINTS.length - 1 - i) / 100)],
  velocity: velocity ?? [],
  effort: [],
});

export interface Setup {
  server: SmallRosbridge;
  robot: Robot;
  events: EventBody[];
  /** Publishes the next joint state, at that time of the robot's clock, whenever 20 ms passed; the timer is ended by close. */
  keepPublishing(): void;
  pause(): void;
  close(): Promise<void>;
}

/** A robot connected to a small rosbridge that sends its description and, until paused, joint states. */
export const connectSmallRobot = async (changes: Record<string, unknown> = {}): Promise<Setup> => {
  const server = await SmallRosbridge.start();
  server.latched.set("/robot_description", { data: urdfText("six-joint") });
  let time_s = 10;
  let timer: NodeJS.Timeout | undefined;
  const keepPublishing = (): void => {
    clearInterval(timer);
    timer = setInterval(() => server.publish("/joint_states", jointState((time_s += 0.02))), 20);
  };
  keepPublishing();
  const events: EventBody[] = [];
  const robot = await connectRobot({
    url: server.url,
    profile: sixJointProfile(changes),
    emit: (event) => void events.push(event),
  });
  return {
    server,
    robot,
    events,
    keepPublishing,
    pause: () => clearInterval(timer),
    close: async () => {
      clearInterval(timer);
      await robot.close();
      await server.goAway();
    },
  };
};

/** Resolves when the robot's connection is in that state. */
export const connectionIs = (robot: Robot, wanted: Robot["connection"]): Promise<void> =>
  new Promise((resolve) => {
    if (robot.connection === wanted) return resolve();
    const stop = robot.onConnection((state) => {
      if (state !== wanted) return;
      stop();
      resolve();
    });
  });
