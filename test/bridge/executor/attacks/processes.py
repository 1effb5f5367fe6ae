"""Attacks on other processes: tracing, signals, priorities; and starting new ones."""

import signal
import struct
import subprocess

PTRACE_SEIZE = 0x4206
SIGCONT = 18  # harmless where it arrives


def trace_neighbour():
    """traces another process (ptrace)"""
    must_fail("ptrace", PTRACE_SEIZE, bait["neighbour"], 0, 0)


def trace_bridge():
    """traces the bridge (ptrace)"""
    must_fail("ptrace", PTRACE_SEIZE, bait["bridge"], 0, 0)


def trace_nobody():
    """reaches ptrace at all"""
    must_be_refused("ptrace", PTRACE_SEIZE, 0x3FFFFFFF, 0, 0)


def _vectors(length, address):
    own = ctypes.create_string_buffer(length)
    return own, struct.pack("PN", ctypes.addressof(own), length), struct.pack("PN", address, length)


def read_memory_of_neighbour():
    """reads another process's memory (process_vm_readv)"""
    own, local, remote = _vectors(64, bait["memory_at"])
    result, number = syscall("process_vm_readv", bait["neighbour"], local, 1, remote, 1, 0)
    if result < 0:
        return refused(in_words("process_vm_readv", result, number))
    print(own.raw.decode("latin-1"))


def write_memory_of_neighbour():
    """writes another process's memory (process_vm_writev)"""
    own, local, remote = _vectors(11, bait["scratch_at"])
    own.raw = b"overwritten"
    must_fail("process_vm_writev", bait["neighbour"], local, 1, remote, 1, 0)


def take_descriptor_of_neighbour():
    """takes an open file of another process (pidfd_getfd)"""
    pidfd, number = syscall("pidfd_open", bait["neighbour"], 0)
    if pidfd < 0:
        return refused(in_words("pidfd_open", pidfd, number))
    fd, number = syscall("pidfd_getfd", pidfd, bait["secret_fd"], 0)
    if fd < 0:
        return refused(in_words("pidfd_getfd", fd, number))
    print(os.pread(fd, 1000, 0).decode())


def compare_with_neighbour():
    """compares kernel objects of other processes (kcmp)"""
    must_fail("kcmp", bait["neighbour"], bait["neighbour"], 1, 0, 0)


def move_memory_of_neighbour():
    """moves another process's memory pages (move_pages, of none)"""
    must_fail("move_pages", bait["neighbour"], 0, None, None, None, 0)


def advise_memory_of_neighbour():
    """advises the kernel on another process's memory (process_madvise)"""
    pidfd, number = syscall("pidfd_open", bait["neighbour"], 0)
    if pidfd < 0:
        return refused(in_words("pidfd_open", pidfd, number))
    must_fail("process_madvise", pidfd, struct.pack("PN", bait["scratch_page"], 4096), 1, 20, 0)


def signal_neighbour():
    """signals another process (kill)"""
    os.kill(bait["neighbour"], SIGCONT)


def signal_group_of_neighbour():
    """signals another process group (killpg)"""
    os.killpg(bait["neighbour"], SIGCONT)


def signal_thread_of_neighbour():
    """signals a thread of another process (tgkill, tkill)"""
    must_fail("tgkill", bait["neighbour"], bait["neighbour"], SIGCONT)
    must_fail("tkill", bait["neighbour"], SIGCONT)


def queue_signal_to_neighbour():
    """queues a signal with a forged origin to another process (rt_sigqueueinfo)"""
    origin = ctypes.create_string_buffer(struct.pack("iiixxxxiIQ", SIGCONT, 0, -1, os.getpid(), os.getuid(), 0), 128)
    must_fail("rt_sigqueueinfo", bait["neighbour"], SIGCONT, origin)
    must_fail("rt_tgsigqueueinfo", bait["neighbour"], bait["neighbour"], SIGCONT, origin)


def signal_neighbour_by_descriptor():
    """signals another process through a descriptor (pidfd_send_signal)"""
    pidfd, number = syscall("pidfd_open", bait["neighbour"], 0)
    if pidfd < 0:
        return refused(in_words("pidfd_open", pidfd, number))
    must_fail("pidfd_send_signal", pidfd, SIGCONT, None, 0)


def signal_neighbour_by_pipe():
    """has the kernel signal another process when a pipe of ours fills (F_SETOWN)"""
    import fcntl

    for set_owner, owner in ((fcntl.F_SETOWN, bait["neighbour"]), (15, struct.pack("ii", 1, bait["neighbour"]))):
        reader, writer = os.pipe()
        try:
            fcntl.fcntl(reader, set_owner, owner)
            fcntl.fcntl(reader, 10, SIGCONT)  # F_SETSIG
            fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | os.O_ASYNC)
            os.write(writer, b"x")
        except OSError as error:
            refused(in_words("fcntl", -1, error.errno))
        finally:
            os.close(reader)
            os.close(writer)
    refused("whether a signal came is judged by the test")


def signal_bridge():
    """signals the bridge (signal 0)"""
    os.kill(bait["bridge"], 0)
    won("kill(bridge, 0)")


def signal_parent():
    """signals its parent process (signal 0)"""
    if os.getppid() == 0:
        return refused("there is none")
    os.kill(os.getppid(), 0)
    won("kill(parent, 0)")


def signal_all():
    """signals every process that it may (signal 0)"""
    os.kill(-1, 0)
    won("kill(-1, 0)")


def signal_own_watcher():
    """signals the child that clears away what the program leaves (signal 0)"""
    for pid in range(os.getpid() + 1, os.getpid() + 9):
        attempt(functools.partial(_signal_if_there, pid))


