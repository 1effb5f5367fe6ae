"""Attacks on the kernel: namespaces, mounts, modules, shared memory of System V, privileges, terminals, devices.

Arguments are such that the call fails, or changes nothing, once it is past the check of rights.
"""

import fcntl
import struct


def user_namespace():
    """makes a user namespace, in which it would be root (unshare)"""
    must_be_refused("unshare", 0x10000000)


def other_namespaces():
    """makes namespaces of mounts, network, hosts (unshare)"""
    for kind in (0x20000, 0x40000000, 0x04000000, 0x08000000):
        must_be_refused("unshare", kind)


def join_namespace():
    """joins a namespace of others (setns)"""
    must_be_refused("setns", -1, 0)


def mount():
    """mounts a file system (of a kind that is none)"""
    must_be_refused("mount", b"none", bait["outside"].encode(), b"nosuchfs", 0, None)


def mount_in_work_folder():
    """mounts in the work folder (a file system of a kind that is none)"""
    must_be_refused("mount", b"none", os.getcwd().encode(), b"nosuchfs", 0, None)


def unmount():
    """unmounts (what is not mounted)"""
    must_be_refused("umount2", os.getcwd().encode(), 0)


def change_root():
    """changes its root folder (to the same)"""
    must_be_refused("chroot", b"/")


def pivot_root():
    """exchanges the root file system (with a folder that cannot be one)"""
    must_be_refused("pivot_root", os.getcwd().encode(), os.getcwd().encode())


def clone_mount():
    """copies a mounted tree (open_tree)"""
    fd = must_be_refused("open_tree", -100, b"/", 1)
    if fd >= 0:
        os.close(fd)


def mount_by_descriptors():
    """mounts by the newer calls (fsopen, fsconfig, fsmount, fspick, move_mount, mount_setattr)"""
    must_be_refused("fsopen", b"nosuchfs", 0)
    must_be_refused("fsconfig", -1, 6, None, None, 0)
    must_be_refused("fsmount", -1, 0, 0)
    must_be_refused("fspick", -1, b"nowhere", 0)
    must_be_refused("move_mount", -1, b"nowhere", -1, b"nowhere", 0)
    must_be_refused("mount_setattr", -1, b"nowhere", 0, struct.pack("4Q", 0, 0, 0, 0), 32)


def kernel_programs():
    """loads programs into the kernel (bpf)"""
    must_be_refused("bpf", 9999, None, 0)
    must_be_refused("bpf", 0, struct.pack("4I", 2, 4, 8, 1), 16)


def performance_events():
    """measures other processes (perf_event_open)"""
    must_be_refused("perf_event_open", None, 0, -1, -1, 0)


def kernel_keys():
    """uses the kernel's key rings"""
    must_be_refused("keyctl", 0, -3, 0)
    must_be_refused("request_key", b"user", b"no-such-key", None, 0)


def page_faults():
    """handles page faults of the kernel itself (userfaultfd)"""
    fd = must_be_refused("userfaultfd", 0)
    if fd >= 0:
        os.close(fd)


def kernel_modules():
    """loads and unloads kernel modules (that are none)"""
    must_be_refused("init_module", None, 0, b"")
    must_be_refused("finit_module", -1, b"", 0)
    must_be_refused("delete_module", b"no_such_module_here", 0o4000)


def other_kernel():
    """loads another kernel (with flags that no kernel knows)"""
    must_be_refused("kexec_load", 0, 9999, None, 0xFFFF)
    must_be_refused("kexec_file_load", -1, -1, 0, None, 0xFFFF)


def restart_machine():
    """restarts the machine (with wrong magic numbers)"""
    must_be_refused("reboot", 1, 1, 1, None)


def swap_and_accounting():
    """swaps to a file, writes accounts to a file (that is not there)"""
    must_be_refused("swapon", b"/no/such/file", 0)
    must_be_refused("acct", b"/no/such/file")


def disk_quotas():
    """sets disk quotas (of no disk)"""
    must_be_refused("quotactl", 0x800002 << 8, b"/no/such/device", 0, None)


def clock_and_name():
    """sets the clock and the name of the machine (to nothing)"""
    must_be_refused("settimeofday", None, None)
    must_be_refused("sethostname", b"", -1)


def kernel_log():
    """reads the kernel's log (syslog)"""
    must_be_refused("syslog", 10, None, 0)


