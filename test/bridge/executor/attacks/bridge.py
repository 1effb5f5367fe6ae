"""Attacks on the bridge: by what it left open, by forged frames, by limits, and by what it reads from the work folder."""

import json
import struct
import time


def inherited_descriptors():
    """finds open files of the bridge's among its own descriptors"""
    found = 0
    for fd in range(3, 1024):
        try:
            os.fstat(fd)
        except OSError:
            continue
        found += 1
        try:
            print(fd, os.pread(fd, 1000, 0).decode("latin-1"))
        except OSError as error:
            refused(f"{fd}: {errno.errorcode.get(error.errno)}")
    refused(f"{found} descriptors; what they gave is judged by the test")


def inherited_by_name():
    """opens what it inherited anew, through /proc/self/fd"""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 4:
            attempt(lambda name=name: print(text_of("/proc/self/fd/" + name)))
    refused("what they gave is judged by the test")


def standard_input():
    """reads the bridge's standard input"""
    text = os.read(0, 1000)
    (won if text else refused)(f"{len(text)} bytes")


def _frame(**frame):
    return json.dumps(frame).encode() + b"\n"


def _call(name, number=10**6, **params):
    return _frame(t="call", id=number, name=name, params=params, line=None)


def _done(number, **fields):
    plain = {"ok": True, "value": "'moved'", "error": None, "ended": None, "duration_s": 0.1}
    return _frame(t="done", n=number, **{**plain, **fields})


def _number():
    frame = sys._getframe()
    while not frame.f_code.co_filename.startswith("<action ") or frame.f_back.f_code.co_filename.startswith("<action "):
        frame = frame.f_back
    return int(frame.f_code.co_filename[8:-1])


def forged_finish():
    """claims to have called finish() in a forged end of the action"""
    refused("what the bridge believes is judged by the test")
    os.write(4, _done(_number(), ended="finish"))
    while True:
        time.sleep(1)


def forged_end_then_motion():
    """forges the end of its action and goes on to move"""
    refused("what the bridge believes is judged by the test")
    os.write(4, _done(_number()) + _call("arm.home"))
    while True:
        time.sleep(1)


def forged_end_of_other_action():
    """forges the end of an action to come"""
    os.write(4, _done(_number() + 1))
    while True:
        time.sleep(1)


def forged_ready():
    """forges a second start of Python"""
    os.write(4, _frame(t="ready", pid=bait["bridge"], python="3", has_numpy=True))
    while True:
        time.sleep(1)


def forged_receipt():
    """forges a receipt of a motion"""
    os.write(4, _frame(t="receipt", action=_number(), name="arm.home", receipt={}, text="It moved."))
    while True:
        time.sleep(1)


def forged_return():
    """sends the bridge a result, as if it were the bridge"""
    for fd in (3, 4):
        attempt(functools.partial(os.write, fd, _frame(t="return", id=1, value={"moved": True})))
    time.sleep(5)
    refused("lived on")


def garbage():
    """sends what is no frame"""
    os.write(4, b"\xff\x00[}\n")
    while True:
        time.sleep(1)


def deep_frame():
    """sends a frame nested 200,000 deep"""
    rest = memoryview(b'{"t":"call","id":1,"line":null,"name":"wait","params":' + b'{"a":' * 200_000 + b"\n")
    while rest:
        rest = rest[os.write(4, rest) :]
    while True:
        time.sleep(1)


def endless_frame():
    """sends a frame without end"""
    while True:
        os.write(4, b" " * 65536)


def flood_of_calls():
    """sends calls without waiting for answers"""
    while True:
        os.write(4, _call("user.say", text="x") * 100)


def unknown_primitives():
    """calls what is no primitive, past its own library"""
    for name in ("robot.publish", "__proto__", "constructor", "toString", "arm.move_to.constructor", ""):
        os.write(4, _call(name))
        _answer()
    refused("what reached the robot is judged by the test")


def polluted_parameters():
    """sends parameters that would change every object of the bridge"""
    text = '{"t":"call","id":7,"name":"wait","line":null,"params":{"seconds":0,"__proto__":{"polluted":true},'
    text += '"constructor":{"prototype":{"polluted":true}}}}' + chr(10)
    os.write(4, text.encode())
    _answer()
    refused("what became of the bridge is judged by the test")


def _answer():
    import select

    if not select.select([3], [], [], 5)[0]:
        raise RuntimeError("the bridge did not answer")
    return os.read(3, 1 << 16)


def unchecked_arguments():
    """calls primitives with its own library's checks removed"""
    import codeact_primitives._client as client

    client.check = lambda *_: None
    try:
        client.call("arm.raw_torque", torque=1e9)
    except Exception as error:
        refused(type(error).__name__)
    client.DOCUMENT["primitives"]["arm.raw_torque"] = {}
    try:
        client.call("arm.raw_torque", torque=1e9)
    except Exception as error:
        refused(type(error).__name__)


def figure_outside():
    """hands back a picture outside the work folder as its own, by its path"""
    _hand_back("../outside/secret.png")
    _hand_back(bait["picture"])


def figure_by_link():
    """hands back a picture outside by a symbolic link"""
    os.symlink(bait["picture"], "link.png")
    _hand_back("link.png")


def figure_by_hard_link():
    """hands back a picture outside by a hard link"""
    os.link(bait["picture"], "hard.png")
    _hand_back("hard.png")


