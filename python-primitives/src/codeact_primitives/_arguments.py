"""Turns what programs pass (tuples, lists, arrays, poses, detections) into plain checked lists of numbers."""

from __future__ import annotations

import math

from ._types import Detection, Pose
from .errors import InvalidArgument

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Union

    PositionLike = Union[Sequence[float], Pose, Detection]
    OrientationLike = Union[Sequence[float], Pose, None]

_FARTHEST_M = 20.0
#: A frame may be nested 64 deep; its own envelope takes some.
_DEEPEST = 48


def number(value: object, name: str) -> float:
    """A finite number; numpy scalars too."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        raise InvalidArgument(f"{name} must be a number; got {value!r}.")
    try:
        result = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise InvalidArgument(f"{name} must be a number; got {_show(value)}.") from None
    if not math.isfinite(result):
        raise InvalidArgument(f"{name} must be finite; got {result}. Check the calculation that made it.")
    return result


def optional_number(value: object, name: str) -> float | None:
    """A finite number, or None."""
    return None if value is None else number(value, name)


def numbers(value: Any, name: str, what: str) -> list[float]:
    """A list of finite numbers from any sequence or one-dimensional array."""
    plain: Any = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, (str, bytes, dict)) or not hasattr(plain, "__iter__"):
        raise InvalidArgument(f"{name} must be {what}; got {_show(value)}.")
    return [number(item, f"{name}[{index}]") for index, item in enumerate(plain)]


def position(value: PositionLike, name: str = "position", frame_id: str | None = None) -> list[float]:
    """[x, y, z] in metres from a sequence, array, Pose or Detection. `frame_id`: the frame that is meant."""
    pose = value.pose if isinstance(value, Detection) else value
    if isinstance(pose, Pose):
        if frame_id is not None and pose.frame_id and pose.frame_id != frame_id:
            raise InvalidArgument(
                f"{name} is given in frame {pose.frame_id!r} but frame_id is {frame_id!r}. "
                f"Pass frame_id={pose.frame_id!r}."
            )
        return list(pose.position)
    result = numbers(pose, name, "three numbers [x, y, z] in metres, a Pose or a Detection")
    if len(result) != 3:
        raise InvalidArgument(f"{name} must be three numbers [x, y, z] in metres; got {len(result)}: {_show(value)}.")
    far = max(abs(item) for item in result)
    if far > _FARTHEST_M:
        raise InvalidArgument(
            f"{name} has {far:g} m in it: {_show(value)}. That looks like millimetres; divide by 1000 to get metres."
        )
    return result


def orientation(value: OrientationLike, name: str = "orientation") -> list[float] | None:
    """A unit quaternion [x, y, z, w] from a sequence, array or Pose; None stays None."""
    if value is None:
        return None
    if isinstance(value, Pose):
        return list(value.orientation)
    result = numbers(value, name, "a quaternion [x, y, z, w], a Pose or None")
    if len(result) == 3:
        raise InvalidArgument(
            f"{name} must be a quaternion [x, y, z, w]; got three numbers. For a tool straight down, turned by yaw "
            "radians about the vertical, pass [cos(yaw/2), sin(yaw/2), 0, 0]."
        )
    if len(result) != 4:
        raise InvalidArgument(f"{name} must be a quaternion [x, y, z, w]; got {len(result)} numbers.")
    norm = math.sqrt(sum(item * item for item in result))
    if abs(norm - 1) > 0.01:
        raise InvalidArgument(f"{name} must be a unit quaternion; {_show(value)} has length {norm:g}, not 1.")
    return [item / norm for item in result]


def text(value: object, name: str) -> str:
    """A string; a Detection stands for its name."""
    if isinstance(value, Detection):
        return value.name
    if not isinstance(value, str):
        raise InvalidArgument(f"{name} must be a string; got {_show(value)}.")
    return value


def names(value: object, name: str) -> list[str]:
    """A list of names; a single one may stand alone."""
    if isinstance(value, (str, Detection)):
        return [text(value, name)]
    if isinstance(value, dict) or not hasattr(value, "__iter__"):
        raise InvalidArgument(f"{name} must be a list of names; got {_show(value)}.")
    return [text(item, f"{name}[{index}]") for index, item in enumerate(value)]  # type: ignore[arg-type]


def message(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A ROS message as plain JSON: arrays and tuples become lists, numpy scalars numbers."""
    plain = _plain(value, name, 0)
    if not isinstance(plain, dict):
        raise InvalidArgument(f"{name} must be a dict of the message's fields, spelt as in ROS; got {_show(value)}.")
    return plain


def plain(value: Any, name: str) -> Any:
    """Anything that JSON can say: arrays and tuples become lists, numpy scalars numbers."""
    return _plain(value, name, 0)


def _plain(value: Any, name: str, depth: int) -> Any:
    if depth > _DEEPEST:
        raise InvalidArgument(f"{name} is nested more than {_DEEPEST} deep.")
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return number(value, name)
    if isinstance(value, dict):
        return {text(key, f"a key of {name}"): _plain(item, f"{name}[{key!r}]", depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, bytes, bytearray)):
        return [_plain(item, f"{name}[{index}]", depth + 1) for index, item in enumerate(value)]
    raise InvalidArgument(f"{name} must be a number, string, list or dict; got {_show(value)}.")


def _show(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
