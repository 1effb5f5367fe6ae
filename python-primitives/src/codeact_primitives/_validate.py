"""Checks values against the subset of JSON Schema that `_schema.json` uses; see compile_schema().

Keywords: $ref, type, properties, required, additionalProperties, propertyNames (strings always are), items,
prefixItems, minItems, maxItems, anyOf, oneOf, enum, const, minLength, maxLength, pattern and the four bounds.
Schemas are compiled to closures once, so that a check costs microseconds.
"""

from __future__ import annotations

import math
import re
import sys

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any, Callable

    Schema = dict[str, Any]
    Check = Callable[[Any], None]

_LARGEST = sys.float_info.max  # excludes inf, nan, and whole numbers that no double holds
_ANNOTATIONS = {"description", "default", "title", "id", "$schema", "propertyNames"}


class Invalid(ValueError):
    """A value does not fit its schema. `path` leads to it, `problem` says what is wrong."""

    def __init__(self, problem: str, path: tuple[object, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path

    def under(self, key: object) -> Invalid:
        """The same problem, seen from one level further out."""
        return Invalid(self.problem, (key, *self.path))

    def __str__(self) -> str:
        where = ""
        for key in self.path:
            where += f"[{key}]" if isinstance(key, int) else f"{'.' if where else ''}{key}"
        return f"{where}: {self.problem}" if where else self.problem


def compile_schema(schema: Schema, definitions: dict[str, Schema]) -> Check:
    """A function that raises Invalid for values that do not fit `schema`."""
    return _Compiler(definitions).compile(schema)


class _Compiler:
    def __init__(self, definitions: dict[str, Schema]) -> None:
        self.definitions = definitions
        self.named: dict[str, Check | None] = {}

    def compile(self, schema: Schema) -> Check:
        checks = [self._keyword(key, schema) for key in schema if key not in _ANNOTATIONS]
        found = [check for check in checks if check is not None]
        if not found:
            return lambda value: None
        if len(found) == 1:
            return found[0]

        def all_of(value: Any) -> None:
            for check in found:
                check(value)

        return _numbers_first(len(schema["prefixItems"]), all_of) if _is_number_tuple(schema) else all_of

    def _keyword(self, key: str, schema: Schema) -> Check | None:
        if key == "$ref":
            return self._ref(schema[key])
        if key == "type":
            return _type(schema[key])
        if key in ("properties", "required", "additionalProperties"):
            first = next(k for k in schema if k in ("properties", "required", "additionalProperties"))
            return self._object(schema) if key == first else None
        if key in ("items", "prefixItems"):
            first = next(k for k in schema if k in ("items", "prefixItems"))
            return self._array(schema) if key == first else None
        if key in ("anyOf", "oneOf"):
            return self._union(schema[key])
        if key in _LIMITS:
            return _LIMITS[key](schema[key])
        raise NotImplementedError(f"JSON Schema keyword {key!r} is not known to _validate.py")

    def _ref(self, ref: str) -> Check:
        name = ref.rsplit("/", 1)[-1]
        if name not in self.named:
            self.named[name] = None  # a definition may refer to itself
            self.named[name] = self.compile(self.definitions[name])

        def check(value: Any) -> None:
            target = self.named[name]
            assert target is not None
            target(value)

        return self.named[name] or check

    def _object(self, schema: Schema) -> Check:
        properties = {name: self.compile(s) for name, s in schema.get("properties", {}).items()}
        required: list[str] = schema.get("required", [])
        extra = schema.get("additionalProperties", True)
        others = self.compile(extra) if isinstance(extra, dict) else None

        def check(value: Any) -> None:
            if not isinstance(value, dict):
                return
            for name in required:
                if name not in value:
                    raise Invalid(f"{name!r} is missing")
            for name, item in value.items():
                if not isinstance(name, str):
                    raise Invalid(f"key {name!r} is not a string")
                known = properties.get(name)
                if known is None:
                    if extra is False:
                        names = ", ".join(properties) or "none"
                        raise Invalid(f"{name!r} is unknown; names taken here: {names}")
                    known = others
                if known is not None:
                    try:
                        known(item)
                    except Invalid as problem:
                        raise problem.under(name) from None

        return check

    def _array(self, schema: Schema) -> Check:
        prefix = [self.compile(s) for s in schema.get("prefixItems", [])]
        rest = schema.get("items", True)
        each = self.compile(rest) if isinstance(rest, dict) else None

        def check(value: Any) -> None:
            if not isinstance(value, list):
                return
            if rest is False and len(value) > len(prefix):
                raise Invalid(f"has {len(value)} values; {len(prefix)} are taken")
            for index, item in enumerate(value):
                known = prefix[index] if index < len(prefix) else each
                if known is not None:
                    try:
                        known(item)
                    except Invalid as problem:
                        raise problem.under(index) from None

        return check

    def _union(self, options: list[Schema]) -> Check:
        tagged = self._tagged(options)
        if tagged is not None:
            return tagged
        checks = [self.compile(option) for option in options]
        without_null = [i for i, option in enumerate(options) if option.get("type") != "null"]

        def check(value: Any) -> None:
            problems: list[Invalid] = []
            for option in checks:
                try:
                    return option(value)
                except Invalid as problem:
                    problems.append(problem)
            if len(without_null) == 1:
                raise problems[without_null[0]]
            raise Invalid(" or ".join(str(problem) for problem in problems))

        return check

    def _tagged(self, options: list[Schema]) -> Check | None:
        """A union whose members carry a constant in one common property, such as frames in `t`."""
        tags: dict[object, Check] = {}
        key = next((k for k, s in options[0].get("properties", {}).items() if "const" in s), None)
        if key is None:
            return None
        for option in options:
            tag = option.get("properties", {}).get(key, {})
            if "const" not in tag:
                return None
            tags[tag["const"]] = self.compile(option)

        def check(value: Any) -> None:
            if not isinstance(value, dict):
                raise Invalid(f"is {_name(value)}, not an object")
            tag = value.get(key)
            option = tags.get(tag) if isinstance(tag, str) else None
            if option is None:
                raise Invalid(f"{_show(tag)} is none of {', '.join(map(repr, tags))}", (key,))
            option(value)

        return check


def _is_number_tuple(schema: Schema) -> bool:
    items = schema.get("prefixItems", [])
    return bool(items) and schema.get("items") is False and all(item == {"type": "number"} for item in items)


def _numbers_first(count: int, otherwise: Check) -> Check:
    """A short cut for positions and quaternions, of which most messages are made."""

    def check(value: Any) -> None:
        if type(value) is list and len(value) == count:  # type: ignore[arg-type]
            for item in value:  # type: ignore[misc]
                if (type(item) is not float and type(item) is not int) or not -_LARGEST <= item <= _LARGEST:  # type: ignore[operator, arg-type]
                    break
            else:
                return
        otherwise(value)

    return check


def _is_number(value: Any) -> bool:
    return (type(value) is float or (isinstance(value, (int, float)) and not isinstance(value, bool))) and (
        -_LARGEST <= value <= _LARGEST
    )


def _is_integer(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


_TYPES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "object": ("an object", lambda v: isinstance(v, dict)),
    "array": ("a list", lambda v: isinstance(v, list)),
    "string": ("a string", lambda v: isinstance(v, str)),
    "boolean": ("True or False", lambda v: isinstance(v, bool)),
    "null": ("None", lambda v: v is None),
    "number": ("a finite number", _is_number),
    "integer": ("a whole number", _is_integer),
}


def _type(wanted: Any) -> Check:
    names: list[str] = wanted if isinstance(wanted, list) else [wanted]
    words = " or ".join(_TYPES[name][0] for name in names)
    first, *others = (_TYPES[name][1] for name in names)

    def check(value: Any) -> None:
        if not first(value) and not any(fits(value) for fits in others):
            raise Invalid(f"{_show(value)} is {_name(value)}, not {words}")

    return check


def _name(value: object) -> str:
    if isinstance(value, float):
        return "a number" if math.isfinite(value) else "not finite"
    known: dict[type, str] = {
        dict: "an object",
        list: "a list",
        str: "a string",
        bool: "a truth value",
        int: "a whole number",
    }
    return "None" if value is None else known.get(type(value), f"a {type(value).__name__}")


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _limit(fits: Callable[[Any, Any], bool], words: str, size: bool = False) -> Callable[[Any], Check]:
    def make(bound: Any) -> Check:
        def check(value: Any) -> None:
            if size != hasattr(value, "__len__") or isinstance(value, bool) or value is None:
                return  # bounds speak of numbers, lengths of lists and strings; `type` refuses the others
            if not fits(len(value) if size else value, bound):
                raise Invalid(f"{_show(value)} {words.format(bound)}")

        return check

    return make


def _one_of(values: list[Any]) -> Check:
    def check(value: Any) -> None:
        if not any(value == option and type(value) is type(option) for option in values):
            raise Invalid(f"{_show(value)} is none of {', '.join(map(repr, values))}")

    return check


def _pattern(pattern: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: Any) -> None:
        if isinstance(value, str) and not compiled.search(value):
            raise Invalid(f"{_show(value)} does not look like {pattern}")

    return check


_LIMITS: dict[str, Callable[[Any], Check]] = {
    "minimum": _limit(lambda v, b: v >= b, "is less than {}"),
    "maximum": _limit(lambda v, b: v <= b, "is more than {}"),
    "exclusiveMinimum": _limit(lambda v, b: v > b, "must be more than {}"),
    "exclusiveMaximum": _limit(lambda v, b: v < b, "must be less than {}"),
    "minItems": _limit(lambda v, b: v >= b, "is too short; at least {} values", size=True),
    "maxItems": _limit(lambda v, b: v <= b, "is too long; at most {} values", size=True),
    "minLength": _limit(lambda v, b: v >= b, "is too short; at least {} characters", size=True),
    "maxLength": _limit(lambda v, b: v <= b, "is too long; at most {} characters", size=True),
    "enum": _one_of,
    "const": lambda value: _one_of([value]),
    "pattern": _pattern,
}