def figure_in_linked_folder():
    """hands back a picture in a folder that is a link"""
    os.symlink(bait["outside"], "linked-folder")
    _hand_back("linked-folder/secret.png")


def figure_without_end():
    """hands back a pipe as a picture, which the bridge would wait for"""
    os.mkfifo("pipe.png")
    _hand_back("pipe.png")


def figure_of_device():
    """hands back a folder and a huge file as pictures"""
    os.mkdir("folder.png")
    _hand_back("folder.png")
    with open("huge.png", "wb") as file:
        file.write(bytes.fromhex("89504e470d0a1a0a"))
        file.truncate(60 << 20)
    _hand_back("huge.png")


def _hand_back(name):
    os.write(4, _frame(t="figure", png_file=name))
    refused("what the bridge read is judged by the test")


def planted_font_cache():
    """has the next start of Python write outside, by a link in the work folder"""
    if os.path.lexists(".matplotlib"):
        os.rename(".matplotlib", ".matplotlib.moved")
    os.symlink(bait["outside"] + "/planted-by-bridge", ".matplotlib")
    os._exit(9)


def planted_modules():
    """has the next start of Python run a module of its own from the work folder"""
    for name in ("json.py", "codeact_primitives.py", "sitecustomize.py", "usercustomize.py"):
        with open(name, "w") as file:
            file.write("import os\nos.write(1, b'ATTACK SUCCEEDED: planted module\\n')\n")
    os._exit(9)


def raise_limits():
    """raises its own limits"""
    import resource

    for name in ("AS", "FSIZE", "NOFILE", "CORE", "NPROC"):
        limit = getattr(resource, "RLIMIT_" + name)
        _, hard = resource.getrlimit(limit)
        if hard != resource.RLIM_INFINITY:
            wanted = hard + 4096
            try:
                resource.setrlimit(limit, (wanted, wanted))
                won(f"{name} {hard} to {wanted}")
            except (OSError, ValueError) as error:
                refused(f"{name}: {error}")
    refused("all tried")


def too_much_memory():
    """takes more memory than its limit"""
    import mmap

    mapping = mmap.mmap(-1, bait["limits"]["memory_bytes"] + (64 << 20))
    won(f"{len(mapping)} bytes")


def too_large_file():
    """writes a file beyond the limit"""
    with open("large", "wb") as file:
        file.seek(bait["limits"]["file_bytes"] + 1)
        file.write(b"x")
        file.flush()
    won(f"{os.path.getsize('large')} bytes")


def too_many_descriptors():
    """opens more files than its limit"""
    held = []
    try:
        for _ in range(bait["limits"]["descriptors"] + 1):
            held.append(os.open("/dev/null", os.O_RDONLY))
        won(f"{len(held)} descriptors")
    finally:
        for fd in held:
            os.close(fd)


def core_dump():
    """leaves its memory in a core dump"""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    (won if soft or hard else refused)(f"limits {soft}, {hard}")


def _hold(what):
    """The bridge looks from time to time; what it has not ended by then it does not see."""
    time.sleep(5)
    won(what)


def too_many_threads():
    """starts threads without end"""
    import threading

    threading.stack_size(65536)
    end = threading.Event()
    started = []
    try:
        for _ in range(bait["limits"]["processes"] * 2):
            thread = threading.Thread(target=end.wait)
            thread.start()
            started.append(thread)
        _hold(f"{len(started)} threads")
    except RuntimeError:
        refused(f"after {len(started)} threads")
    finally:
        end.set()
        for thread in started:
            thread.join()
        threading.stack_size(0)


def _fill(opened, folder=None):
    """Takes half more than all the files together may take."""
    size, total, held = 32 << 20, 0, []
    block = bytes(1 << 20)
    while total < bait["limits"]["disk_bytes"] * 1.5:
        fd = opened(f"filler-{total}", folder)
        held.append(fd)
        for _ in range(size // len(block)):
            os.write(fd, block)
        total += size
    _hold(f"{total >> 20} MiB, {len(held)} files")


def _named(name, folder):
    return os.open(name, os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=folder)


def _nameless(_, __):
    return os.open(".", os.O_WRONLY | os.O_TMPFILE, 0o600)


def too_much_disk():
    """fills the disk with many files"""
    _fill(_named)


def too_much_disk_nameless():
    """fills the disk with files that have no name"""
    _fill(_nameless)


def too_much_disk_at_once():
    """reserves the disk faster than anyone looks (fallocate)"""
    size, total = bait["limits"]["file_bytes"], 0
    while total < bait["limits"]["disk_bytes"] * 8:
        fd = os.open(f"filler-reserved-{total}", os.O_WRONLY | os.O_CREAT, 0o600)
        result = _libc.fallocate(fd, 0, ctypes.c_long(0), ctypes.c_long(size))
        os.close(fd)
        if result < 0:
            return refused(f"fallocate after {total >> 20} MiB: {errno.errorcode.get(ctypes.get_errno())}")
        total += size
    won(f"{total >> 20} MiB")


def too_much_disk_unlisted():
    """fills the disk in a folder that cannot be listed"""
    os.mkdir("unlisted", 0o300)
    _fill(_named, os.open("unlisted", os.O_PATH))


def too_much_disk_deep():
    """fills the disk in a folder too deep for a path"""
    folder = None
    for _ in range(20):
        os.mkdir("d" * 250, 0o700, dir_fd=folder)
        folder = os.open("d" * 250, os.O_PATH, dir_fd=folder)
    _fill(_named, folder)
