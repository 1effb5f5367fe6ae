import { RobotTopic } from "../robot/actuators-topic.ts";
import type { Robot } from "../robot/robot.ts";
import { rosTime } from "../robot/ros-spelling.ts";

/** Five times a second: a watchdog may act after a second without. */
const PERIOD_MS = 200;

/**
 * Tells the robot that the bridge lives (std_msgs/msg/Header, stamped with the bridge's wall clock), so that a watchdog
 * beside the controllers can stop the robot when it does not. Nothing is sent while the connection is down, and nothing
 * while a long computation blocks the bridge.
 */
export const startHeartbeat = (robot: Robot): void => {
  const { heartbeat, ros_version } = robot.profile;
  if (!heartbeat) return;
  const topic = new RobotTopic(robot, heartbeat, { latch: false });
  const timer = setInterval(() => {
    if (robot.connection === "closed") return clearInterval(timer);
    if (robot.connection !== "connected") return;
    try {
      topic.publish({ stamp: rosTime(ros_version, Date.now() / 1000), frame_id: "codeact_ros" });
    } catch {
      // It dropped this moment; silence is what the watchdog is to hear.
    }
  }, PERIOD_MS);
  timer.unref();
};
