import type { InterfacePackage } from "../interface-package.ts";

/** Services, actions and messages of ROS 2's common packages that @foxglove/rosmsg-msgs-common lacks; as published. */
export const commonPackages: readonly InterfacePackage[] = [
  {
    name: "std_srvs",
    srv: {
      Empty: "---",
      SetBool: "bool data\n---\nbool success\nstring message",
      Trigger: "---\nbool success\nstring message",
    },
  },
  {
    name: "example_interfaces",
    msg: {
      Bool: "bool data",
      Empty: "",
      Float64: "float64 data",
      Int32: "int32 data",
      Int64: "int64 data",
      String: "string data",
    },
    srv: {
      AddTwoInts: "int64 a\nint64 b\n---\nint64 sum",
      SetBool: "bool data\n---\nbool success\nstring message",
      Trigger: "---\nbool success\nstring message",
    },
    action: { Fibonacci: "int32 order\n---\nint32[] sequence\n---\nint32[] sequence" },
  },
  {
    name: "action_msgs",
    srv: {
      CancelGoal: `GoalInfo goal_info
---
int8 ERROR_NONE=0
int8 ERROR_REJECTED=1
int8 ERROR_UNKNOWN_GOAL_ID=2
int8 ERROR_GOAL_TERMINATED=3
int8 return_code
GoalInfo[] goals_canceling`,
    },
  },
];
