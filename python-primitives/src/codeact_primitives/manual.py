"""The library's manual, made from its own signatures and docstrings: `python -I manual.py [--json]`.

--json prints [{"name", "signature", "summary", "doc", "parameters"}], in a good order to read; without it, plain text.
Only functions have parameters: [{"name", "type", "required", "keyword_only"}].
"""

from __future__ import annotations

import inspect
import json
import os
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any

MODULE_ORDER = ["scene", "arm", "gripper", "base", "camera", "sensors", "ros", "user", "memory"]
#: Of the module `skills`, whose manipulations are told by their own names.
KEPT_ORDER = ["save", "search", "load"]
SKILL_ORDER = ["pick", "place_on", "place_in", "place_at", "stack", "push"]
CONTROL_ORDER = ["wait", "finish", "give_up"]
RESULT_ORDER = [
    "Detection",
    "Pose",
    "MotionResult",
    "GripperResult",
    "BaseResult",
    "BasePose",
    "PickResult",
    "PlaceResult",
    "PushResult",
    "JointState",
    "Reach",
    "Image",
    "Wrench",
    "TopicInfo",
    "PublishResult",
    "GoalResult",
    "SavedSkill",
]
#: Of a module, what a reader wants first; the rest follows by name.
FIRST = {"arm": ["move_to", "home", "pose", "can_reach"], "scene": ["objects", "find"], "gripper": ["open", "close"], "base": ["navigate_to", "drive"]}


def entries() -> list[dict[str, Any]]:
    """All public names, each as {"name", "signature", "summary", "doc"}; functions with their "parameters"."""
    return [_entry(name, signature, thing) for name, signature, thing in _things()]


def _things() -> Iterator[tuple[str, str, Any]]:
    import codeact_primitives as library

    for name in SKILL_ORDER + CONTROL_ORDER:
        thing = getattr(library, name)
        yield name, f"{name}{_signature(thing)}", thing
    for module_name in MODULE_ORDER:
        module: ModuleType = getattr(library, module_name)
        first = FIRST.get(module_name, [])
        for name in first + sorted(set(module.__all__) - set(first)):
            thing = getattr(module, name)
            if inspect.isfunction(thing):
                full = f"{module_name}.{name}"
                yield full, f"{full}{_signature(thing)}", thing
    for name in KEPT_ORDER:
        thing = getattr(library.skills, name)
        yield f"skills.{name}", f"skills.{name}{_signature(thing)}", thing
    for name in RESULT_ORDER:
        thing = getattr(library, name)
        yield name, f"{name}({', '.join(thing.__dataclass_fields__)})", thing
    errors = [thing for thing in vars(library).values() if isinstance(thing, type) and issubclass(thing, BaseException)]
    for thing in sorted(errors, key=lambda kind: (kind.__name__ != "RobotError", kind.__name__)):
        yield thing.__name__, f"{thing.__name__}({_base(thing)})", thing


def _base(kind: type) -> str:
    return next(base.__name__ for base in kind.__mro__[1:] if not base.__name__.startswith("_"))


def _signature(function: Any) -> str:
    """Names and defaults without annotations, and what comes back: short, as a model reads it."""
    signature = inspect.signature(function)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    returns = signature.return_annotation
    arrow = "" if returns in (inspect.Signature.empty, "None", "NoReturn") else f" -> {returns}"
    return f"{signature.replace(parameters=bare, return_annotation=inspect.Signature.empty)}{arrow}".replace(
        "List[", "list["
    )


def _entry(name: str, signature: str, thing: Any) -> dict[str, Any]:
    doc = inspect.getdoc(thing) or ""
    entry: dict[str, Any] = {"name": name, "signature": signature, "summary": doc.split("\n", 1)[0], "doc": doc}
    if inspect.isfunction(thing):
        entry["parameters"] = [_parameter(each) for each in inspect.signature(thing).parameters.values()]
    return entry


def _parameter(parameter: inspect.Parameter) -> dict[str, Any]:
    """`type` is the annotation as it is written in the source."""
    return {
        "name": parameter.name,
        "type": str(parameter.annotation),
        "required": parameter.default is inspect.Parameter.empty,
        "keyword_only": parameter.kind is inspect.Parameter.KEYWORD_ONLY,
    }


def main() -> None:
    """Prints the manual."""
    if "--json" in sys.argv[1:]:
        print(json.dumps(entries(), ensure_ascii=False))
        return
    for entry in entries():
        body = "\n".join(f"    {line}".rstrip() for line in entry["doc"].splitlines())
        print(f"{entry['signature']}\n{body}\n")


if __name__ == "__main__":
    main()
