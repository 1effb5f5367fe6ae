import type { InterfacePackage } from "../interface-package.ts";

/** Actions of ros-navigation/navigation2, branch jazzy, that a base offers; fields as published. */
export const nav2Msgs: InterfacePackage = {
  name: "nav2_msgs",
  action: {
    NavigateToPose: `geometry_msgs/PoseStamped pose
string behavior_tree
---
uint16 NONE=0
uint16 error_code
string error_msg
---
geometry_msgs/PoseStamped current_pose
builtin_interfaces/Duration navigation_time
builtin_interfaces/Duration estimated_time_remaining
int16 number_of_recoveries
float32 distance_remaining`,
    ComputePathToPose: `geometry_msgs/PoseStamped goal
geometry_msgs/PoseStamped start
string planner_id
bool use_start
---
uint16 NONE=0
uint16 UNKNOWN=200
uint16 INVALID_PLANNER=201
uint16 TF_ERROR=202
uint16 START_OUTSIDE_MAP=203
uint16 GOAL_OUTSIDE_MAP=204
uint16 START_OCCUPIED=205
uint16 GOAL_OCCUPIED=206
uint16 TIMEOUT=207
uint16 NO_VALID_PATH=208
nav_msgs/Path path
builtin_interfaces/Duration planning_time
uint16 error_code
string error_msg
---`,
    FollowPath: `nav_msgs/Path path
string controller_id
string goal_checker_id
string progress_checker_id
---
uint16 NONE=0
uint16 UNKNOWN=100
uint16 INVALID_CONTROLLER=101
uint16 TF_ERROR=102
uint16 INVALID_PATH=103
uint16 PATIENCE_EXCEEDED=104
uint16 FAILED_TO_MAKE_PROGRESS=105
uint16 NO_VALID_CONTROL=106
uint16 CONTROLLER_TIMED_OUT=107
std_msgs/Empty result
uint16 error_code
string error_msg
---
float32 distance_to_goal
float32 speed`,
  },
};
