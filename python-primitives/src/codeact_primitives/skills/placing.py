"""Puts down what is in the hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .. import arm, gripper, scene
from .._arguments import number, text
from .._record import Record
from .._types import Detection
from ..control import wait
from ..errors import CollisionAhead, GraspFailed, LimitExceeded, Unreachable
from .geometry import distance_xy, standing, straight_down, tool_yaw, words
from .motions import HOVER_M, Held, go_over, go_straight, held_object, look_for, must_reach, rise

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    pass

#: Air between the held object and the surface when the fingers open, metres.
DROP_M = 0.004
#: How far an object's height may be off and still count as resting there, metres.
HEIGHT_TOLERANCE_M = 0.015
SETTLE_S = 0.5
#: Turns of the hand about the vertical that are tried in this order, radians.
TURNS = (0.0, math.pi, math.pi / 2, -math.pi / 2)


@dataclass(frozen=True, repr=False)
class PlaceResult(Record):
    """An object that was put down, as seen afterwards.

    name: of the object; on: what it was put on or in, '' for a bare place
    position: where it is now, metres in base_link; error_m: horizontal distance from where it should be
    """

    name: str
    on: str
    position: tuple[float, float, float]
    error_m: float


def place_on(name: str | Detection) -> PlaceResult:
    """Puts what is in the hand on top of an object, on its middle, and looks whether it rests there.

    Returns PlaceResult(name, on, position, error_m).
    Raises GraspFailed (nothing in the hand, or it does not rest there: the message says where it is), NotFound,
        Unreachable, CollisionAhead.
    Example: pick("red_cube"); place_on("blue_plate")
    """
    target = scene.find(text(name, "name"))
    held = held_object()
    _not_itself(held, target)
    stand = standing(target)
    found = _put(held, (target.x, target.y), stand.top_m, [target.name])
    error = distance_xy(found.position, target.position)
    resting = stand.top_m + held.height_m / 2
    if abs(found.z - resting) > HEIGHT_TOLERANCE_M or error > min(width for width, _ in stand.sides) / 2:
        raise GraspFailed(
            f"{held.name!r} does not rest on {target.name!r}: it is at {words(found.position)}, and should be at "
            f"{words((target.x, target.y, resting))}. Pick it up again and retry."
        )
    return PlaceResult(held.name, target.name, found.position, error)


def place_in(name: str | Detection) -> PlaceResult:
    """Puts what is in the hand into a container (bowl, box, plate) and looks whether it is inside.

    It is let go just below the rim, over the middle. Returns PlaceResult(name, on, position, error_m).
    Raises GraspFailed (nothing in the hand, or it is not inside: the message says where it is), NotFound,
        Unreachable, CollisionAhead.
    Example: pick("ball"); place_in("bowl")
    """
    target = scene.find(text(name, "name"))
    held = held_object()
    _not_itself(held, target)
    stand = standing(target)
    sink = min(0.01, stand.height_m / 2)
    found = _put(held, (target.x, target.y), stand.top_m - sink, [target.name])
    error = distance_xy(found.position, target.position)
    too_high = found.z > stand.top_m + held.height_m / 2 + HEIGHT_TOLERANCE_M
    if too_high or error > max(width for width, _ in stand.sides) / 2:
        raise GraspFailed(
            f"{held.name!r} is not in {target.name!r}: it is at {words(found.position)}, {error:.3f} m from the middle "
            f"of {target.name!r} at {words(target.position)}. Pick it up again and retry."
        )
    return PlaceResult(held.name, target.name, found.position, error)


def place_at(x: float, y: float, z: float | None = None) -> PlaceResult:
    """Puts what is in the hand down at a place, metres in base_link, and looks where it came to rest.

    z: height of the surface there; None: of what is seen there, or of the table.
    Returns PlaceResult(name, on, position, error_m).
    Raises GraspFailed (nothing in the hand, or it is not there), Unreachable, CollisionAhead (the place is taken).
    Example: pick("red_cube"); place_at(0.45, -0.2)
    """
    x, y = number(x, "x"), number(y, "y")
    held = held_object()
    surface, under = (number(z, "z"), "") if z is not None else _surface_at(x, y, held.name)
    found = _put(held, (x, y), surface, [under] if under else [])
    error = distance_xy(found.position, (x, y))
    if error > 0.03 + held.height_m / 2:
        raise GraspFailed(
            f"{held.name!r} is not at {words((x, y))}: it is at {words(found.position)}, {error:.3f} m away. "
            "Pick it up again and retry, or choose a flatter place."
        )
    return PlaceResult(held.name, under, found.position, error)


def _put(held: Held, xy: tuple[float, float], surface_m: float, may_touch: list[str]) -> Detection:
    """Lowers the held object's middle to xy over a surface, lets go, retreats upwards, and looks."""
    touching = [held.name, *may_touch]
    _lower(held, xy, surface_m + DROP_M + held.below_m, touching)
    _let_go()
    must_reach(rise(HOVER_M, touching), f"moving up from {held.name!r}")
    wait(SETTLE_S)
    found = look_for(held.name)
    if found is None:
        raise GraspFailed(f"{held.name!r} was let go over {words((*xy, surface_m))} and is not seen now. Look again.")
    return found


def _lower(held: Held, xy: tuple[float, float], release_m: float, touching: list[str]) -> None:
    """Brings the tool to the height of release, with the hand turned as it is or, where that fails, otherwise."""
    yaw_now = tool_yaw(arm.pose().orientation)
    for turn in TURNS:
        down = straight_down(yaw_now + turn)
        dx, dy = held.offset
        x = xy[0] - (dx * math.cos(turn) - dy * math.sin(turn))
        y = xy[1] - (dx * math.sin(turn) + dy * math.cos(turn))
        try:
            go_over([x, y, release_m + HOVER_M], down, [held.name])
            go_straight([x, y, release_m], down, touching, doing=f"lowering {held.name!r}", contact_is_fine=True)
            return
        except (CollisionAhead, Unreachable):
            if turn == TURNS[-1]:
                raise


def _let_go() -> None:
    """Opens by a few centimetres only, so that the fingers do not sweep away what stands beside."""
    try:
        gripper.open(gripper.state().width_m + 0.03)
    except LimitExceeded:
        gripper.open()


def _surface_at(x: float, y: float, held: str) -> tuple[float, str]:
    """Height of the surface at a place, and the name of the object that it belongs to."""
    items = [item for item in scene.find_all() if item.name != held]
    under = [item for item in items if distance_xy(item.position, (x, y)) < min(w for w, _ in standing(item).sides) / 2]
    if under:
        top = max(under, key=lambda item: standing(item).top_m)
        return standing(top).top_m, top.name
    # What stands lowest stands on the table.
    return min((standing(item).bottom_m for item in items), default=0.0), ""


def _not_itself(held: Held, target: Detection) -> None:
    if held.name == target.name:
        raise GraspFailed(f"{target.name!r} is in the hand: it cannot be put on itself. Name another object.")
