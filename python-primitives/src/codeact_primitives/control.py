"""Waits, and ends the task."""

from __future__ import annotations

from . import _arguments, _client

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["finish", "give_up", "wait"]


def wait(seconds: float) -> float:
    """Waits on the robot's clock, e.g. until things have come to rest.

    Returns the seconds of the robot's clock that passed.
    Example: wait(0.5)
    """
    return float(_client.call("wait", seconds=_arguments.number(seconds, "seconds")))


def finish(summary: str) -> NoReturn:
    """Ends the task as done. Call it only after you looked and saw that the goal is reached.

    summary: what was done and what was seen, for the person. Code after it does not run.
    Example: finish("The red cube is on the blue plate, 4 mm off its centre.")
    """
    _client.call("finish", summary=str(summary))
    _client.end_action("finish")


def give_up(reason: str) -> NoReturn:
    """Ends the task as not possible, with the reason for the person. Code after it does not run.

    Example: give_up("The bowl is wider than the gripper opens, so it cannot be picked up.")
    """
    _client.call("give_up", reason=str(reason))
    _client.end_action("give_up")
