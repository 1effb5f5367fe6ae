import type { ActionServer, RosNode } from "../world/ros-node.ts";
import type { Simulation } from "../world/simulation.ts";
import type { BaseController } from "./base/controller.ts";
import type { EmergencyStop } from "./emergency-stop.ts";
import type { TrajectoryController } from "./trajectory/controller.ts";

/** Offers a robot's controllers on the ROS names that drivers of such robots use. */
export const serveControllers = (node: RosNode, simulation: Simulation, estop: EmergencyStop): void => {
  const { arm, gripper, base, navigator } = simulation.controllers;
  /** A goal lets the clock run. */
  const waking = (server: ActionServer): ActionServer => ({
    onGoal: (goal, handle) => {
      server.onGoal(goal, handle);
      simulation.wake();
    },
    onCancel: (id) => server.onCancel(id),
  });
  if (arm) {
    const action = "/joint_trajectory_controller/follow_joint_trajectory";
    node.serveAction(action, "control_msgs/action/FollowJointTrajectory", waking(estop.guarded(arm)));
    serveTrajectoryTopic(node, simulation, estop, arm);
  }
  if (gripper) {
    const action = "/gripper_controller/gripper_cmd";
    node.serveAction(action, "control_msgs/action/GripperCommand", waking(estop.guarded(gripper)));
  }
  if (navigator)
    node.serveAction(
      "/navigate_to_pose",
      "nav2_msgs/action/NavigateToPose",
      waking(estop.guarded(navigator)),
    );
  if (base) {
    serveVelocities(node, simulation, estop, base, "/cmd_vel", "geometry_msgs/msg/Twist");
    serveVelocities(node, simulation, estop, base, "/cmd_vel_stamped", "geometry_msgs/msg/TwistStamped");
  }
};

const serveTrajectoryTopic = (
  node: RosNode,
  simulation: Simulation,
  estop: EmergencyStop,
  arm: TrajectoryController,
): void =>
  node.subscribe(
    "/joint_trajectory_controller/joint_trajectory",
    "trajectory_msgs/msg/JointTrajectory",
    (message) => {
      if (estop.engaged) simulation.log("warn", `trajectory on the topic refused: ${estop.refusal()}`);
      else arm.onTrajectory(message);
      simulation.wake();
    },
  );

const serveVelocities = (
  node: RosNode,
  simulation: Simulation,
  estop: EmergencyStop,
  base: BaseController,
  topic: string,
  type: string,
): void => {
  let told = false;
  node.subscribe(topic, type, (message) => {
    if (!estop.engaged) base.onTwist(message, type.endsWith("Stamped"));
    // They come many times a second: one line says it.
    else if (!told) simulation.log("warn", `speeds on ${topic} refused: ${estop.refusal()}`);
    told = estop.engaged;
    simulation.wake();
  });
};
