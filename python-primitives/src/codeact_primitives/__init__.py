"""Python that moves a robot: the names that a program run by codeact-ros finds without import.

Units are metres, radians, seconds, newtons. Quaternions are [x, y, z, w]. Positions are in "base_link" unless a
frame is named: +x away from the robot's base, +y to its left, +z up.
"""

from __future__ import annotations

from . import arm, base, camera, gripper, memory, ros, scene, sensors, skills, user
from ._types import (
    BasePose,
    BaseResult,
    Detection,
    GoalResult,
    GripperResult,
    JointState,
    MotionResult,
    Pose,
    PublishResult,
    Reach,
    SavedSkill,
    TopicInfo,
    Wrench,
)
from .camera import Image
from .control import finish, give_up, wait
from .errors import (
    CollisionAhead,
    Denied,
    Disconnected,
    GraspFailed,
    InvalidArgument,
    LimitExceeded,
    NotFound,
    NotSupported,
    RobotError,
    Stale,
    Stopped,
    Timeout,
    Unreachable,
)
from .skills import PickResult, PlaceResult, PushResult, pick, place_at, place_in, place_on, push, stack

__all__ = [
    "BasePose",
    "BaseResult",
    "CollisionAhead",
    "Denied",
    "Detection",
    "Disconnected",
    "GoalResult",
    "GraspFailed",
    "GripperResult",
    "Image",
    "InvalidArgument",
    "JointState",
    "LimitExceeded",
    "MotionResult",
    "NotFound",
    "NotSupported",
    "PickResult",
    "PlaceResult",
    "Pose",
    "PublishResult",
    "PushResult",
    "Reach",
    "RobotError",
    "SavedSkill",
    "Stale",
    "Stopped",
    "Timeout",
    "TopicInfo",
    "Unreachable",
    "Wrench",
    "arm",
    "base",
    "camera",
    "finish",
    "give_up",
    "gripper",
    "memory",
    "pick",
    "place_at",
    "place_in",
    "place_on",
    "push",
    "ros",
    "scene",
    "sensors",
    "skills",
    "stack",
    "user",
    "wait",
]
