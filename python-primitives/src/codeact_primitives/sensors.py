"""Reads the force sensor at the wrist, and any other sensor by its topic."""

from __future__ import annotations

from . import _arguments, _client
from ._types import Wrench

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any

__all__ = ["read", "wrench"]


def wrench() -> Wrench:
    """Force (newtons) and torque (newton metres) at the wrist now: Wrench(force, torque, frame_id, stamp_s).

    Raises NotSupported (no such sensor), Stale.
    """
    return Wrench.from_wire(_client.call("sensors.wrench"))


def read(topic: str, timeout_s: float = 1.0) -> Any:
    """The next message of a sensor topic, as a dict spelt as in ROS.

    Raises NotFound (no such topic), Timeout (nothing came in timeout_s seconds).
    Example: sensors.read("/joint_states")["position"]
    """
    return _client.call(
        "sensors.read",
        topic=_arguments.text(topic, "topic"),
        timeout_s=_arguments.number(timeout_s, "timeout_s"),
    )
