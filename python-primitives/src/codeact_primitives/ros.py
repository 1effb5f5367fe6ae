"""Looks at the ROS graph: which topics there are, and what they say."""

from __future__ import annotations

from . import _arguments, _client
from ._types import TopicInfo

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any

__all__ = ["read", "topics"]


def topics() -> list[TopicInfo]:
    """All topics of the robot: a list of TopicInfo(name, type).

    Example: [topic.name for topic in ros.topics()]
    """
    return [TopicInfo.from_wire(item) for item in _client.call("ros.topics")]


def read(topic: str, timeout_s: float = 1.0) -> Any:
    """The next message of a topic, as a dict spelt as in ROS.

    Raises NotFound (no such topic; see ros.topics()), Timeout (nothing came in timeout_s seconds).
    Example: ros.read("/clock")
    """
    return _client.call(
        "ros.read",
        topic=_arguments.text(topic, "topic"),
        timeout_s=_arguments.number(timeout_s, "timeout_s"),
    )
