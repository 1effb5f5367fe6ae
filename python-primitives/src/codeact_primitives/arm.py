"""Moves the arm and reads where it is.

Positions are metres in `frame_id`; "base_link" is the robot's base: +x away from it, +y to its left, +z up.
The point that is placed is the tool: the middle between the finger tips. Every motion returns a MotionResult that
says where the tool was measured afterwards: check ended_by == "reached".
"""

from __future__ import annotations

from . import _arguments, _client
from ._types import JointState, MotionResult, Pose, Reach
from .errors import InvalidArgument

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Union

    from ._arguments import OrientationLike, PositionLike

    Waypoint = Union[PositionLike, dict[str, object]]

__all__ = ["can_reach", "follow", "home", "joints", "move_joints", "move_to", "pose", "stop"]

_LARGEST_JOINT_RAD = 13.0


def move_to(
    position: PositionLike,
    orientation: OrientationLike = None,
    *,
    frame_id: str = "base_link",
    speed: float = 0.25,
    straight: bool = False,
    timeout_s: float | None = None,
    may_touch: Sequence[str] = (),
) -> MotionResult:
    """Moves the tool to a position and waits until it stands there.

    position: [x, y, z] in metres, or a Detection (its centre), or a Pose (its orientation counts too).
    orientation: quaternion [x, y, z, w]; None: tool straight down, turned as it is now. Straight down, turned by
        yaw: [cos(yaw/2), sin(yaw/2), 0, 0]; the fingers then open along (cos yaw, sin yaw).
    speed: of the tool, metres per second. straight: go in a straight line (for the last centimetres).
    may_touch: names of objects that this motion is meant to touch, e.g. the one to be grasped.
    Returns MotionResult: ended_by ("reached" is good), commanded, measured, error_m, error_rad, duration_s, contact.
    Raises Unreachable (try nearer, or another orientation), CollisionAhead (go over it: first move 0.15 m above,
        then down with straight=True), LimitExceeded (the message names the limit), InvalidArgument.
    Example:
        cube = scene.find("red_cube")
        arm.move_to([cube.x, cube.y, cube.z + 0.15])
        arm.move_to(cube, straight=True, speed=0.1, may_touch=["red_cube"])
    """
    if orientation is None and isinstance(position, Pose):
        orientation = position
    wire = _client.call(
        "arm.move_to",
        position=_arguments.position(position, "position", frame_id),
        orientation=_arguments.orientation(orientation),
        frame_id=_arguments.text(frame_id, "frame_id"),
        speed=_arguments.number(speed, "speed"),
        straight=bool(straight),
        timeout_s=_arguments.optional_number(timeout_s, "timeout_s"),
        may_touch=_arguments.names(may_touch, "may_touch"),
    )
    return MotionResult.from_wire(wire)


def move_joints(
    positions: Sequence[float] | dict[str, float],
    *,
    speed: float = 0.5,
    timeout_s: float | None = None,
) -> MotionResult:
    """Moves joints to given angles and waits until they are there.

    positions: radians; a list of all joints in the order of arm.joints().names, or a dict {joint name: angle} of
        those that shall move. speed: of the fastest joint, radians per second.
    Returns MotionResult.
    Raises LimitExceeded (beyond a joint's limit), CollisionAhead, InvalidArgument (wrong count or name).
    Example: arm.move_joints({"wrist_3_joint": 0.0})
    """
    wanted: object
    if isinstance(positions, dict):
        wanted = {
            _arguments.text(name, "joint name"): _angle(value, f"positions[{name!r}]")
            for name, value in positions.items()
        }
    else:
        wanted = [
            _angle(value, f"positions[{index}]")
            for index, value in enumerate(_arguments.numbers(positions, "positions", "a list of radians or a dict"))
        ]
    wire = _client.call(
        "arm.move_joints",
        positions=wanted,
        speed=_arguments.number(speed, "speed"),
        timeout_s=_arguments.optional_number(timeout_s, "timeout_s"),
    )
    return MotionResult.from_wire(wire)


