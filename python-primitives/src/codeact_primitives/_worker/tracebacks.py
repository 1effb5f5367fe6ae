"""Tells what an action raised: class, message, and a traceback of the user's own frames with source lines."""

from __future__ import annotations

import traceback

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from types import TracebackType

MESSAGE_CHARACTERS = 4_000
TRACEBACK_CHARACTERS = 20_000
FRAMES_AT_EACH_END = 10
_SANDBOX_HINT = (
    "The sandbox refused it: a program reads and writes files in the current folder only, and has no network and no "
    "other programs. The primitives are the way to the robot.\n"
)
#: Whether the program is in a sandbox, which is then named as the cause of what it refuses.
confined = False
#: Source names of actions start so.
ACTION_PREFIX = "<action "


def describe(error: BaseException) -> dict[str, str]:
    """A PythonError frame body."""
    told = "".join(_format(error, []))
    if confined and isinstance(error, PermissionError):
        told += _SANDBOX_HINT
    return {
        "type": type(error).__name__,
        "message": clip(_message(error), MESSAGE_CHARACTERS),
        "traceback": clip(told, TRACEBACK_CHARACTERS),
    }


def clip(text: str, limit: int) -> str:
    """Head and tail of a long text."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"exit({'' if error.code is None else repr(error.code)}) does not end the session; variables are kept"
    if isinstance(error, KeyboardInterrupt) and not error.args:
        return "interrupted here"
    try:
        return str(error)
    except Exception as problem:
        return f"(its str() raised {type(problem).__name__})"


def _format(error: BaseException, above: list[int]) -> list[str]:
    """The error after those that led to it, as Python prints them."""
    above.append(id(error))
    lines: list[str] = []
    cause = error.__cause__
    context = None if error.__suppress_context__ else error.__context__
    if cause is not None and id(cause) not in above:
        lines += [*_format(cause, above), "\nThe above exception was the direct cause of the following exception:\n\n"]
    elif context is not None and id(context) not in above:
        lines += [*_format(context, above), "\nDuring handling of the above exception, another exception occurred:\n\n"]
    frames = _user_frames(error.__traceback__)
    if frames:
        lines.append("Traceback (most recent call last):\n")
        lines += frames
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        return [*lines, f"{type(error).__name__}: {_message(error)}\n"]
    # The module of a class of ours says nothing to the reader: NotFound, not codeact_primitives.errors.NotFound.
    own = f"{type(error).__module__}.{type(error).__qualname__}"
    for line in traceback.format_exception_only(type(error), error):
        lines.append(line.replace(own, type(error).__qualname__, 1) if line.startswith(own) else line)
    for inner in getattr(error, "exceptions", ()):  # an ExceptionGroup
        if id(inner) not in above:
            lines += [f"  | {line}\n" for line in "".join(_format(inner, above)).splitlines()]
    return lines


def _user_frames(trace: TracebackType | None) -> list[str]:
    entries = [
        (frame, line) for frame, line in traceback.walk_tb(trace) if frame.f_code.co_filename.startswith(ACTION_PREFIX)
    ]
    left_out = len(entries) - 2 * FRAMES_AT_EACH_END
    if left_out <= 0:
        return traceback.StackSummary.extract(iter(entries)).format()
    head = traceback.StackSummary.extract(iter(entries[:FRAMES_AT_EACH_END])).format()
    tail = traceback.StackSummary.extract(iter(entries[-FRAMES_AT_EACH_END:])).format()
    return [*head, f"  [… {left_out} more calls …]\n", *tail]
