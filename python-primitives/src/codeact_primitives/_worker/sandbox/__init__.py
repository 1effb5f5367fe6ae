"""Keeps the user's program in, from inside its own process: no privileges or helpers are needed. Linux only.

Landlock says which files may be opened, seccomp which system calls may be made, and capabilities are given up. Once
engaged nothing of it can be undone. Sources: Documentation/userspace-api/landlock.rst and seccomp_filter.rst of the
Linux kernel.
"""

from __future__ import annotations

import json
import os
import sys

from . import landlock, privileges, seccomp

#: Folders and files that libraries read: the system's own, and facts about the machine.
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/localtime",
    "/sys/devices/system/cpu",
    "/proc/cpuinfo",
    "/proc/meminfo",
)
#: What it may read of itself; net and task would show the machine's connections.
_OWN = ("cmdline", "fd", "maps", "stat", "statm", "status")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def engage(work_dir: str) -> bool:
    """Confines this process as CODEACT_SANDBOX asks ({"readable": [path, ...]}); False when it is not set.

    Raises OSError when the system cannot do it: the process must then end, for the bridge counts on it.
    """
    wanted = os.environ.pop("CODEACT_SANDBOX", "")
    if not wanted:
        return False
    own = [f"/proc/{os.getpid()}/{name}" for name in _OWN]
    readable = [*_SYSTEM, *_prefixes(), *own, *json.loads(wanted)["readable"]]
    privileges.give_up()
    abi = landlock.restrict(readable=readable, writable=[work_dir], devices=_DEVICES)
    seccomp.filter_calls(os.getpid(), deny_truncate=abi < landlock.ABI_TRUNCATE)
    return True


def _prefixes() -> list[str]:
    """Where Python and its libraries are; never a whole disk or home folder."""
    wide = {"/", "/home", os.path.expanduser("~")}
    found = {os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)}
    return sorted(path for path in found if path not in wide)
