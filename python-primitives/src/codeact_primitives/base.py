"""Drives the mobile base and tells where it is on the floor.

The base has a place (x, y) in metres and faces a direction, yaw: radians counterclockwise from the x axis of the map,
so 0 faces along +x and 1.57 along +y. Forward is where it faces. Every motion returns a BaseResult that says where it
was measured afterwards: check ended_by == "reached".
"""

from __future__ import annotations

from . import _arguments, _client
from ._types import BasePose, BaseResult
from .errors import InvalidArgument

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    pass

__all__ = ["drive", "navigate_to", "pose", "stop"]

_WHOLE_TURN_RAD = 6.2832


def pose() -> BasePose:
    """Tells where the base is now: BasePose(x_m, y_m, yaw_rad, frame_id, stamp_s).

    frame_id is "map" where the robot knows its map; otherwise the frame of its odometry, which counts from where the
    robot was started and drifts as it drives.
    Raises Stale (no fresh odometry).
    Example: print(base.pose().x_m)
    """
    return BasePose.from_wire(_client.call("base.pose"))


def navigate_to(x: float, y: float, yaw: float, timeout_s: float | None = None) -> BaseResult:
    """Drives to a place on the map by a way that the robot finds itself, around what is in the way; waits for the end.

    x, y: metres on the map. yaw: the direction to face at the end, radians (0 along +x, 1.57 along +y).
    timeout_s: seconds until it is cancelled; None: enough for the distance.
    Returns BaseResult: ended_by ("reached" is good; "deviated": it gave up, e.g. no way there), commanded, measured,
    distance_m, turned_rad, error_m, error_rad, duration_s.
    Raises NotSupported (the robot cannot navigate: use base.drive), LimitExceeded (the place is kept out), Timeout,
        Stale, Stopped.
    Example:
        there = base.navigate_to(2.0, 0.5, 1.57)
        print(there.ended_by, there.error_m)
    """
    wire = _client.call(
        "base.navigate_to",
        x=_arguments.number(x, "x"),
        y=_arguments.number(y, "y"),
        yaw=_angle(yaw, "yaw"),
        timeout_s=_arguments.optional_number(timeout_s, "timeout_s"),
    )
    return BaseResult.from_wire(wire)


def drive(linear: float, angular: float, duration_s: float) -> BaseResult:
    """Drives straight, in a curve, or turns on the spot, then stands; nothing looks out for what is in the way.

    linear: metres per second, forward; negative: backwards. angular: radians per second, to the left; negative: to
    the right. It drives linear * duration_s metres and turns angular * duration_s radians, by odometry, speeding up
    and slowing down gently, which takes a little longer than duration_s.
    Returns BaseResult: ended_by ("reached" is good; "deviated": blocked, or it slipped), commanded, measured,
    distance_m, turned_rad, error_m, error_rad, duration_s.
    Raises LimitExceeded (too fast; the message names the limit), Denied, Stale, Stopped.
    Example:
        base.drive(0.2, 0.0, 2.5)   # half a metre forward
        base.drive(0.0, 0.5, 3.14)  # a quarter turn to the left
    """
    wire = _client.call(
        "base.drive",
        linear=_arguments.number(linear, "linear"),
        angular=_arguments.number(angular, "angular"),
        duration_s=_arguments.number(duration_s, "duration_s"),
    )
    return BaseResult.from_wire(wire)


def stop() -> BasePose:
    """Stops the base where it is; returns its measured BasePose once it stands still."""
    return BasePose.from_wire(_client.call("base.stop"))


def _angle(value: object, name: str) -> float:
    angle = _arguments.number(value, name)
    if abs(angle) > _WHOLE_TURN_RAD:
        raise InvalidArgument(
            f"{name} is {angle:g} rad, more than a whole turn. That looks like degrees; use math.radians({angle:g})."
        )
    return angle