def follow(
    waypoints: Sequence[Waypoint],
    *,
    frame_id: str = "base_link",
    speed: float = 0.25,
    timeout_s: float | None = None,
    may_touch: Sequence[str] = (),
) -> MotionResult:
    """Moves the tool through several points in one smooth motion, in straight lines between them.

    waypoints: a list of positions [x, y, z] in metres, Poses, Detections or (position, orientation) pairs; a point
        without orientation keeps the tool straight down, turned as it is now.
    speed, timeout_s, may_touch: as for move_to.
    Returns MotionResult of the last point. Nothing moves when any point is refused.
    Raises Unreachable, CollisionAhead, LimitExceeded, InvalidArgument; the message says which point.
    Example: arm.follow([[0.4, 0.1, 0.2], [0.4, -0.1, 0.2]], speed=0.1)
    """
    if isinstance(waypoints, (str, bytes, dict)) or not hasattr(waypoints, "__iter__"):
        raise InvalidArgument(f"waypoints must be a list of positions; got {type(waypoints).__name__}.")
    wire = _client.call(
        "arm.follow",
        waypoints=[_waypoint(point, f"waypoints[{index}]", frame_id) for index, point in enumerate(waypoints)],
        frame_id=_arguments.text(frame_id, "frame_id"),
        speed=_arguments.number(speed, "speed"),
        timeout_s=_arguments.optional_number(timeout_s, "timeout_s"),
        may_touch=_arguments.names(may_touch, "may_touch"),
    )
    return MotionResult.from_wire(wire)


def home(*, timeout_s: float | None = None) -> MotionResult:
    """Moves the arm to its resting pose, out of the camera's view of the table.

    Returns MotionResult. Raises CollisionAhead (raise the tool first).
    Example: arm.home()
    """
    return MotionResult.from_wire(
        _client.call("arm.home", timeout_s=_arguments.optional_number(timeout_s, "timeout_s"))
    )


def stop() -> Pose:
    """Stops the arm where it is; returns the measured Pose of the tool once it stands still."""
    return Pose.from_wire(_client.call("arm.stop"))


def pose(frame_id: str = "base_link") -> Pose:
    """Tells where the tool is now, computed from measured joint angles.

    Returns Pose(position, orientation, frame_id), also as .x .y .z; metres.
    Raises Stale (no fresh sensor reading), NotFound (no such frame).
    Example: print(arm.pose().z)
    """
    return Pose.from_wire(_client.call("arm.pose", frame_id=_arguments.text(frame_id, "frame_id")))


def joints() -> JointState:
    """Reads the joints now.

    Returns JointState(names, positions, velocities, efforts, stamp_s): lists in the order of names; radians,
    radians per second, newton metres. Raises Stale.
    """
    return JointState.from_wire(_client.call("arm.joints"))


def can_reach(position: PositionLike, orientation: OrientationLike = None, *, frame_id: str = "base_link") -> Reach:
    """Tells whether the tool could stand somewhere; nothing moves.

    position, orientation: as for move_to.
    Returns Reach(reachable, reason, positions); reason says why not.
    Example:
        if not arm.can_reach([0.9, 0, 0.1]).reachable: print("too far")
    """
    if orientation is None and isinstance(position, Pose):
        orientation = position
    wire = _client.call(
        "arm.can_reach",
        position=_arguments.position(position, "position", frame_id),
        orientation=_arguments.orientation(orientation),
        frame_id=_arguments.text(frame_id, "frame_id"),
    )
    return Reach.from_wire(wire)


def _angle(value: object, name: str) -> float:
    angle = _arguments.number(value, name)
    if abs(angle) > _LARGEST_JOINT_RAD:
        raise InvalidArgument(
            f"{name} is {angle:g} rad, more than two turns. That looks like degrees; use math.radians({angle:g})."
        )
    return angle


def _waypoint(point: Waypoint, name: str, frame_id: str) -> dict[str, list[float] | None]:
    turned: Any = None
    where: Any = point
    if isinstance(point, dict):
        unknown = set(point) - {"position", "orientation"}
        if unknown or "position" not in point:
            raise InvalidArgument(f"{name} must have position and, if wanted, orientation; got {sorted(point)}.")
        where, turned = point["position"], point.get("orientation")
    elif isinstance(point, (tuple, list)) and len(point) == 2:
        where, turned = point
    if turned is None and isinstance(where, Pose):
        turned = where
    return {
        "position": _arguments.position(where, name, frame_id),
        "orientation": _arguments.orientation(turned, f"{name} orientation"),
    }
