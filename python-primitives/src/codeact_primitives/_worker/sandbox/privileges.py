"""Gives up every capability: root without them may do no more than any other user."""

from __future__ import annotations

import struct

from .kernel import check, libc, prctl

_PR_CAPBSET_DROP = 24
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_PR_SET_NO_NEW_PRIVS = 38
_LINUX_CAPABILITY_VERSION_3 = 0x20080522
_MOST_CAPABILITIES = 64


def give_up() -> None:
    """Empties all capability sets, and sees to it that none comes back. Raises OSError when that fails."""
    for capability in range(_MOST_CAPABILITIES):
        prctl(_PR_CAPBSET_DROP, capability)  # fails where there is none to drop, or none may be dropped
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("Ii", _LINUX_CAPABILITY_VERSION_3, 0)
    check(libc.capset(header, b"\0" * 24), "capset")
    check(prctl(_PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")
