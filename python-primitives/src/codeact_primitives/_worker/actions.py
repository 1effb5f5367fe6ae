"""Runs actions in one persistent namespace and reports how each ended."""

from __future__ import annotations

import ast
import linecache
import sys
import time
import types

from .. import _client
from .figures import save_figures
from .surroundings import Surroundings, flush_streams
from .tracebacks import ACTION_PREFIX, clip, describe

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any

    from .interrupts import Interrupts
    from .link import Link

_CO_COROUTINE = 0x80


class Runner:
    """The user's `__main__`, and how code runs in it."""

    def __init__(self, link: Link, interrupts: Interrupts, surroundings: Surroundings) -> None:
        self._link = link
        self._interrupts = interrupts
        self._surroundings = surroundings
        self._loop: Any = None
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self._namespace = vars(module)
        import codeact_primitives

        for name in codeact_primitives.__all__:
            self._namespace[name] = getattr(codeact_primitives, name)

    def execute(self, number: int, code: str, value_characters: int) -> dict[str, Any]:
        """Runs one action and returns its `done` frame. Never raises for what the code does.

        value_characters: how much of the repr of the last expression is echoed
        """
        self._surroundings.restore()  # a thread may have been at it since
        self._interrupts.install()
        _client.begin_action()
        self._link.action = f"{ACTION_PREFIX}{number}>"
        self._interrupts.begin(self._link.action)
        started = time.perf_counter()
        value: str | None = None
        error: dict[str, str] | None = None
        try:
            value = self._interrupts.interruptible(self._evaluate, code, value_characters)
        except _client.ActionEnded:
            pass
        except BaseException as raised:
            self._surroundings.restore()  # what reports the error needs builtins, too
            error = self._describe(raised)
        self._surroundings.restore()
        self._finish_output()
        return {
            "t": "done",
            "n": number,
            "ok": error is None,
            "value": value,
            "error": error,
            "ended": _client.ended,
            "interrupted_line": self._interrupts.line,
            "duration_s": time.perf_counter() - started,
        }

    def _evaluate(self, code: str, value_characters: int) -> str | None:
        try:
            return self._value_of(code, value_characters)
        finally:
            flush_streams()

    def _value_of(self, code: str, value_characters: int) -> str | None:
        """Runs the statements; the repr of the last one when it is an expression that is not None."""
        name = self._link.action
        # No modification time: linecache keeps the lines, for tracebacks and inspect.getsource.
        linecache.cache[name] = (len(code), None, code.splitlines(True), name)
        tree = ast.parse(code, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        if tree.body:
            self._run(tree, name, "exec")
        value = None if last is None else self._run(last, name, "eval")
        return None if value is None else clip(repr(value), value_characters)

    def _run(self, tree: Any, name: str, mode: str) -> Any:
        compiled = compile(tree, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        result = eval(compiled, self._namespace)
        return self._await(result) if compiled.co_flags & _CO_COROUTINE else result

    def _await(self, coroutine: Any) -> Any:
        import asyncio

        if self._loop is None or self._loop.is_closed():
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        try:
            return self._loop.run_until_complete(coroutine)
        except (KeyboardInterrupt, SystemExit, _client.ActionEnded):
            self._loop = None  # what it left half done must not go on in the next action
            raise

    def _describe(self, raised: BaseException) -> dict[str, str]:
        try:
            return self._interrupts.interruptible(describe, raised)
        except BaseException as problem:  # out of memory, a hostile __str__, interrupted again
            kind = type(raised).__name__
            return {"type": kind, "message": f"(describing it raised {type(problem).__name__})", "traceback": kind}

    def _finish_output(self) -> None:
        try:
            self._interrupts.interruptible(save_figures, self._link.work_dir, self._announce_figure)
        except BaseException as problem:
            print(f"[a figure could not be shown: {type(problem).__name__}: {problem}]", file=sys.stderr)

    def _announce_figure(self, file: str) -> None:
        self._link.send({"t": "figure", "png_file": file})