def _signal_if_there(pid):
    os.kill(pid, 0)
    won(f"kill({pid}, 0)")


def priority_of_neighbour():
    """changes another process's priority"""
    os.setpriority(os.PRIO_PROCESS, bait["neighbour"], 5)


def processors_of_neighbour():
    """chooses another process's processors"""
    os.sched_setaffinity(bait["neighbour"], {0})
    won("sched_setaffinity")


def scheduling_of_neighbour():
    """changes another process's scheduling"""
    os.sched_setscheduler(bait["neighbour"], os.SCHED_BATCH, os.sched_param(0))
    won("sched_setscheduler")


def disk_priority_of_neighbour():
    """changes another process's disk priority (ioprio_set)"""
    must_fail("ioprio_set", 1, bait["neighbour"], 2 << 13 | 5)


def limits_of_neighbour():
    """reads and changes another process's limits (prlimit)"""
    import resource

    for limit in ((), ((77, 77),)):
        attempt(lambda limit=limit: won(resource.prlimit(bait["neighbour"], resource.RLIMIT_CORE, *limit)))


def limits_of_bridge():
    """reads the bridge's limits (prlimit)"""
    import resource

    won(resource.prlimit(bait["bridge"], resource.RLIMIT_NOFILE))


def own_real_time():
    """takes the processor by real-time scheduling"""
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    won("SCHED_FIFO")
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def own_priority():
    """raises its own priority above all"""
    os.setpriority(os.PRIO_PROCESS, 0, -10)
    won("nice -10")
    os.setpriority(os.PRIO_PROCESS, 0, 0)


def fork():
    """forks"""
    _child_says(os.fork())


def fork_by_number():
    """forks by system calls: fork, clone"""
    for name, *arguments in (("fork",), ("clone", 17, 0, 0, 0, 0)):
        result, number = syscall(name, *arguments)
        if result < 0:
            refused(in_words(name, result, number))
        else:
            _child_says(result)


def fork_by_clone3():
    """forks by clone3"""
    result, number = syscall("clone3", struct.pack("8Q", 0, 0, 0, 0, 17, 0, 0, 0), 64)
    if result < 0:
        return refused(in_words("clone3", result, number))
    _child_says(result)


def clone_with_namespaces():
    """forks into namespaces of its own by clone"""
    result, number = syscall("clone", 0x10000000 | 17, 0, 0, 0, 0)
    if result < 0:
        return refused(in_words("clone", result, number))
    _child_says(result)


def _child_says(pid):
    if pid == 0:
        os.write(1, b"ATTACK SUCCEEDED: in the child\n")
        os._exit(0)
    os.waitpid(pid, 0)
    refused("what the child said is judged by the test")


def spawn():
    """starts a program by posix_spawn"""
    os.waitpid(os.posix_spawn("/bin/echo", ["echo", "ATTACK SUCCEEDED: posix_spawn"], {}), 0)


def run_program():
    """starts a program by subprocess (vfork)"""
    print(subprocess.run(["/bin/echo", "ATTACK SUCCEEDED: subprocess"], capture_output=True, check=True).stdout.decode())


def run_shell():
    """starts a shell by os.system and os.popen"""
    status = os.system("echo ATTACK SUCCEEDED: os.system")
    refused(f"os.system = {status}")
    print(os.popen("echo ATTACK SUCCEEDED: os.popen").read())


def run_in_terminal():
    """forks with a terminal of its own (forkpty)"""
    pid, terminal = os.forkpty()
    if pid == 0:
        os._exit(0)
    won("forkpty")
    os.waitpid(pid, 0)
    os.close(terminal)


def run_pool():
    """starts processes by multiprocessing"""
    import multiprocessing

    child = multiprocessing.get_context("fork").Process(target=print, args=("ATTACK SUCCEEDED: multiprocessing",))
    child.start()
    child.join()


def replace_program():
    """replaces itself by another program (execve)"""
    os.execv("/bin/echo", ["echo", "ATTACK SUCCEEDED: execve"])


def run_from_memory():
    """runs a program that lies in memory only (memfd and execveat)"""
    fd = os.memfd_create("program")
    with open("/bin/echo", "rb") as program:
        os.write(fd, program.read())
    words = (ctypes.c_char_p * 3)(b"echo", b"ATTACK SUCCEEDED: execveat", None)
    result, number = syscall("execveat", fd, b"", words, (ctypes.c_char_p * 1)(None), 0x1000)
    refused(in_words("execveat", result, number))


def run_from_work_folder():
    """runs a program that it wrote into the work folder"""
    with open("program", "wb") as file, open("/bin/echo", "rb") as program:
        file.write(program.read())
    os.chmod("program", 0o755)
    os.execv("./program", ["echo", "ATTACK SUCCEEDED: a program of its own"])


def run_by_loader():
    """runs a program through the dynamic loader"""
    loader = next(path for path in bait["loaders"] if os.path.exists(path))
    os.execv(loader, [loader, "/bin/echo", "ATTACK SUCCEEDED: the loader"])


def calls_of_32_bits():
    """makes system calls as a 32-bit program (int 0x80)"""
    import mmap

    if platform.machine() != "x86_64":
        return refused("this machine has none")
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3")  # push rbx; eax = 20 (getpid); int 0x80; pop rbx; ret
    run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    answer = run()
    (won if answer == os.getpid() else refused)(f"getpid = {answer}")


def calls_of_x32():
    """makes system calls of the x32 kind"""
    if platform.machine() != "x86_64":
        return refused("this machine has none")
    ctypes.set_errno(0)
    answer = _libc.syscall(ctypes.c_long(0x40000000 | 39))
    (won if answer == os.getpid() else refused)(in_words("getpid", answer, ctypes.get_errno()))
