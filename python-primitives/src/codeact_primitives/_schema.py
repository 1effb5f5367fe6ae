"""The protocol's schema (`_schema.json`, generated from bridge/protocol) as compiled checks."""

from __future__ import annotations

import json
import os

from ._validate import compile_schema

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any

    from ._validate import Check

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "_schema.json"), encoding="utf-8") as _file:
    DOCUMENT: dict[str, Any] = json.load(_file)

MAX_FRAME_BYTES: int = DOCUMENT["max_frame_bytes"]
_compiled: dict[str, Check] = {}


def schema_at(path: str) -> dict[str, Any]:
    """The schema at a path such as 'frames/to_python' or 'primitives/arm.move_to/params'."""
    node = DOCUMENT
    for key in path.split("/"):
        node = node[key]
    return node


def check(path: str, value: object) -> None:
    """Raises Invalid when `value` does not fit the schema at `path`."""
    compiled = _compiled.get(path)
    if compiled is None:
        compiled = _compiled[path] = compile_schema(schema_at(path), DOCUMENT["$defs"])
    compiled(value)
