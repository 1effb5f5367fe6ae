"""Pushes an object over the table with closed fingers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .. import arm, gripper, scene
from .._arguments import number, numbers, text
from .._record import Record
from .._types import Detection
from ..control import wait
from ..errors import GraspFailed, InvalidArgument
from .geometry import (
    FINGER_REACH_M,
    TIP_CLEARANCE_M,
    nearest_half_turn,
    standing,
    straight_down,
    tool_yaw,
    words,
)
from .motions import HOVER_M, go_over, go_straight, hand_must_be_empty, look_for, rise

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Sequence

DIRECTIONS = {
    "left": (0.0, 1.0),
    "right": (0.0, -1.0),
    "forward": (1.0, 0.0),
    "away": (1.0, 0.0),
    "back": (-1.0, 0.0),
    "backward": (-1.0, 0.0),
    "towards": (-1.0, 0.0),
}
ATTEMPTS = 3
#: Free way behind the object before the fingers meet it, metres.
RUN_UP_M = 0.05
#: From the tool point to the outer face of the closed fingers, metres.
FINGER_HALF_DEPTH_M = 0.012
#: Away from the object before rising, so that it is not dragged along, metres.
BACK_OFF_M = 0.02
GOOD_ENOUGH_M = 0.01
ACCEPTED_M = 0.03


@dataclass(frozen=True, repr=False)
class PushResult(Record):
    """An object that was pushed, as seen afterwards.

    name: of the object; position: where it is now, metres in base_link
    moved_m: how far it went along the wanted direction; error_m: distance from where it should be
    """

    name: str
    position: tuple[float, float, float]
    moved_m: float
    error_m: float


def push(name: str | Detection, direction: str | Sequence[float], distance_m: float = 0.1) -> PushResult:
    """Pushes an object over the table, looks, and pushes again what is missing (three pushes at most).

    direction: "left" (+y), "right" (-y), "forward" (+x, away from the robot), "back" (-x), or a vector [dx, dy].
    distance_m: how far, metres. Works for things that are too wide to grasp, too; round things may roll.
    Returns PushResult(name, position, moved_m, error_m).
    Raises GraspFailed (it did not get there: the message says where it is), NotFound, Unreachable, CollisionAhead.
    Example: push("blue_plate", "left", 0.1)
    """
    name = text(name, "name")
    dx, dy = _unit(direction)
    wanted = number(distance_m, "distance_m")
    if not 0 < wanted <= 1:
        raise InvalidArgument(f"distance_m must be more than 0 and at most 1 metre; got {wanted:g}.")
    hand_must_be_empty(f"push {name!r}")
    start = scene.find(name)
    goal = (start.x + dx * wanted, start.y + dy * wanted)
    gripper.close()
    now = start
    for _ in range(ATTEMPTS):
        missing = (goal[0] - now.x) * dx + (goal[1] - now.y) * dy
        if missing <= GOOD_ENOUGH_M:
            break
        _push_once(now, (dx, dy), missing)
        now = look_for(name) or now
    moved = (now.x - start.x) * dx + (now.y - start.y) * dy
    error = math.hypot(goal[0] - now.x, goal[1] - now.y)
    if abs(moved - wanted) > ACCEPTED_M:
        raise GraspFailed(
            f"{name!r} was pushed {moved:.3f} m instead of {wanted:.3f} m and is at {words(now.position)}. "
            "Look whether something is in its way, then push again or pick it up."
        )
    return PushResult(name, now.position, moved, error)


def _push_once(item: Detection, direction: tuple[float, float], distance_m: float) -> None:
    """Comes down behind the object and pushes with the outside of a finger: between the two it would be wedged."""
    dx, dy = direction
    stand = standing(item)
    touch = stand.half_extent(math.atan2(dy, dx)) + FINGER_HALF_DEPTH_M
    height = max(stand.bottom_m + FINGER_REACH_M + TIP_CLEARANCE_M, min(item.z, stand.bottom_m + 0.03))
    yaw = nearest_half_turn(math.atan2(dy, dx), tool_yaw(arm.pose().orientation))
    down = straight_down(yaw)
    behind = [item.x - dx * (touch + RUN_UP_M), item.y - dy * (touch + RUN_UP_M)]
    end = [item.x + dx * (distance_m - touch), item.y + dy * (distance_m - touch)]
    go_over([*behind, stand.top_m + HOVER_M], down, [])
    go_straight([*behind, height], down, [item.name], doing=f"coming down behind {item.name!r}")
    go_straight([*end, height], down, [item.name], doing=f"pushing {item.name!r}", contact_is_fine=True)
    stopped = arm.pose()
    clear = [stopped.x - dx * BACK_OFF_M, stopped.y - dy * BACK_OFF_M, stopped.z]
    go_straight(clear, down, [item.name], doing=f"backing off from {item.name!r}", contact_is_fine=True)
    rise(HOVER_M, [item.name])
    wait(0.3)


def _unit(direction: str | Sequence[float]) -> tuple[float, float]:
    if isinstance(direction, str):
        known = DIRECTIONS.get(direction.strip().lower())
        if known is None:
            raise InvalidArgument(f"direction must be one of {', '.join(DIRECTIONS)} or [dx, dy]; got {direction!r}.")
        return known
    vector = numbers(direction, "direction", "a word such as 'left' or a vector [dx, dy]")
    length = math.hypot(*vector[:2])
    if len(vector) not in (2, 3) or length < 1e-9 or any(abs(value) > 1e-9 for value in vector[2:]):
        raise InvalidArgument(f"direction must be a horizontal vector [dx, dy]; got {direction!r}.")
    return vector[0] / length, vector[1] / length
