"""A process beside the bridge, of the same user, for attacks to aim at: `neighbour.py FOLDER CANARY`.

It holds canaries in memory, environment, arguments, an open file and shared memory; listens on sockets of many kinds
(and greets with the canary); and tells what reached it. Each line on stdin is answered, after all that came before it,
by one JSON line: {"saw": [...], ...}.
"""

import ctypes
import json
import os
import resource
import select
import signal
import socket
import sys

folder, canary = sys.argv[1:3]
saw = []
GREETING = f"{canary}-greeting".encode()
memory = ctypes.create_string_buffer(f"{canary}-memory".encode(), 8192)
scratch = ctypes.create_string_buffer(b"untouched", 8192)

wake_reader, wake_writer = socket.socketpair()
wake_reader.setblocking(False)
wake_writer.setblocking(False)
for number in (signal.SIGCONT, signal.SIGIO, signal.SIGUSR1):
    signal.signal(number, lambda *_: None)
signal.set_wakeup_fd(wake_writer.fileno(), warn_on_full_buffer=False)


def shared_memory():
    """Id of a segment that goes with this process."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    number = libc.shmget(0, 4096, 0o1600)
    if number < 0:
        return -1
    address = libc.shmat(number, None, 0)
    ctypes.memmove(address, f"{canary}-shared\0".encode(), len(canary) + 8)
    libc.shmctl(number, 0, None)
    return number


def listener(family, address, kind=socket.SOCK_STREAM):
    """A bound socket, None where the machine has no such family."""
    try:
        bound = socket.socket(family, kind)
        bound.setblocking(False)
        bound.bind(address)
        if kind == socket.SOCK_STREAM:
            bound.listen()
        return bound
    except OSError:
        return None


sockets = {
    "tcp4": listener(socket.AF_INET, ("127.0.0.1", 0)),
    "tcp6": listener(socket.AF_INET6, ("::1", 0)),
    "unix_stream": listener(socket.AF_UNIX, folder + "/stream.sock"),
    "abstract_stream": listener(socket.AF_UNIX, "\0" + canary + "-stream"),
    "udp": listener(socket.AF_INET, ("127.0.0.1", 0), socket.SOCK_DGRAM),
    "unix_datagram": listener(socket.AF_UNIX, folder + "/datagram.sock", socket.SOCK_DGRAM),
    "abstract_datagram": listener(socket.AF_UNIX, "\0" + canary + "-datagram", socket.SOCK_DGRAM),
}
terminal, terminal_slave = os.openpty()
secret_fd = os.open(folder + "/open-file", os.O_RDWR | os.O_CREAT, 0o600)
os.write(secret_fd, f"{canary}-open-file".encode())

readers = {sock.fileno(): (name, sock) for name, sock in sockets.items() if sock}


def serve(fd):
    """Takes what one descriptor has, and notes it."""
    if fd == wake_reader.fileno():
        saw.extend(f"signal {number}" for number in wake_reader.recv(100))
    elif fd == terminal:
        saw.append(f"terminal {os.read(terminal, 100)!r}")
    elif fd == terminal_slave:
        saw.append(f"typed {os.read(terminal_slave, 100)!r}")
    else:
        name, sock = readers[fd]
        if sock.type == socket.SOCK_STREAM:
            link, _ = sock.accept()
            link.send(GREETING)
            link.close()
            saw.append(f"connection on {name}")
        else:
            saw.append(f"datagram on {name}: {sock.recv(1000)!r}")


def port(name):
    """Port of one of the sockets, None when it is not there."""
    return sockets[name].getsockname()[1] if sockets[name] else None


def state():
    """What others can do to a process without its help, as it is now."""
    with open("/proc/self/status") as file:
        status = dict(line.split(":\t", 1) for line in file if ":\t" in line)
    return {
        "scratch": scratch.value.decode("latin-1"),
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
        "scheduling": os.sched_getscheduler(0),
        "processors": status["Cpus_allowed_list"].strip(),
        "tracer": status["TracerPid"].strip(),
        "core_limit": resource.getrlimit(resource.RLIMIT_CORE),
    }


resource.setrlimit(resource.RLIMIT_CORE, (100, 100))
import termios  # noqa: E402

attributes = termios.tcgetattr(terminal_slave)
attributes[3] &= ~(termios.ECHO | termios.ICANON)
termios.tcsetattr(terminal_slave, termios.TCSANOW, attributes)
print(
    json.dumps(
        {
            "neighbour": os.getpid(),
            "memory_at": ctypes.addressof(memory),
            "scratch_at": ctypes.addressof(scratch),
            "scratch_page": (ctypes.addressof(scratch) + 4095) & ~4095,
            "secret_fd": secret_fd,
            "shared_memory": shared_memory(),
            "terminal": os.ttyname(terminal_slave),
            "tcp4": port("tcp4"),
            "tcp6": port("tcp6"),
            "udp": port("udp"),
            "unix_stream": folder + "/stream.sock",
            "unix_datagram": folder + "/datagram.sock",
            "abstract_stream": canary + "-stream",
            "abstract_datagram": canary + "-datagram",
        }
    ),
    flush=True,
)
watched = [wake_reader.fileno(), terminal, terminal_slave, *readers]
while True:
    ready = select.select([0, *watched], [], [])[0]
    for fd in ready:
        if fd:
            serve(fd)
    if 0 not in ready:
        continue
    if not os.read(0, 100):
        break
    while True:
        waiting = select.select(watched, [], [], 0)[0]
        if not waiting:
            break
        for fd in waiting:
            serve(fd)
    print(json.dumps({"saw": saw, **state()}), flush=True)
    saw = []
