"""Values that outlive the episode: what was learnt today is there tomorrow."""

from __future__ import annotations

from . import _arguments, _client

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any

__all__ = ["keys", "recall", "remember"]


def remember(key: str, value: Any) -> None:
    """Keeps a value under a name for later episodes; one of the same name is replaced.

    value: anything made of numbers, strings, lists, dicts, True, False and None; at most 64 kB as JSON.
    Example: memory.remember("red_cube weighs, kg", 0.05)
    """
    _client.call("memory.remember", key=_arguments.text(key, "key"), value=_arguments.plain(value, "value"))


def recall(key: str) -> Any:
    """What was remembered under a name, in this episode or an earlier one. The world may have changed since: look.

    Raises NotFound when nothing was; memory.keys() tells what there is.
    Example: weight = memory.recall("red_cube weighs, kg")
    """
    return _client.call("memory.recall", key=_arguments.text(key, "key"))


def keys() -> list[str]:
    """The names under which something is remembered.

    Example: print(memory.keys())
    """
    return [str(key) for key in _client.call("memory.keys")]
