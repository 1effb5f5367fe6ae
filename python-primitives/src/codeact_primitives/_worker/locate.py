"""Lets the bridge learn where a program is that does not react to anything any more."""

from __future__ import annotations

import os
import signal

FILE = ".stuck-at"


def tell_where_on_signal(work_dir: str) -> None:
    """On SIGUSR1 writes the stack of the main thread to a file in the work folder, also from inside a long C call."""
    import faulthandler

    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        file = os.open(os.path.join(work_dir, FILE), flags, 0o600)
        faulthandler.register(signal.SIGUSR1, file=file, all_threads=False, chain=False)
    except (AttributeError, OSError):
        pass  # a platform without it: the bridge then says only that the program was killed
