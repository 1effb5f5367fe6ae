"""Turns SIGINT into KeyboardInterrupt inside the user's code, and nowhere else."""

from __future__ import annotations

import signal

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, TypeVar

    T = TypeVar("T")


def _run(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)


class Interrupts:
    """Whether an interrupt may be raised is read off the stack, so that no window is left around the user's code.

    While held (a frame is half written) an interrupt waits for the end of the hold.
    """

    def __init__(self) -> None:
        self._held = 0
        self._pending = False
        self._action = ""
        #: The line of the running action at which the first interrupt of it arrived.
        self.line: int | None = None

    def begin(self, action: str) -> None:
        """Names the source of the action that starts now, and forgets where the last one was interrupted."""
        self._action = action
        self.line = None

    def install(self) -> None:
        """Takes SIGINT; again before each action, because the last one may have changed it."""
        signal.signal(signal.SIGINT, self._on_signal)

    def interruptible(self, function: Callable[..., T], *arguments: Any) -> T:
        """Calls a function in which SIGINT raises KeyboardInterrupt."""
        self._pending = False
        self._held = 0
        return _run(function, arguments)  # type: ignore[no-any-return]

    def __enter__(self) -> None:
        self._held += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._held -= 1
        if self._pending and not self._held and kind is None:
            self._pending = False
            raise KeyboardInterrupt

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        line: int | None = None
        while frame is not None and frame.f_code is not _run.__code__:
            if line is None and frame.f_code.co_filename == self._action:
                line = frame.f_lineno
            frame = frame.f_back
        if frame is None:
            return  # between actions, or while one is being reported
        if self.line is None:
            self.line = line
        if self._held:
            self._pending = True
            return
        raise KeyboardInterrupt
