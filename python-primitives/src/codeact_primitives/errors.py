"""Failures that primitives raise. Each says what was asked, the limit, and what to try next.

All but Stopped derive from RobotError, so `except RobotError as error:` catches what a program can react to.
Stopped means that a person or the safety layer ended the action: it derives from BaseException so that no
`except Exception` swallows it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any, Union

    from ._types import BaseResult, GripperResult, MotionResult

    Receipt = Union[MotionResult, GripperResult, BaseResult, None]

__all__ = [
    "CollisionAhead",
    "Denied",
    "Disconnected",
    "GraspFailed",
    "InvalidArgument",
    "LimitExceeded",
    "NotFound",
    "NotSupported",
    "RobotError",
    "Stale",
    "Stopped",
    "Timeout",
    "Unreachable",
]


class _WithReceipt(BaseException):
    """message: what went wrong, in words; receipt: what was measured of the motion under way, or None."""

    def __init__(self, message: str = "", receipt: Receipt = None) -> None:
        super().__init__(message)
        self.message = message
        self.receipt = receipt


class RobotError(_WithReceipt, Exception):
    """Any failure of a primitive that a program may react to; has .message and .receipt."""


class Unreachable(RobotError):
    """The arm cannot stand there. Try a nearer or higher point, another orientation, or arm.can_reach() first."""


class CollisionAhead(RobotError):
    """The motion would hit something. Go over it in two motions, or name what may be touched in may_touch."""


class LimitExceeded(RobotError):
    """Beyond a limit of the robot or its workspace. The message names the limit; pass a value inside it."""


class GraspFailed(RobotError):
    """The fingers did not get or did not keep the object. Look again with scene.find() and retry from there."""


class NotFound(RobotError, LookupError):
    """No such object, camera, topic or frame. The message lists the names there are."""


class Timeout(RobotError, TimeoutError):
    """It took longer than timeout_s. Look at the receipt, then retry with more time or a smaller step."""


class Stale(RobotError):
    """The newest sensor reading is too old to act on. Wait a moment, then read again."""


class Denied(RobotError):
    """Refused by the safety gate or by the person. Do something else, or ask the person."""


class Disconnected(RobotError):
    """The robot is not connected. Nothing was sent; wait, then retry."""


class InvalidArgument(RobotError, ValueError):
    """A value that the primitive cannot take: wrong shape, unit, type or name. Nothing moved."""


class NotSupported(RobotError):
    """This robot does not have that. Use another way."""


class Stopped(_WithReceipt):
    """The action was stopped from outside. Do not catch it: later calls in the same action are refused."""


_BY_CODE: dict[str, type[_WithReceipt]] = {
    kind.__name__: kind
    for kind in (
        Unreachable,
        CollisionAhead,
        LimitExceeded,
        GraspFailed,
        NotFound,
        Timeout,
        Stale,
        Stopped,
        Denied,
        Disconnected,
        InvalidArgument,
        NotSupported,
    )
}


def error_from_wire(wire: dict[str, Any]) -> BaseException:
    """The exception for a PrimitiveErrorBody, with its receipt as a MotionResult, GripperResult or BaseResult."""
    from ._types import BaseResult, GripperResult, MotionResult

    receipt = wire.get("receipt")
    for kind in (MotionResult, GripperResult, BaseResult):
        if isinstance(receipt, dict) and set(receipt) == set(kind.__dataclass_fields__):
            return _BY_CODE[wire["code"]](wire["message"], kind.from_wire(receipt))
    return _BY_CODE[wire["code"]](wire["message"])
