"""The one way from the library to the robot: call() sends a primitive call and waits for its result."""

from __future__ import annotations

import os
import threading

from ._schema import DOCUMENT, check
from ._validate import Invalid
from .errors import InvalidArgument, NotSupported

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, Protocol

    class Transport(Protocol):
        """Carries a call to the bridge; raises the error that comes back."""

        work_dir: str

        def call(self, name: str, params: dict[str, Any], on_feedback: Callable[[Any], object] | None = None) -> Any:
            """The JSON result of the primitive; on_feedback hears what comes before it."""


class ActionEnded(BaseException):
    """finish() or give_up() ends the action from inside; no `except Exception` may keep it going."""


_transport: Transport | None = None
_owner_pid = 0
#: Name of the call whose feedback the program handles at this moment.
_feeding: str | None = None
#: "finish" or "give_up" once one of them was called in the running action.
ended: str | None = None


def connect(transport: Transport) -> None:
    """Sets what carries the calls; the worker does this once."""
    global _transport, _owner_pid
    _transport = transport
    _owner_pid = os.getpid()


def begin_action() -> None:
    """Forgets how the last action ended."""
    global ended, _feeding
    ended = _feeding = None


def end_action(how: str) -> NoReturn:
    """Ends the running action as finish() or give_up()."""
    global ended
    ended = how
    raise ActionEnded(how)


def work_dir() -> str:
    """The folder shared with the bridge."""
    return _connected().work_dir


def call(name: str, /, **params: Any) -> Any:
    """Calls a primitive: see call_with_feedback."""
    return call_with_feedback(name, None, params)


def call_with_feedback(name: str, on_feedback: Callable[[Any], object] | None, params: dict[str, Any]) -> Any:
    """Calls a primitive; on_feedback, where there is one, hears the messages that come before its result.

    Arguments are checked against the protocol's schema before anything is sent; so is the result.

    Raises: InvalidArgument, or the error that the bridge answers with.
    """
    if ended is not None:
        raise ActionEnded(ended)
    transport = _connected()
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError(f"{name}() was called from a thread. Call robot primitives from the main program only.")
    if _feeding is not None:
        raise RuntimeError(
            f"{name}() was called in the on_feedback of {_feeding}, which still runs. Nothing was sent. Raise an exception "
            f"there to cancel {_feeding}, and call {name}() after it."
        )
    if name not in DOCUMENT["primitives"]:
        raise NotSupported(f"There is no primitive {name!r}.")
    try:
        check(f"primitives/{name}/params", params)
    except Invalid as problem:
        raise InvalidArgument(f"{name}: {problem}. Nothing was sent.") from None
    result = transport.call(name, params) if on_feedback is None else transport.call(name, params, _guarded(name, on_feedback))
    try:
        check(f"primitives/{name}/result", result)
    except Invalid as problem:
        raise RuntimeError(f"{name} answered something unexpected: {problem}") from None
    return result


def _guarded(name: str, on_feedback: Callable[[Any], object]) -> Callable[[Any], object]:
    """The same callable, during which no primitive can be called: one call at a time."""

    def feed(value: Any) -> None:
        global _feeding
        _feeding = name
        try:
            on_feedback(value)
        finally:
            _feeding = None

    return feed


def _connected() -> Transport:
    if _transport is None or os.getpid() != _owner_pid:
        where = "in a child process" if _transport is not None else "outside codeact-ros"
        raise RuntimeError(f"No robot is connected {where}. Call primitives from the program that codeact-ros runs.")
    return _transport
