import type { Stamp } from "../../bridge/protocol/index.ts";
import { conjugate, relative, rotate } from "../world/math.ts";
import type { World } from "../world/world.ts";
import { poseMessage, xyz } from "./messages.ts";
import { type Reading, STATE_STEPS } from "./reading.ts";
import { ODOM } from "./readings.ts";

const exact = (): number[] => Array.from({ length: 36 }, () => 0);

/** nav_msgs/msg/Odometry: pose since the start, and measured speed in the base's own frame. */
const odometry = (world: World, stamp: Stamp): object => {
  const { robot, start } = world.scene;
  const pose = world.pose(robot.rootLink);
  const { linear, angular } = world.twist(robot.rootLink);
  const back = conjugate(pose.orientation);
  return {
    header: { stamp, frame_id: ODOM },
    child_frame_id: robot.rootLink,
    pose: { pose: poseMessage(relative(start, pose)), covariance: exact() },
    twist: {
      twist: { linear: xyz(rotate(back, linear)), angular: xyz(rotate(back, angular)) },
      covariance: exact(),
    },
  };
};

export const odometryOf = (world: World): Reading => ({
  topic: "/odom",
  type: "nav_msgs/msg/Odometry",
  everySteps: STATE_STEPS,
  read: (stamp) => odometry(world, stamp),
});
