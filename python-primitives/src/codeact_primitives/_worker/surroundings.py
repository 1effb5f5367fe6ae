"""Puts back, before each action, what the last one may have damaged: builtins, streams, signals, limits."""

from __future__ import annotations

import builtins
import os
import sys

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    pass


class Surroundings:
    """What an action may count on; taken down once, before any of the user's code ran."""

    def __init__(self, work_dir: str) -> None:
        self._work_dir = work_dir
        builtins.input = _ask_person
        self._builtins: dict[str, object] = dict(vars(builtins))
        self._recursion_limit = sys.getrecursionlimit()
        self._streams = {fd: os.dup(fd) for fd in (1, 2)}
        self._stdout, self._stderr, self._stdin = sys.stdout, sys.stderr, sys.stdin

    def restore(self) -> None:
        """Cheap when nothing is damaged."""
        present = builtins.__dict__
        for name, value in self._builtins.items():
            if present.get(name) is not value:
                present[name] = value
        if sys.getrecursionlimit() != self._recursion_limit:
            sys.setrecursionlimit(self._recursion_limit)
        for fd, copy in self._streams.items():
            try:
                os.fstat(fd)
            except OSError:
                os.dup2(copy, fd)
        sys.stdin = self._stdin
        sys.stdout = self._stdout = _usable(self._stdout, 1)
        sys.stderr = self._stderr = _usable(self._stderr, 2)
        self._stay_in_work_dir()

    def _stay_in_work_dir(self) -> None:
        try:
            here = os.getcwd()
        except OSError:
            here = ""  # it was removed
        if here != self._work_dir and not here.startswith(self._work_dir + os.sep):
            os.makedirs(self._work_dir, exist_ok=True)
            os.chdir(self._work_dir)


def _usable(stream: object, fd: int) -> object:
    """The stream, or a new one when it was closed."""
    if not getattr(stream, "closed", True):
        return stream
    return open(fd, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)


def _ask_person(prompt: object = "") -> str:
    """input() asks the person: there is no terminal."""
    from .. import user

    return user.ask(str(prompt) or "The program waits for an input. What shall it be?")


def flush_streams() -> None:
    """Hands on what the action printed, also through streams of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass  # a stream that the action broke; restore() mends it
