import type { InterfacePackage } from "../interface-package.ts";

/** Interfaces of ros-controls/control_msgs, branch jazzy, that arms and grippers speak; fields as published. */
export const controlMsgs: InterfacePackage = {
  name: "control_msgs",
  msg: {
    DynamicJointState: `std_msgs/Header header
string[] joint_names
InterfaceValue[] interface_values`,
    GripperCommand: `float64 position
float64 max_effort`,
    InterfaceValue: `string[] interface_names
float64[] values`,
    JointComponentTolerance: `uint16 X_AXIS=1
uint16 Y_AXIS=2
uint16 Z_AXIS=3
uint16 TRANSLATION=4
uint16 ROTATION=5
string joint_name
uint16 component
float64 position
float64 velocity
float64 acceleration`,
    JointJog: `std_msgs/Header header
string[] joint_names
float64[] displacements
float64[] velocities
float64 duration`,
    JointTolerance: `string name
float64 position
float64 velocity
float64 acceleration`,
    JointTrajectoryControllerState: `std_msgs/Header header
string[] joint_names
trajectory_msgs/JointTrajectoryPoint reference
trajectory_msgs/JointTrajectoryPoint feedback
trajectory_msgs/JointTrajectoryPoint error
trajectory_msgs/JointTrajectoryPoint output
string[] multi_dof_joint_names
trajectory_msgs/MultiDOFJointTrajectoryPoint multi_dof_reference
trajectory_msgs/MultiDOFJointTrajectoryPoint multi_dof_feedback
trajectory_msgs/MultiDOFJointTrajectoryPoint multi_dof_error
trajectory_msgs/MultiDOFJointTrajectoryPoint multi_dof_output
float64 speed_scaling_factor`,
  },
  srv: {
    QueryCalibrationState: `---
bool is_calibrated`,
    QueryTrajectoryState: `builtin_interfaces/Time time
---
bool success
string message
string[] name
float64[] position
float64[] velocity
float64[] acceleration`,
  },
  action: {
    FollowJointTrajectory: `trajectory_msgs/JointTrajectory trajectory
trajectory_msgs/MultiDOFJointTrajectory multi_dof_trajectory
JointTolerance[] path_tolerance
JointComponentTolerance[] component_path_tolerance
JointTolerance[] goal_tolerance
JointComponentTolerance[] component_goal_tolerance
builtin_interfaces/Duration goal_time_tolerance
---
int32 error_code
int32 SUCCESSFUL = 0
int32 INVALID_GOAL = -1
int32 INVALID_JOINTS = -2
int32 OLD_HEADER_TIMESTAMP = -3
int32 PATH_TOLERANCE_VIOLATED = -4
int32 GOAL_TOLERANCE_VIOLATED = -5
string error_string
---
std_msgs/Header header
string[] joint_names
trajectory_msgs/JointTrajectoryPoint desired
trajectory_msgs/JointTrajectoryPoint actual
trajectory_msgs/JointTrajectoryPoint error
string[] multi_dof_joint_names
trajectory_msgs/MultiDOFJointTrajectoryPoint multi_dof_desired
trajectory_msgs/MultiDOFJointTrajectoryPoint multi_dof_actual
trajectory_msgs/MultiDOFJointTrajectoryPoint multi_dof_error`,
    GripperCommand: `GripperCommand command
---
float64 position
float64 effort
bool stalled
bool reached_goal
---
float64 position
float64 effort
bool stalled
bool reached_goal`,
    ParallelGripperCommand: `sensor_msgs/JointState command
---
sensor_msgs/JointState state
bool stalled
bool reached_goal
---
sensor_msgs/JointState state`,
  },
};
