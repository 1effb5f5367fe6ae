import type { InterfacePackage } from "../interface-package.ts";

/** The interfaces of gazebosim/ros_gz that tell of contacts; fields as published. */
export const rosGzInterfaces: InterfacePackage = {
  name: "ros_gz_interfaces",
  msg: {
    Contact: `ros_gz_interfaces/Entity collision1
ros_gz_interfaces/Entity collision2
geometry_msgs/Vector3[] positions
geometry_msgs/Vector3[] normals
float64[] depths
ros_gz_interfaces/JointWrench[] wrenches`,
    Contacts: `std_msgs/Header header
ros_gz_interfaces/Contact[] contacts`,
    Entity: `uint8 NONE=0
uint8 LIGHT=1
uint8 MODEL=2
uint8 LINK=3
uint8 VISUAL=4
uint8 COLLISION=5
uint8 SENSOR=6
uint8 JOINT=7
uint64 id
string name
uint8 type`,
    JointWrench: `std_msgs/Header header
std_msgs/String body_1_name
std_msgs/UInt32 body_1_id
std_msgs/String body_2_name
std_msgs/UInt32 body_2_id
geometry_msgs/Wrench body_1_wrench
geometry_msgs/Wrench body_2_wrench`,
  },
};
