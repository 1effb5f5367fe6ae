"""Attacks on the environment and on /proc, of the bridge and of a neighbour of the same user."""


def own_environment():
    """reads the bridge's keys from its own environment"""
    print(dict(os.environ))
    refused("what was there is judged by the test")


def own_initial_environment():
    """reads the bridge's keys from /proc/self/environ"""
    print(text_of("/proc/self/environ"))
    refused("what was there is judged by the test")


def bridge_environment():
    """reads the bridge's keys from its /proc/PID/environ"""
    in_turn(*(functools.partial(_show, f"/proc/{pid}/environ") for pid in (bait["bridge"], os.getppid())))


def neighbour_environment():
    """reads the environment of another process"""
    _show(f"/proc/{bait['neighbour']}/environ")


def bridge_arguments():
    """reads the command line of the bridge"""
    _show(f"/proc/{bait['bridge']}/cmdline")


def neighbour_arguments():
    """reads the command line of another process"""
    _show(f"/proc/{bait['neighbour']}/cmdline")


def _show(path):
    text = text_of(path)
    (won if text else refused)(f"{len(text)} bytes of {path}")
    print(text)


def list_processes():
    """sees other processes in /proc"""
    print(*os.listdir("/proc"))
    others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) not in (os.getpid(), 1)]
    (won if str(bait["neighbour"]) in others else refused)(f"{len(others)} others")


def bridge_memory():
    """reads the bridge's keys from its memory, /proc/PID/mem"""
    _stack_of(bait["bridge"])


def neighbour_maps():
    """reads the memory map of another process"""
    _show(f"/proc/{bait['neighbour']}/maps")


def neighbour_memory():
    """reads the memory of another process, /proc/PID/mem"""
    with open(f"/proc/{bait['neighbour']}/mem", "rb", 0) as memory:
        memory.seek(bait["memory_at"])
        print(memory.read(64).decode("latin-1"))


def neighbour_memory_write():
    """writes the memory of another process, /proc/PID/mem"""
    fd = os.open(f"/proc/{bait['neighbour']}/mem", os.O_RDWR)
    os.pwrite(fd, b"overwritten", bait["scratch_at"])
    os.close(fd)


def _stack_of(pid):
    for line in text_of(f"/proc/{pid}/maps").splitlines():
        if line.endswith("[stack]"):
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            with open(f"/proc/{pid}/mem", "rb", 0) as memory:
                memory.seek(start)
                text = memory.read(end - start).decode("latin-1")
            at = text.find("canary-")
            return print(text[at : at + 2000])
    refused("no stack")


def neighbour_descriptor():
    """reads an open file of another process through /proc/PID/fd"""
    print(text_of(f"/proc/{bait['neighbour']}/fd/{bait['secret_fd']}"))


def bridge_descriptors():
    """lists the bridge's open files"""
    won(os.listdir(f"/proc/{bait['bridge']}/fd"))


def root_of_others():
    """reads a file through /proc/PID/root and /proc/PID/cwd of others"""
    in_turn(*(functools.partial(_through, pid, way) for pid in (1, bait["bridge"]) for way in ("root", "cwd")))


def _through(pid, way):
    print(text_of(f"/proc/{pid}/{way}{bait['secret']}"))


def list_connections():
    """lists the machine's sockets and connections (/proc/self/net)"""
    in_turn(*(functools.partial(_connections, name) for name in ("unix", "tcp", "tcp6", "udp", "route", "arp")))


def _connections(name):
    lines = text_of("/proc/self/net/" + name).splitlines()
    print(*lines, sep=chr(10))
    (won if len(lines) > 1 else refused)(f"{len(lines) - 1} lines of {name}")


def own_root():
    """reads a file outside through its own /proc/self/root and /proc/self/cwd"""
    in_turn(*(functools.partial(_through, "self", way) for way in ("root", "cwd/../outside/..", "task/self/root")))


def out_of_memory_score():
    """chooses which other process dies when memory runs out"""
    os.close(os.open(f"/proc/{bait['neighbour']}/oom_score_adj", os.O_WRONLY))
    won("opened for writing")


def sysrq():
    """opens the kernel's emergency keys for writing (nothing is written)"""
    os.close(os.open("/proc/sysrq-trigger", os.O_WRONLY))
    won("opened for writing")


def kernel_settings():
    """opens kernel settings for writing, among them which program gets core dumps (nothing is written)"""
    for file in ("kernel/core_pattern", "kernel/modprobe", "vm/overcommit_memory", "kernel/hostname"):
        attempt(functools.partial(_open, "/proc/sys/" + file, os.O_WRONLY))


def kernel_memory():
    """opens the kernel's memory and log"""
    for file in ("/proc/kcore", "/proc/kmsg", "/dev/mem"):
        attempt(functools.partial(_open, file, os.O_RDONLY | os.O_NONBLOCK))
