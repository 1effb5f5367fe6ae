"""Frames to and from the bridge: one JSON object a line, read from one descriptor and written to another."""

from __future__ import annotations

import contextlib
import json
import os
import select
import sys
from collections import deque

from .._schema import MAX_FRAME_BYTES, check
from .._validate import Invalid
from ..errors import InvalidArgument, error_from_wire

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from .interrupts import Interrupts

    Frame = dict[str, Any]

_LOST_BRIDGE = 70
# loads() and dumps() look for encodings, white space and options each time, which costs as much as the rest of a call.
_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def _is_return(frame: Any) -> bool:
    """A short cut for the commonest frame, whose value is checked as the result of its primitive."""
    return (
        type(frame) is dict
        and len(frame) == 3
        and frame.get("t") == "return"
        and "value" in frame
        and type(frame.get("id")) is int
    )  # type: ignore[arg-type]


class Link:
    """Carries primitive calls. An interrupt never loses or halves a frame: both are handled under hold."""

    def __init__(self, read_fd: int, write_fd: int, interrupts: Interrupts, work_dir: str) -> None:
        self.work_dir = work_dir
        #: Source name of the running action, e.g. "<action 3>".
        self.action = ""
        #: The longest frame that may be sent.
        self.frame_bytes = MAX_FRAME_BYTES
        self._read_fd = read_fd
        self._write_fd = write_fd
        self._interrupts = interrupts
        self._last_call = 0
        self._buffer = bytearray()
        self._frames: deque[Frame] = deque()
        self._poll = select.poll()
        self._poll.register(read_fd, select.POLLIN)
        os.set_inheritable(read_fd, False)
        os.set_inheritable(write_fd, False)

    def close(self) -> None:
        """Lets go of the descriptors; for a forked child, which must not speak for its parent."""
        for fd in (self._read_fd, self._write_fd):
            with contextlib.suppress(OSError):
                os.close(fd)

    def send(self, frame: Frame) -> None:
        """Writes one frame. Raises InvalidArgument when it is no valid frame or too long."""
        try:
            if frame["t"] != "call":  # a call's params were checked as those of its primitive; the rest is ours
                check("frames/from_python", frame)
            line = _encode(frame).encode() + b"\n"
        except (Invalid, TypeError, ValueError, RecursionError) as problem:
            raise InvalidArgument(f"This cannot be sent to the robot: {problem}") from None
        if len(line) > self.frame_bytes:
            raise InvalidArgument(f"The arguments take {len(line)} bytes; the limit is {self.frame_bytes}. Send less.")
        rest = memoryview(line)
        with self._interrupts:
            while rest:
                try:
                    rest = rest[os.write(self._write_fd, rest) :]
                except OSError:
                    os._exit(_LOST_BRIDGE)

    def receive(self) -> Frame:
        """Waits for the next frame; ends the process when the bridge is gone."""
        while not self._frames:
            self._poll.poll()  # the only place that an interrupt may break: nothing is half read here
            with self._interrupts:
                self._read()
        return self._frames.popleft()

    def _read(self) -> None:
        try:
            chunk = os.read(self._read_fd, 1 << 16)
        except OSError:
            chunk = b""
        if not chunk:
            os._exit(_LOST_BRIDGE)
        self._buffer += chunk
        if b"\n" not in chunk:
            return
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = rest
        for line in lines:
            frame, _ = _decode(line.decode())
            if not _is_return(frame):
                check("frames/to_python", frame)
            self._frames.append(frame)

    def call(self, name: str, params: dict[str, Any], on_feedback: Callable[[Any], object] | None = None) -> Any:
        """Sends a primitive call and waits for its result; raises the error that comes back.

        on_feedback hears what comes meanwhile. What it raises gives the call up: that has ended when it is raised here.
        """
        self._last_call += 1
        number = self._last_call
        self.send({"t": "call", "id": number, "name": name, "params": params, "line": self._line()})
        while True:
            frame = self.receive()
            if frame.get("id") != number:
                continue  # the late answer to a call that was interrupted
            if frame["t"] == "feedback":
                if on_feedback is not None:
                    self._feed(number, frame["value"], on_feedback)
                continue
            if frame["t"] == "raise":
                raise error_from_wire(frame["error"]) from None
            return frame["value"]

    def _feed(self, number: int, value: Any, on_feedback: Callable[[Any], object]) -> None:
        """One message to the program; the bridge sends no other before it is told that this one was handled."""
        try:
            on_feedback(value)
        except BaseException:
            self.send({"t": "heard", "id": number, "more": False})
            while True:  # the robot has stopped pursuing it before the program goes on
                frame = self.receive()
                if frame.get("id") == number and frame["t"] != "feedback":
                    raise
        self.send({"t": "heard", "id": number, "more": True})

    def _line(self) -> int | None:
        """The line of the running action from which the call came."""
        frame: FrameType | None = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
        while frame is not None and frame.f_code.co_filename != self.action:
            frame = frame.f_back
        return frame.f_lineno if frame is not None and frame.f_lineno else None
