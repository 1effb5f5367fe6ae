"""Builds a tower."""

from __future__ import annotations

from .._arguments import names as checked_names
from ..errors import InvalidArgument
from .picking import pick
from .placing import PlaceResult, place_on

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Sequence


def stack(names: Sequence[str]) -> list[PlaceResult]:
    """Stacks objects in the given order, bottom first; the first one stays where it is.

    Returns a list of PlaceResult, one for each object that was put on another.
    Raises what pick and place_on raise; what was stacked before stays.
    Example: stack(["blue_cube", "green_cube", "red_cube"])  # red on green on blue
    """
    order = checked_names(names, "names")
    if len(order) < 2 or len(set(order)) < len(order):
        raise InvalidArgument(f"names must be at least two different objects, bottom first; got {order}.")
    results: list[PlaceResult] = []
    for below, above in zip(order, order[1:]):
        pick(above)
        results.append(place_on(below))
    return results
