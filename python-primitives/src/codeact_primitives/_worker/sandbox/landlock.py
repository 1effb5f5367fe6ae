"""Landlock: which files may be read and written, and no signal or abstract socket beyond this process."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct

from .kernel import check, libc

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Iterable

# The numbers are the same on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_READ = _READ_FILE | _READ_DIR
#: No links, sockets, pipes or devices: the bridge opens files of this folder.
_WRITE = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE
_OF_FILES = _READ_FILE | _WRITE_FILE | _TRUNCATE

#: The first version of the interface that knows truncation.
ABI_TRUNCATE = 3
_ABI_NETWORK, _ABI_SCOPES = 4, 6
#: Access rights by version: how many bits of the mask are known.
_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_BITS = 16


def restrict(*, readable: Iterable[str], writable: Iterable[str], devices: Iterable[str]) -> int:
    """Denies every file but those; all access is checked when a file is opened. Returns the interface's version.

    Paths that do not exist are left out. Raises OSError when the kernel has no Landlock.
    """
    abi = check(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _CREATE_RULESET_VERSION), "Landlock")
    handled = (1 << _BITS.get(abi, _NEWEST_BITS)) - 1
    bind_connect = 3 if abi >= _ABI_NETWORK else 0
    sockets_signals = 3 if abi >= _ABI_SCOPES else 0
    size = 24 if abi >= _ABI_SCOPES else 16 if abi >= _ABI_NETWORK else 8
    attributes = struct.pack("QQQ", handled, bind_connect, sockets_signals)[:size]
    rules = check(libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0), "landlock_create_ruleset")
    try:
        for paths, access in ((readable, _READ), (writable, _WRITE), (devices, _READ_FILE | _WRITE_FILE)):
            for path in paths:
                _allow(rules, path, access & handled)
        check(libc.syscall(_RESTRICT_SELF, rules, 0), "landlock_restrict_self")
    finally:
        os.close(rules)
    return abi


def _allow(rules: int, path: str, access: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):
                access &= _OF_FILES
            rule = struct.pack("=Qi", access, fd)
            check(libc.syscall(_ADD_RULE, rules, _RULE_PATH_BENEATH, rule, 0), f"landlock_add_rule {path}")
        finally:
            os.close(fd)
