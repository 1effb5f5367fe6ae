"""What every attack may use; runs in the sandboxed interpreter before them. `bait` holds what the test laid out."""

import ctypes
import errno
import functools
import os
import platform
import sys

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

# Numbers of system calls on (x86_64, aarch64); None where the machine has no such call.
NUMBERS = {
    "acct": (163, 89), "bpf": (321, 280), "capget": (125, 90), "capset": (126, 91), "chroot": (161, 51),
    "clone": (56, 220), "clone3": (435, 435), "delete_module": (176, 106), "execve": (59, 221),
    "execveat": (322, 281), "fanotify_init": (300, 262), "fork": (57, None), "finit_module": (313, 273),
    "fremovexattr": (199, 16), "fsconfig": (431, 431), "fsmount": (432, 432), "fsopen": (430, 430),
    "fspick": (433, 433), "getpid": (39, 172), "init_module": (175, 105), "inotify_add_watch": (254, 27),
    "inotify_init1": (294, 26), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425), "iopl": (172, None), "ioprio_set": (251, 30), "kcmp": (312, 272),
    "kexec_file_load": (320, 294), "kexec_load": (246, 104), "keyctl": (250, 219), "memfd_create": (319, 279),
    "mount": (165, 40), "mount_setattr": (442, 442), "move_mount": (429, 429), "move_pages": (279, 239),
    "mq_open": (240, 180), "msgget": (68, 186), "msgctl": (71, 187), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "open_tree": (428, 428), "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pivot_root": (155, 41),
    "prlimit64": (302, 261), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "ptrace": (101, 117), "quotactl": (179, 60),
    "reboot": (169, 142), "request_key": (249, 218), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "sched_setattr": (314, 274), "semget": (64, 190), "semctl": (66, 191), "sendmmsg": (307, 269),
    "sethostname": (170, 161), "setns": (308, 268), "settimeofday": (164, 170), "setxattr": (188, 5),
    "shmat": (30, 196), "shmctl": (31, 195), "shmget": (29, 194), "socket": (41, 198), "swapon": (167, 224),
    "syslog": (103, 116), "tgkill": (234, 131), "tkill": (200, 130), "umount2": (166, 39), "unshare": (272, 97),
    "userfaultfd": (323, 282),
}  # fmt: skip

REFUSALS = {errno.EPERM, errno.EACCES, errno.ENOSYS}


def won(evidence):
    """Reports what an attack got hold of."""
    print("ATTACK SUCCEEDED:", evidence, flush=True)


def refused(why):
    """Reports that an attack came to its end and got nothing."""
    print("refused:", why, flush=True)


def syscall(name, *arguments):
    """Makes a system call by number. Returns its result and errno."""
    number = NUMBERS[name][0 if platform.machine() == "x86_64" else 1]
    if number is None:
        return -1, errno.ENOSYS
    ctypes.set_errno(0)
    plain = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = _libc.syscall(ctypes.c_long(number), *plain)
    return result, ctypes.get_errno()


def in_words(name, result, number):
    """An outcome of a system call as strace writes it."""
    return f"{name} = {result}" + (f" {errno.errorcode.get(number, number)}" if result < 0 else "")


def must_be_refused(name, *arguments):
    """For arguments that fail harmlessly past the check: any answer but a refusal shows that the way is open."""
    result, number = syscall(name, *arguments)
    report = refused if result < 0 and number in REFUSALS else won
    report(in_words(name, result, number))
    return result


def must_fail(name, *arguments):
    """For calls that do something when they succeed, and fail for other good reasons (no such process)."""
    result, number = syscall(name, *arguments)
    (won if result >= 0 else refused)(in_words(name, result, number))
    return result


def libc(name, *arguments):
    """Calls a function of the C library; raises OSError when it returns less than 0."""
    ctypes.set_errno(0)
    result = getattr(_libc, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def attempt(attack):
    """Runs one attack; what the system refuses is reported, anything else is a fault of the attack itself."""
    try:
        attack()
    except OSError as error:
        refused(errno.errorcode.get(error.errno, repr(error)))
    except MemoryError:
        refused("MemoryError")


def in_turn(*steps):
    """Tries several ways, each in spite of the others' failures."""
    for step in steps:
        attempt(step)


def text_of(path):
    """The head of a file."""
    with open(path, "rb") as file:
        return file.read(1 << 16).decode("latin-1")
