"""Motions that several skills make, and what is in the hand."""

from __future__ import annotations

from dataclasses import dataclass

from .. import arm, gripper, scene
from .._types import Detection, MotionResult
from ..errors import CollisionAhead, GraspFailed, NotFound, Stale
from .geometry import FINGER_REACH_M, distance_xy, standing, words

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Sequence

#: Way between hovering and touching, metres.
HOVER_M = 0.12
SLOW_M_S = 0.1


@dataclass(frozen=True)
class Held:
    """What is between the fingers.

    name: of the object; height_m: its vertical extent
    below_m: from the tool point down to its lowest point
    offset: x, y of its centre seen from the tool point, base_link axes, metres
    """

    name: str
    height_m: float
    below_m: float
    offset: tuple[float, float]


_picked: Held | None = None


def hand_must_be_empty(doing: str) -> None:
    """Raises GraspFailed when something is between the fingers."""
    if gripper.state().holding:
        held = held_object()
        raise GraspFailed(
            f"Cannot {doing}: the gripper holds {held.name!r}. Put it down first, e.g. with place_at(x, y)."
        )


def note_picked(item: Detection) -> Held:
    """Remembers what was grasped, for when it cannot be seen in the hand."""
    global _picked
    _picked = _held_at(item)
    return _picked


def held_object() -> Held:
    """What is in the hand, by looking; by memory of the last pick where it cannot be seen.

    Raises GraspFailed when the hand is empty.
    """
    if not gripper.state().holding:
        raise GraspFailed("The gripper holds nothing. Pick something first, e.g. pick('red_cube').")
    tool = arm.pose()
    near = [item for item in scene.find_all() if _in_hand(item, tool.position)]
    if near:
        return _held_at(min(near, key=lambda item: distance_xy(item.position, tool.position)))
    if _picked is not None:
        return _picked
    raise GraspFailed("The gripper holds something that is not seen. Open it over a free place, then look again.")


def _in_hand(item: Detection, tool: Sequence[float]) -> bool:
    reach = standing(item).height_m / 2 + FINGER_REACH_M
    return distance_xy(item.position, tool) < 0.04 and abs(item.z - tool[2]) <= reach


def _held_at(item: Detection) -> Held:
    tool = arm.pose()
    stand = standing(item)
    return Held(item.name, stand.height_m, tool.z - stand.bottom_m, (item.x - tool.x, item.y - tool.y))


def go_over(position: Sequence[float], orientation: Sequence[float] | None, may_touch: Sequence[str]) -> None:
    """Moves the tool to a hovering point; rises first when something is in the way."""
    try:
        result = arm.move_to(position, orientation, may_touch=may_touch)
    except CollisionAhead:
        here = arm.pose()
        arm.move_to([here.x, here.y, max(here.z, position[2]) + 0.1], here.orientation, may_touch=may_touch)
        result = arm.move_to(position, orientation, may_touch=may_touch)
    must_reach(result, "moving over it")


def go_straight(
    position: Sequence[float],
    orientation: Sequence[float] | None,
    may_touch: Sequence[str],
    *,
    doing: str,
    contact_is_fine: bool = False,
) -> MotionResult:
    """Moves the tool in a straight line, slowly."""
    result = arm.move_to(position, orientation, straight=True, speed=SLOW_M_S, may_touch=may_touch)
    if not (contact_is_fine and result.ended_by == "contact"):
        must_reach(result, doing)
    return result


def rise(height_m: float, may_touch: Sequence[str]) -> MotionResult:
    """Moves the tool straight up by a height, metres."""
    here = arm.pose()
    above = [here.x, here.y, here.z + height_m]
    return arm.move_to(above, here.orientation, straight=True, may_touch=may_touch)


def must_reach(result: MotionResult, doing: str) -> None:
    """Raises GraspFailed with the receipt when a motion did not get where it should."""
    if result.ended_by != "reached":
        raise GraspFailed(
            f"The arm stopped while {doing} ({result.ended_by}): it is at {words(result.measured.position)}, "
            f"{result.error_m:.3f} m short. Look again, move up and retry.",
            result,
        )


def look_for(name: str) -> Detection | None:
    """The object as seen now; None when it cannot be seen."""
    try:
        return scene.find(name)
    except (NotFound, Stale):
        return None
