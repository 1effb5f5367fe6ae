"""Picks an object up from above."""

from __future__ import annotations

from dataclasses import dataclass

from .. import arm, gripper, scene
from .._arguments import text
from .._record import Record
from .._types import Detection
from ..errors import CollisionAhead, GraspFailed, Unreachable
from .geometry import Standing, grasp_yaws, standing, straight_down, tool_yaw, words
from .motions import (
    HOVER_M,
    go_over,
    go_straight,
    hand_must_be_empty,
    look_for,
    must_reach,
    note_picked,
    rise,
)

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    pass

ATTEMPTS = 2
#: The open fingers must be wider than the object by this much, metres.
ROOM_M = 0.006
#: The same where neighbours leave little space, metres.
NARROW_ROOM_M = 0.014


@dataclass(frozen=True, repr=False)
class PickResult(Record):
    """An object that was picked up.

    name: of the object; position: where it is now, in the hand, metres in base_link
    width_m: gap between the fingers that hold it; attempts: how many grasps it took
    """

    name: str
    position: tuple[float, float, float]
    width_m: float
    attempts: int


def pick(name: str | Detection) -> PickResult:
    """Picks an object up: looks, grasps it from above across its narrower side, lifts it, looks again.

    A failed grasp is retried once from a fresh look. The object stays in the gripper, 0.12 m above where it was.
    Returns PickResult(name, position, width_m, attempts).
    Raises NotFound (no such object), GraspFailed (too wide for the gripper, the hand is not empty, or it slipped),
        Unreachable, CollisionAhead (something stands too close: move that first).
    Example:
        pick("red_cube")
        place_on("blue_plate")
    """
    name = text(name, "name")
    hand_must_be_empty(f"pick {name!r}")
    seen = ""
    for attempt in range(1, ATTEMPTS + 1):
        before = scene.find(name)
        _grasp(before)
        measured = gripper.state()
        if measured.holding:
            note_picked(before)
            must_reach(rise(HOVER_M, [name]), f"lifting {name!r}")
            measured = gripper.state()
            after = look_for(name)
            if measured.holding and (after is None or after.z > before.z + HOVER_M / 2):
                position = after.position if after else arm.pose().position
                return PickResult(name, position, measured.width_m, attempt)
            seen = f"it slipped from the fingers; it is at {words(after.position) if after else 'a place not seen'}"
        else:
            seen = f"the fingers closed to {measured.width_m:.3f} m on nothing at {words(before.position)}"
        gripper.open()
        rise(HOVER_M, [name])
    raise GraspFailed(
        f"Could not pick {name!r} in {ATTEMPTS} attempts: {seen}. Look again with scene.find({name!r}); it may have "
        "moved, or something may stand too close to it."
    )


def _grasp(item: Detection) -> None:
    """Opens, goes over the object, descends and closes."""
    stand = standing(item)
    gap = gripper.open().width_m
    yaws = grasp_yaws(stand, gap - ROOM_M, tool_yaw(arm.pose().orientation))
    if not yaws:
        width = min(width for width, _ in stand.sides)
        raise GraspFailed(
            f"{item.name!r} is {width:.3f} m wide; the fingers open {gap:.3f} m, so it cannot be grasped from above. "
            f"Push it with push({item.name!r}, 'left') or put things on it instead."
        )
    try:
        _descend(item, stand, yaws)
    except CollisionAhead:
        # Something stands close by: the fingers may fit in between when they are hardly wider than the object.
        gripper.open(max(width for width, _ in stand.sides if width <= gap - ROOM_M) + NARROW_ROOM_M)
        _descend(item, stand, yaws)
    gripper.close()


def _descend(item: Detection, stand: Standing, yaws: list[float]) -> None:
    """Brings the open fingers around the object, with the first of the yaws that works."""
    for index, yaw in enumerate(yaws):
        down = straight_down(yaw)
        try:
            go_over([item.x, item.y, stand.top_m + HOVER_M], down, [])
            go_straight(
                [item.x, item.y, stand.grasp_height()],
                down,
                [item.name],
                doing=f"descending to {item.name!r}",
                contact_is_fine=True,
            )
            return
        except (CollisionAhead, Unreachable):
            if index == len(yaws) - 1:
                raise
