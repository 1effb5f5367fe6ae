"""A seccomp filter: system calls that lead out of the process, or do harm inside, are refused."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from . import syscalls
from .kernel import check, prctl

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    #: Opcode, jump when true, jump when false, operand.
    Instruction = tuple[int, int, int, int]

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
# Opcodes of classic BPF, Documentation/networking/filter.rst.
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
# Offsets in struct seccomp_data; arguments are 64 bits wide, little endian on both architectures.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_X32_BIT = 0x40000000


def _error(number: int) -> int:
    return 0x00050000 | number


_REFUSE = _error(errno.EPERM)


def filter_calls(own_pid: int, *, deny_truncate: bool) -> None:
    """Installs the filter for this and all later threads. Raises OSError when it cannot be."""
    machine = platform.machine()
    if machine not in syscalls.MACHINES:
        raise OSError(errno.ENOSYS, f"no system call filter for {machine}; there is one for {list(syscalls.MACHINES)}")
    column, audit_architecture = syscalls.MACHINES[machine]
    program = _program(column, audit_architecture, own_pid, deny_truncate)
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code)
    descriptor = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer)))
    check(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(descriptor)), "seccomp")


def _program(column: int, audit_architecture: int, own_pid: int, deny_truncate: bool) -> list[Instruction]:
    def number(name: str) -> int | None:
        return syscalls.NUMBERS[name][column]

    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, audit_architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),  # 32-bit calls have other numbers
        (_LOAD, 0, 0, _NUMBER),
        # Newer than this list, x32 calls among them: programs then fall back to what they did before.
        (_JUMP_AT_LEAST, 0, 1, syscalls.FIRST_UNKNOWN),
        (_RETURN, 0, 0, _error(errno.ENOSYS)),
    ]
    if column == 0:
        assert syscalls.FIRST_UNKNOWN < _X32_BIT
    for name, answer in _plain_answers(deny_truncate):
        found = number(name)
        if found is not None:
            program += [(_JUMP_EQUAL, 0, 1, found), (_RETURN, 0, 0, answer)]
    for name, checks in _checked(own_pid).items():
        found = number(name)
        if found is not None:
            program += [(_JUMP_EQUAL, 0, len(checks), found), *checks]
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def _plain_answers(deny_truncate: bool) -> list[tuple[str, int]]:
    answers = [(name, _REFUSE) for name in syscalls.REFUSED]
    answers += [(name, _error(0)) for name in syscalls.WITHOUT_EFFECT]
    answers += [(name, _error(errno.EOPNOTSUPP)) for name in syscalls.UNSUPPORTED]
    answers += [(name, _error(errno.ENOSYS)) for name in syscalls.ABSENT]
    if deny_truncate:
        answers.append(("truncate", _REFUSE))
    return answers


def _low(argument: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * argument)


def _high(argument: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * argument + 4)


def _only(argument: int, *values: int) -> list[Instruction]:
    """Allows a call whose argument (an int) is one of the values."""
    return [
        _low(argument),
        *((_JUMP_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _but(argument: int, *values: int) -> list[Instruction]:
    """Allows a call unless its argument (an int) is one of the values."""
    return [
        _low(argument),
        *((_JUMP_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


def _checked(own_pid: int) -> dict[str, list[Instruction]]:
    """Calls whose arguments decide; each list ends in a return on every way through it."""
    return {
        # Threads only, and no new namespaces with them.
        "clone": [
            _low(0),
            (_JUMP_ANY_BIT, 0, 2, syscalls.CLONE_THREAD),
            (_JUMP_ANY_BIT, 1, 0, syscalls.CLONE_NEW_ANY),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        ],
        "kill": _only(0, own_pid),
        "tgkill": _only(0, own_pid),
        "prlimit64": _only(0, 0, own_pid),
        # A pair of connected streams can reach nobody else; asyncio wakes itself by one.
        "socketpair": [
            _low(0),
            (_JUMP_EQUAL, 0, 4, syscalls.AF_UNIX),
            _low(1),
            (_AND, 0, 0, syscalls.SOCK_TYPE_MASK),
            (_JUMP_EQUAL, 0, 1, syscalls.SOCK_STREAM),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        ],
        # No address: only to the other end of a pair.
        "sendto": [
            _low(4),
            (_JUMP_EQUAL, 0, 3, 0),
            _high(4),
            (_JUMP_EQUAL, 0, 1, 0),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        ],
        "prctl": _but(0, *syscalls.PRCTL_REFUSED),
        "fcntl": _but(1, *syscalls.FCNTL_REFUSED),
        "ioctl": _only(1, *syscalls.IOCTL_ALLOWED),
    }
