"""Tells what the robot sees. Things move: look again before you act on an old Detection."""

from __future__ import annotations

from . import _arguments, _client
from ._types import Detection

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    pass

__all__ = ["find", "find_all", "objects"]


def objects() -> list[str]:
    """Names of all objects seen now, e.g. ["red_cube", "blue_plate"].

    Example: print(scene.objects())
    """
    return list(_client.call("scene.objects"))


def find(name: str, timeout_s: float = 1.0) -> Detection:
    """Looks for one object by its name, with a fresh sighting.

    Returns Detection(name, pose, size_m, color, shape, stamp_s, confidence, states): .x .y .z is the centre in metres
        in base_link, size_m the full extent along the object's own axes; its top is at z + size_m[2] / 2; states is a
        list of words such as "hot", "clean", "closed", mostly empty.
    Raises NotFound (the message lists what is seen), Stale (no sighting within timeout_s seconds).
    Example:
        cube = scene.find("red_cube")
        print(cube.x, cube.y, cube.z)
    """
    wire = _client.call(
        "scene.find",
        name=_arguments.text(name, "name"),
        timeout_s=_arguments.number(timeout_s, "timeout_s"),
    )
    return Detection.from_wire(wire)


def find_all(color: str | None = None, shape: str | None = None) -> list[Detection]:
    """All objects seen now, or those of a colour or a shape word; an empty list when there are none.

    Example:
        for item in scene.find_all(shape="cube"): print(item.name, item.color, item.position)
    """
    wire = _client.call(
        "scene.find_all",
        color=None if color is None else _arguments.text(color, "color"),
        shape=None if shape is None else _arguments.text(shape, "shape"),
    )
    return [Detection.from_wire(item) for item in wire]