def ports_of_hardware():
    """reaches the hardware's ports (iopl)"""
    if platform.machine() != "x86_64":
        return refused("this machine has none")
    if must_be_refused("iopl", 3) == 0:
        syscall("iopl", 0)


def kill_memory_of_dying():
    """frees the memory of other processes (process_mrelease)"""
    must_be_refused("process_mrelease", -1, 0)


def process_descriptors():
    """gets hold of other processes by descriptors (pidfd_open)"""
    must_fail("pidfd_open", bait["neighbour"], 0)


def shared_memory_of_neighbour():
    """reads shared memory of another process (System V)"""
    ctypes.set_errno(0)
    _libc.shmat.restype = ctypes.c_void_p
    address = _libc.shmat(bait["shared_memory"], None, 0o10000)
    if address is None or address == ctypes.c_void_p(-1).value:
        return refused(errno.errorcode.get(ctypes.get_errno()))
    print(ctypes.string_at(address, 64).decode("latin-1"))


def shared_memory():
    """makes shared memory, semaphores and message queues that outlive it (System V)"""
    for name, arguments, control in (
        ("shmget", (0, 4096, 0o1600), "shmctl"),
        ("semget", (0, 1, 0o1600), "semctl"),
        ("msgget", (0, 0o1600), "msgctl"),
    ):
        made = must_be_refused(name, *arguments)
        if made >= 0:
            syscall(control, made, *((0, 0) if control == "semctl" else (0, None)))


def message_queues():
    """opens message queues of others (POSIX)"""
    must_be_refused("mq_open", b"no-such-queue", 0, 0, None)


def hold_privileges():
    """holds privileges (capabilities)"""
    header, sets = struct.pack("II", 0x20080522, 0), ctypes.create_string_buffer(24)
    result, number = syscall("capget", header, sets)
    if result < 0:
        return refused(in_words("capget", result, number))
    effective, permitted, inheritable, *high = struct.unpack("6I", sets.raw)
    held = effective | permitted | inheritable | high[0] | high[1] | high[2]
    (won if held else refused)(f"capabilities {effective | high[0] << 32:#x}")


def regain_privileges():
    """takes privileges back (capset)"""
    for mask in (0x3FFFFFFF, 1 << 21):
        result, number = syscall("capset", struct.pack("II", 0x20080522, 0), struct.pack("6I", mask, mask, 0, 0, 0, 0))
        (won if result >= 0 else refused)(in_words("capset", result, number))


def become_another_user():
    """becomes another user"""
    in_turn(
        lambda: won(f"setgroups {os.setgroups([1])}"),
        lambda: won(f"setresgid {os.setresgid(1, 1, 1)}"),
        lambda: won(f"setresuid {os.setresuid(1, 1, 1)}"),
    )


def become_root():
    """becomes root"""
    if os.getuid() == 0:
        return refused("it is called root; the privileges are another attack")
    os.setresuid(0, 0, 0)
    won("root")


def gain_by_programs():
    """may gain privileges by programs with set-user-ID (no_new_privs is not set)"""
    value = libc("prctl", 39, 0, 0, 0, 0)
    (refused if value == 1 else won)(f"no_new_privs = {value}")


def readable_by_others():
    """makes itself readable to other processes of the user"""
    libc("prctl", 4, 1, 0, 0, 0)
    flag = libc("prctl", 3, 0, 0, 0, 0)
    (won if flag == 1 and bait["level"] == "none" else refused)(f"dumpable = {flag}")


def type_into_terminal():
    """types into the person's terminal (TIOCSTI)"""
    fd = os.open(bait["terminal"], os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(fd, 0x5412, b"x")
    won("TIOCSTI")


def write_to_terminal():
    """writes to the person's terminal"""
    fd = os.open(bait["terminal"], os.O_WRONLY | os.O_NOCTTY)
    os.write(fd, b"written\n")


def terminal_of_session():
    """opens the terminal of its session, or types into what it was given"""
    in_turn(
        lambda: won(f"/dev/tty = {os.open('/dev/tty', os.O_RDWR)}"),
        *(functools.partial(_type, fd) for fd in range(6)),
    )


def _type(fd):
    fcntl.ioctl(fd, 0x5412, b"x")
    won(f"TIOCSTI on {fd}")


def console_functions():
    """uses functions of the console (TIOCLINUX)"""
    for path in ("/dev/tty0", "/dev/console", "/dev/tty1"):
        attempt(functools.partial(_console, path))


def _console(path):
    fd = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    won("opened " + path)
    os.close(fd)
