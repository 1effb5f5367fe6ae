"""Talks with the person who gave the task."""

from __future__ import annotations

from . import _arguments, _client

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ask", "say"]


def ask(question: str, options: Sequence[str] | None = None) -> str:
    """Asks the person and waits for the answer. Ask when the task can mean several things.

    options: answers to choose from, if there are such; the person may still write something else.
    Returns the answer as text. Raises NotSupported when nobody is there to answer.
    Example: which = user.ask("Which cube?", ["red_cube", "green_cube"])
    """
    return str(
        _client.call(
            "user.ask",
            question=_arguments.text(question, "question"),
            options=None if options is None else _arguments.names(options, "options"),
        )
    )


def say(text: str) -> None:
    """Tells the person something while the task goes on.

    Example: user.say("I cannot see the ball; looking behind the box.")
    """
    _client.call("user.say", text=str(text))
