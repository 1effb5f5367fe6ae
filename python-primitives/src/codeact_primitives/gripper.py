"""Opens and closes the two fingers, and tells whether something is between them."""

from __future__ import annotations

from . import _arguments, _client
from ._types import GripperResult

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    pass

__all__ = ["close", "open", "state"]


def open(width_m: float | None = None) -> GripperResult:
    """Opens the fingers and waits until they stand.

    width_m: gap between the fingers in metres; None: as wide as they go (0.08 on the simulated arm).
    Returns GripperResult(width_m, holding, force_n) as measured.
    Raises LimitExceeded (wider than the gripper opens).
    Example: gripper.open()
    """
    width = _arguments.optional_number(width_m, "width_m")
    return GripperResult.from_wire(_client.call("gripper.open", width_m=width))


def close(force_n: float | None = None) -> GripperResult:
    """Closes the fingers until they meet something or each other.

    force_n: how hard to squeeze, newtons; None: the robot's usual force.
    Returns GripperResult(width_m, holding, force_n): holding is True when something is between the fingers.
    It does not raise when nothing is there: check .holding.
    Raises LimitExceeded (more force than allowed).
    Example:
        if not gripper.close().holding: print("missed it")
    """
    force = _arguments.optional_number(force_n, "force_n")
    return GripperResult.from_wire(_client.call("gripper.close", force_n=force))


def state() -> GripperResult:
    """Measures the gripper without moving it: GripperResult(width_m, holding, force_n)."""
    return GripperResult.from_wire(_client.call("gripper.state"))
