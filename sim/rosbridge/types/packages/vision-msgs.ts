import type { InterfacePackage } from "../interface-package.ts";

/** Interfaces of ros-perception/vision_msgs, branch ros2; fields as published. */
export const visionMsgs: InterfacePackage = {
  name: "vision_msgs",
  msg: {
    BoundingBox2D: `vision_msgs/Pose2D center
float64 size_x
float64 size_y`,
    BoundingBox2DArray: `std_msgs/Header header
vision_msgs/BoundingBox2D[] boxes`,
    BoundingBox3D: `geometry_msgs/Pose center
geometry_msgs/Vector3 size`,
    BoundingBox3DArray: `std_msgs/Header header
vision_msgs/BoundingBox3D[] boxes`,
    Classification: `std_msgs/Header header
ObjectHypothesis[] results`,
    Detection2D: `std_msgs/Header header
ObjectHypothesisWithPose[] results
BoundingBox2D bbox
string id`,
    Detection2DArray: `std_msgs/Header header
Detection2D[] detections`,
    Detection3D: `std_msgs/Header header
ObjectHypothesisWithPose[] results
BoundingBox3D bbox
string id`,
    Detection3DArray: `std_msgs/Header header
Detection3D[] detections`,
    LabelInfo: `std_msgs/Header header
vision_msgs/VisionClass[] class_map
float32 threshold`,
    ObjectHypothesis: `string class_id
float64 score`,
    ObjectHypothesisWithPose: `ObjectHypothesis hypothesis
geometry_msgs/PoseWithCovariance pose`,
    Point2D: `float64 x
float64 y`,
    Pose2D: `vision_msgs/Point2D position
float64 theta`,
    VisionClass: `uint16 class_id
string class_name`,
    VisionInfo: `std_msgs/Header header
string method
string database_location
int32 database_version`,
  },
};
