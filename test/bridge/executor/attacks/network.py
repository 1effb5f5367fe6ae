"""Attacks by network and sockets: to a listener like rosbridge, to sockets of other programs, by every family."""

import socket
import struct


def _hear(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as link:
        link.settimeout(5)
        link.connect(address)
        won(f"connected to {address!r}")
        print(link.recv(200).decode())


def rosbridge_ipv4():
    """connects to a rosbridge on 127.0.0.1"""
    _hear(socket.AF_INET, ("127.0.0.1", bait["tcp4"]))


def rosbridge_ipv6():
    """connects to a listener on ::1"""
    _hear(socket.AF_INET6, ("::1", bait["tcp6"] or 9))


def unix_stream():
    """connects to a unix socket by its path"""
    _hear(socket.AF_UNIX, bait["unix_stream"])


def unix_stream_abstract():
    """connects to an abstract unix socket"""
    _hear(socket.AF_UNIX, chr(0) + bait["abstract_stream"])


def udp():
    """sends a datagram to 127.0.0.1"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendto(b"udp", ("127.0.0.1", bait["udp"]))


def dns():
    """leaks a secret in a DNS query"""
    query = struct.pack(">6H", 1, 0x100, 1, 0, 0, 0) + b"\x06secret\x07example\x00" + struct.pack(">2H", 16, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.connect(("127.0.0.1", bait["udp"]))
        link.send(query)


def listen():
    """waits for connections from outside"""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as link:
        link.bind(("127.0.0.1", 0))
        link.listen()
        won(f"listens on {link.getsockname()}")


def datagram_of_a_pair_by_path():
    """sends from a socket pair to a unix socket by its path"""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"pair", bait["unix_datagram"])


def datagram_of_a_pair_abstract():
    """sends from a socket pair to an abstract unix socket"""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"pair", chr(0) + bait["abstract_datagram"])


def message_of_a_pair():
    """sends from a socket pair by sendmsg, with a descriptor of ours"""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", os.open("/dev/null", os.O_RDONLY)))]
    one.sendmsg([b"pair"], rights, 0, chr(0) + bait["abstract_datagram"])


def messages_of_a_pair():
    """sends from a socket pair by sendmmsg"""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    name = struct.pack("H", socket.AF_UNIX) + b"\0" + bait["abstract_datagram"].encode()
    address, text = ctypes.create_string_buffer(name, len(name)), ctypes.create_string_buffer(b"pair")
    vector = struct.pack("PN", ctypes.addressof(text), 4)
    vectors = ctypes.create_string_buffer(vector, len(vector))
    header = struct.pack(
        "PIxxxxPNPNiIxxxx", ctypes.addressof(address), len(name), ctypes.addressof(vectors), 1, 0, 0, 0, 0
    )
    must_fail("sendmmsg", one.fileno(), ctypes.create_string_buffer(header, len(header)), 1, 0)


def connect_of_a_pair():
    """connects one of a socket pair anew to an abstract unix socket"""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.connect(chr(0) + bait["abstract_datagram"])
    won("connected")
    one.send(b"pair")


def bind_of_a_pair():
    """gives one of a socket pair an abstract address, where others can reach it"""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.bind(chr(0) + bait["abstract_stream"] + "-bound")
    won("bound")


def listen_of_a_pair():
    """makes one of a stream socket pair listen"""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    one.bind(chr(0) + bait["abstract_stream"] + "-listens")
    won("bound")


def packets_through_bridge_link():
    """hands the bridge descriptors over its own connection"""
    link = socket.socket(fileno=os.dup(4))
    rights = struct.pack("8i", *[os.open("/dev/null", os.O_RDONLY) for _ in range(8)])
    for _ in range(20):
        link.sendmsg([b"\n"[:0] or b" "], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    refused("what the bridge holds is judged by the test")


def _families(kinds, first, last):
    opened = []
    for family in range(first, last):
        for kind in kinds:
            result, number = syscall("socket", family, kind, 0)
            if result >= 0:
                os.close(result)
            if result >= 0 or number not in REFUSALS:
                opened.append(f"{family}/{kind}:{'open' if result >= 0 else errno.errorcode.get(number, number)}")
    if opened:
        won(" ".join(opened))
    else:
        refused("all families")


def raw_sockets():
    """opens raw sockets: IPv4, IPv6, packets"""
    for family, protocol in ((socket.AF_INET, 1), (socket.AF_INET6, 58), (17, 0x0300)):
        must_be_refused("socket", family, socket.SOCK_RAW, protocol)


def netlink():
    """speaks netlink to the kernel (routes, audit, devices)"""
    for protocol in (0, 9, 15):
        must_be_refused("socket", 16, socket.SOCK_RAW, protocol)


def virtual_machine_socket():
    """opens a socket to the virtual machine's host (AF_VSOCK)"""
    must_be_refused("socket", 40, socket.SOCK_STREAM, 0)


def kernel_crypto_socket():
    """opens a socket to the kernel's crypto (AF_ALG)"""
    must_be_refused("socket", 38, 5, 0)


def bluetooth_socket():
    """opens Bluetooth sockets"""
    for protocol in (0, 1, 3):
        must_be_refused("socket", 31, socket.SOCK_RAW if protocol else socket.SOCK_SEQPACKET, protocol)


def every_family():
    """opens a socket of every other family and kind"""
    _families((1, 2, 3, 4, 5), 0, 47)


def socket_pair_of_other_families():
    """makes a socket pair of a family other than unix (TIPC and the like)"""
    made = []
    for family in range(2, 47):
        try:
            socket.socketpair(family, socket.SOCK_STREAM)
            made.append(family)
        except OSError:
            pass
    (won if made else refused)(f"families {made}")


def ring():
    """asks for io_uring, whose operations pass filters of system calls by"""
    fd = must_be_refused("io_uring_setup", 4, ctypes.create_string_buffer(256))
    if fd >= 0:
        os.close(fd)
    must_be_refused("io_uring_enter", 999, 0, 0, 0, None, 0)
    must_be_refused("io_uring_register", 999, 0, None, 0)
