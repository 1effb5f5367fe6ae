"""What the worker does to its own process at start: descriptors, streams, limits, and dying with the bridge."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


def close_inherited(first: int) -> None:
    """Closes descriptors from `first` up: whoever started the bridge may have leaked some."""
    try:
        leaked = [int(name) for name in os.listdir("/dev/fd") if int(name) >= first]
    except OSError:
        leaked = list(range(first, 1024))
    for fd in leaked:
        try:
            os.close(fd)
        except OSError:
            pass  # listdir's own descriptor is gone already


def prepare_streams() -> None:
    """stdin is empty; stdout and stderr never fail on a character."""
    sys.stdin = open(os.devnull, encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace", write_through=True)  # type: ignore[union-attr]


def apply_limits() -> None:
    """Sets the resource limits that the bridge asked for in CODEACT_LIMITS, {"AS": bytes, ...}."""
    wanted = json.loads(os.environ.pop("CODEACT_LIMITS", "{}"))
    if not wanted:
        return
    import resource

    for name, value in wanted.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
        except (AttributeError, ValueError, OSError):
            pass  # the platform has no such limit (macOS: AS), or a tighter one holds already


def die_with_bridge(bridge_fd: int) -> None:
    """Leaves no orphan when the bridge is killed; nothing to do where CODEACT_WATCH is 0: bubblewrap sees to it.

    A small child watches the bridge's end of a descriptor and kills the whole process group when it is gone: that
    works on every platform, and reaches programs that the user's code started.
    """
    if os.environ.pop("CODEACT_WATCH", "1") == "0":
        return
    watcher = os.fork()
    if watcher != 0:
        return
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        close_all_but(bridge_fd)
        poll = select.poll()
        poll.register(bridge_fd, getattr(select, "POLLRDHUP", 0))
        while not any(event & ~select.POLLIN for _, event in poll.poll()):
            pass
        os.killpg(0, signal.SIGKILL)
    finally:
        os._exit(0)


def close_all_but(kept: int) -> None:
    """Closes every other descriptor, so that nobody waits for an end of file that this process holds up."""
    for fd in range(0, 64):
        if fd != kept:
            with contextlib.suppress(OSError):
                os.close(fd)


def guard_on_linux(*, traceable: bool) -> None:
    """Linux only: the kernel kills this process with the bridge, and lets no other of the same user trace it.

    traceable: leaves that out. In a sandbox nobody inside can trace, and the bridge must count its open files.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if not traceable:
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
