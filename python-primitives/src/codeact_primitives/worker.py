"""The persistent interpreter: `python3 -I -u -X utf8 worker.py`, fed by the bridge on fd 3, answering on fd 4.

fd 1 and 2 belong to the user's program. Standard library only.
"""

from __future__ import annotations

import gc
import os
import sys

if __name__ == "__main__":
    # -I keeps this file's folder off the path, rightly; the package itself must be found.
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from codeact_primitives._worker.actions import Runner
    from codeact_primitives._worker.link import Frame

FROM_BRIDGE_FD = 3
TO_BRIDGE_FD = 4
#: Of an echoed value, where the bridge does not say.
VALUE_CHARACTERS = 20_000


def main() -> None:
    """Starts up, then runs actions until the bridge says quit or is gone."""
    from codeact_primitives._worker import process

    process.close_inherited(TO_BRIDGE_FD + 1)
    process.die_with_bridge(FROM_BRIDGE_FD)
    process.prepare_streams()

    from codeact_primitives import _client
    from codeact_primitives._worker.actions import Runner
    from codeact_primitives._worker.interrupts import Interrupts
    from codeact_primitives._worker.link import Link
    from codeact_primitives._worker.locate import tell_where_on_signal
    from codeact_primitives._worker.surroundings import Surroundings

    interrupts = Interrupts()
    interrupts.install()
    work_dir = os.getcwd()
    tell_where_on_signal(work_dir)
    link = Link(FROM_BRIDGE_FD, TO_BRIDGE_FD, interrupts, work_dir)
    os.register_at_fork(after_in_child=link.close)
    _client.connect(link)
    runner = Runner(link, interrupts, Surroundings(work_dir))
    own_pid = os.getpid()
    confined = False
    if "CODEACT_SANDBOX" in os.environ:
        from codeact_primitives._worker import sandbox, tracebacks

        process.guard_on_linux(traceable=True)
        process.apply_limits()
        confined = tracebacks.confined = sandbox.engage(work_dir)
    ready = {"pid": own_pid, "python": sys.version.split()[0], "has_numpy": _has_numpy(), "confined": confined}
    link.send({"t": "ready", **ready})
    gc.freeze()  # what is loaded by now stays: collections need not look at it
    if not confined:  # after `ready`: it costs milliseconds that nobody waits for now
        process.guard_on_linux(traceable=False)
        process.apply_limits()
    while True:
        frame = link.receive()
        if frame["t"] == "quit":
            os._exit(0)
        if frame["t"] != "exec":
            continue  # the late answer to a call that was interrupted
        link.frame_bytes = frame.get("frame_bytes", link.frame_bytes)
        done = _execute(runner, frame)
        if os.getpid() != own_pid:
            os._exit(0)  # a child that the user's code forked ran to the end of the action
        link.send(done)


def _execute(runner: Runner, frame: Frame) -> Frame:
    number = frame["n"]
    try:
        return runner.execute(number, frame["code"], frame.get("value_characters", VALUE_CHARACTERS))
    except BaseException as error:  # out of memory while reporting: the session must go on
        kind = type(error).__name__
        body = {"type": kind, "message": "while the action was being reported", "traceback": kind}
        return {"t": "done", "n": number, "ok": False, "value": None, "error": body, "ended": None, "duration_s": 0.0}


def _has_numpy() -> bool:
    from importlib.machinery import PathFinder

    return PathFinder.find_spec("numpy") is not None


if __name__ == "__main__":
    main()
