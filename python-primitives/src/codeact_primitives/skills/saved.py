"""Functions that are kept for later episodes."""

from __future__ import annotations

import builtins
import inspect
import linecache
import textwrap

from .. import _arguments, _client
from .._types import SavedSkill
from ..errors import InvalidArgument

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType
    from typing import Any


def save(function: Callable[..., Any], description: str) -> None:
    """Keeps a function of yours for later episodes, once you saw it work; one of the same name is replaced.

    It must stand alone: take what it needs as arguments, import inside, and use the library's names only.
    description: what it does and when to use it, for whoever searches.
    Raises InvalidArgument when it uses something that would not be there later.
    Example: skills.save(sort_by_color, "Puts every cube onto the plate of its colour.")
    """
    if not inspect.isfunction(function) or function.__name__ == "<lambda>":
        raise InvalidArgument(f"skills.save keeps a function made with def; got {function!r}.")
    name = function.__name__
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        raise InvalidArgument(f"The source of {name} is not known. Define it with def in an action, then save it.") from None
    missing = sorted({*function.__code__.co_freevars, *_unknown_globals(function.__code__, name)})
    if missing:
        raise InvalidArgument(
            f"{name} uses {', '.join(missing)}, which would not be there in a later episode. Pass it as an argument, or "
            "define or import it inside of the function."
        )
    _client.call("skills.save", name=name, description=_arguments.text(description, "description"), source=source)


def search(text: str = "") -> list[SavedSkill]:
    """The kept functions that fit the words best, at most 5; without words, the latest.

    Each is a SavedSkill(name, description, source). Read it, then get it with skills.load(name).
    Example: print(skills.search("sort cubes by colour"))
    """
    return [SavedSkill.from_wire(wire) for wire in _client.call("skills.search", text=_arguments.text(text, "text"))]


def load(name: str | SavedSkill) -> Callable[..., Any]:
    """A kept function, ready to be called.

    Raises NotFound when there is none of this name; skills.search() tells what there is.
    Example: sort_by_color = skills.load("sort_by_color"); sort_by_color()
    """
    wanted = name.name if isinstance(name, SavedSkill) else _arguments.text(name, "name")
    kept = SavedSkill.from_wire(_client.call("skills.load", name=wanted))
    file = f"<skill {kept.name}>"
    # No modification time: linecache keeps the lines, for tracebacks and inspect.getsource.
    linecache.cache[file] = (len(kept.source), None, kept.source.splitlines(True), file)
    namespace: dict[str, Any] = {**_library(), "__name__": "__main__"}
    exec(compile(kept.source, file, "exec", dont_inherit=True), namespace)
    return namespace[kept.name]


def _library() -> dict[str, Any]:
    import codeact_primitives as library

    return {name: getattr(library, name) for name in library.__all__}


def _unknown_globals(code: CodeType, own_name: str) -> set[str]:
    """Names that a function looks up outside of itself and that are neither the library's nor Python's."""
    known = {*_library(), *dir(builtins), own_name, "__name__"}
    return {name for name in _globals(code) if name not in known}


def _globals(code: CodeType) -> Iterator[str]:
    import dis

    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from _globals(constant)
