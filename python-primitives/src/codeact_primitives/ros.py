"""ROS by name: reads topics and parameters; publishes, calls services and sends goals as far as the robot's profile
allows. Everything passes the safety gate."""

from __future__ import annotations

from . import _arguments, _client
from ._types import GoalResult, PublishResult, TopicInfo
from .errors import InvalidArgument

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

__all__ = ["call", "param", "publish", "read", "send_goal", "topics"]


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


def publish(
    topic: str,
    type: str,
    message: Mapping[str, Any],
    rate_hz: float | None = None,
    duration_s: float | None = None,
) -> PublishResult:
    """Publishes a message on a topic that the robot's profile allows: once, or repeated for a time.

    type: as in "std_msgs/msg/String". message: a dict spelt as in ROS; fields left out get their defaults.
    rate_hz, duration_s: repeats it by the robot's clock, at most 50 Hz, and ends with the program; rate_hz 10 when only
    duration_s is given. A subscriber may miss the first message on a topic: repeat what must arrive.
    Returns PublishResult(sent, duration_s, text, motion).
    A trajectory_msgs/msg/JointTrajectory for the arm's own controller is not published: the gate checks it, times it
    anew and drives it, waits for its end, and the receipt is in .motion. Prefer arm.move_joints and arm.follow.
    Raises Denied (the message says what is allowed; sensor topics and /codeact never are), LimitExceeded (too fast, or
    more than 20 commands a second), InvalidArgument, Stopped, Disconnected.
    Example: ros.publish("/lamp/colour", "std_msgs/msg/String", {"data": "red"}, rate_hz=5, duration_s=2)
    """
    return PublishResult.from_wire(
        _client.call(
            "ros.publish",
            topic=_arguments.text(topic, "topic"),
            type=_arguments.text(type, "type"),
            message=_arguments.message(message, "message"),
            rate_hz=_arguments.optional_number(rate_hz, "rate_hz"),
            duration_s=_arguments.optional_number(duration_s, "duration_s"),
        )
    )


def call(service: str, type: str, request: Mapping[str, Any] | None = None) -> Any:
    """Calls a service that the robot's profile allows and returns its response, a dict spelt as in ROS.

    type: as in "std_srvs/srv/SetBool". request: a dict spelt as in ROS; None: empty.
    Raises Denied (the message says what is allowed; the simulator's own services never are), NotSupported (no such
    service, or it failed), Timeout (no answer within 10 s), LimitExceeded (more than 20 commands a second).
    Example: ros.call("/lamp/set", "std_srvs/srv/SetBool", {"data": True})["success"]
    """
    return _client.call(
        "ros.call",
        service=_arguments.text(service, "service"),
        type=_arguments.text(type, "type"),
        request=_arguments.message({} if request is None else request, "request"),
    )


def send_goal(
    action: str,
    type: str,
    goal: Mapping[str, Any],
    timeout_s: float | None = None,
    on_feedback: Callable[[Any], object] | None = None,
) -> GoalResult:
    """Sends a goal to an action server that the robot's profile allows, and waits for its end.

    type: as in "example_interfaces/action/Fibonacci". goal: a dict spelt as in ROS.
    timeout_s: seconds until the goal is cancelled; None: 60.
    on_feedback: a function of yours that is called with each feedback message (a dict spelt as in ROS) while the goal
    runs. When it raises an exception, the goal is cancelled and send_goal raises that exception: so a program cancels a
    goal that goes wrong. It may not call primitives. While it takes long, older messages are skipped.
    Returns GoalResult(status, values, text, motion, feedback): status is 'succeeded', 'canceled' or 'aborted'; values
    is the result message; feedback the last 50 feedback messages. It does not raise when the server gives up: check
    .status.
    Goals for the arm (FollowJointTrajectory) and the gripper (GripperCommand) are not passed on as they are: the gate
    checks them like arm.follow() and gripper.close(), times them anew, drives them and says so in .text; the arm's
    receipt is in .motion, and there is no feedback. A trajectory whose own times break a limit is refused.
    Raises Denied (the message says what is allowed), LimitExceeded, CollisionAhead, InvalidArgument, Timeout, Stopped,
    Disconnected.
    Example: ros.send_goal("/lamp/fade", "lamp_msgs/action/Fade", {"seconds": 3}, on_feedback=print).status
    """
    if on_feedback is not None and not callable(on_feedback):
        raise InvalidArgument(f"on_feedback must be a function of one argument, or None; got {on_feedback!r}.")
    params = {
        "action": _arguments.text(action, "action"),
        "type": _arguments.text(type, "type"),
        "goal": _arguments.message(goal, "goal"),
        "timeout_s": _arguments.optional_number(timeout_s, "timeout_s"),
        "feedback": on_feedback is not None,
    }
    return GoalResult.from_wire(_client.call_with_feedback("ros.send_goal", on_feedback, params))


def param(name: str) -> Any:
    """The value of a parameter that the robot's profile allows to be read; in ROS 2 its name is "/node:parameter".

    Raises Denied (the message says what is allowed), NotFound, NotSupported (the robot has no rosapi).
    Example: ros.param("/codeact_sim:publish_rate")
    """
    return _client.call("ros.param", name=_arguments.text(name, "name"))
