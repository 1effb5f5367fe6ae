"""A six-joint arm on a ROS 2 graph, a stand-in for hardware: it follows trajectories and tells where it is.

Usage: arm.py URDF. Topics: /joint_states out at 50 Hz, /robot_description out (latched, and once a second for
subscribers that do not ask for what was latched), /joint_trajectory_controller/joint_trajectory in. A new trajectory
takes over from the one under way, so one of a single point near the arm halts it; one of no points halts it at once.
"""

import sys
import time

import rclpy
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from sensor_msgs.msg import JointState
from std_msgs.msg import String
from trajectory_msgs.msg import JointTrajectory

JOINTS = [
    "shoulder_pan",
    "shoulder_lift",
    "elbow",
    "wrist_1_joint",
    "wrist_2_joint",
    "wrist_3_joint",
]
FINGERS = ["finger_left_joint"]
HOME = [0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0]
PERIOD_S = 0.02
TRAJECTORY = "/joint_trajectory_controller/joint_trajectory"


class Arm(Node):
    """The arm; every callback runs in one thread, so it needs no lock."""

    def __init__(self, urdf):
        super().__init__("arm")
        self._positions = dict(zip(JOINTS, HOME, strict=True))
        self._origin = dict(self._positions)
        self._points = []
        self._started_s = 0.0
        latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._description = self.create_publisher(String, "/robot_description", latched)
        self._states = self.create_publisher(JointState, "/joint_states", 10)
        self.create_subscription(JointTrajectory, TRAJECTORY, self._follow, 10)
        self.create_timer(PERIOD_S, self._tick)
        self.create_timer(1.0, lambda: self._description.publish(String(data=urdf)))
        self._description.publish(String(data=urdf))

    def _follow(self, message):
        unknown = [name for name in message.joint_names if name not in self._positions]
        if unknown:
            self.get_logger().error(f"unknown joints {unknown}: nothing is done; valid are {JOINTS}")
            return
        self._origin = dict(self._positions)
        self._started_s = time.monotonic()
        self._points = [
            (
                point.time_from_start.sec + point.time_from_start.nanosec * 1e-9,
                dict(zip(message.joint_names, point.positions, strict=True)),
            )
            for point in message.points
        ]

    def _tick(self):
        before = list(self._positions.values())
        self._move(time.monotonic() - self._started_s)
        message = JointState()
        message.header.stamp = self.get_clock().now().to_msg()
        message.name = JOINTS + FINGERS
        message.position = [*self._positions.values(), 0.0]
        moved = zip(self._positions.values(), before, strict=True)
        message.velocity = [*((now - then) / PERIOD_S for now, then in moved), 0.0]
        self._states.publish(message)

    def _move(self, elapsed_s):
        """Puts the joints on the straight line between the points around that time."""
        from_s, origin = 0.0, self._origin
        for at_s, positions in self._points:
            if elapsed_s < at_s:
                share = (elapsed_s - from_s) / (at_s - from_s)
                for name, goal in positions.items():
                    self._positions[name] = origin[name] + share * (goal - origin[name])
                return
            from_s, origin = at_s, {**origin, **positions}
        if self._points:
            self._positions.update(self._points[-1][1])
            self._points = []


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        urdf = file.read()
    rclpy.init()
    rclpy.spin(Arm(urdf))


main()
