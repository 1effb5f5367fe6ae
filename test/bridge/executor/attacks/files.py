"""Attacks on files outside the work folder. Whoever has no sandbox changes bait files only."""


def read_secret():
    """reads a file outside the work folder"""
    print(text_of(bait["secret"]))


def read_through_path_descriptor():
    """opens a file as a path only, then reads it through /proc/self/fd"""
    fd = os.open(bait["secret"], os.O_PATH)
    print(text_of(f"/proc/self/fd/{fd}"))


def read_by_handle():
    """reads a file by its handle, past every path check"""
    handle = ctypes.create_string_buffer(8 + 128)
    ctypes.c_uint.from_buffer(handle).value = 128
    mount = ctypes.c_int()
    result, number = syscall("name_to_handle_at", -100, bait["secret"].encode(), handle, ctypes.byref(mount), 0)
    if result < 0:
        return refused(in_words("name_to_handle_at", result, number))
    fd, number = syscall("open_by_handle_at", os.open(".", os.O_RDONLY), handle, os.O_RDONLY)
    if fd < 0:
        return refused(in_words("open_by_handle_at", fd, number))
    won("a descriptor by handle")
    print(os.read(fd, 1000).decode())


def read_through_link_in_work_folder():
    """reads a file through a symbolic link in the work folder"""
    if not os.path.lexists("look"):
        os.symlink(bait["secret"], "look")
    print(text_of("look"))


def read_after_chdir():
    """enters a folder outside and reads by a relative path"""
    here = os.getcwd()
    try:
        os.chdir(bait["outside"])
        print(text_of("secret.txt"))
    finally:
        os.chdir(here)


def read_passwd():
    """reads /etc/passwd"""
    print(text_of("/etc/passwd"))


def read_ssh_key():
    """reads an ssh key of the bridge's home"""
    print(text_of(bait["home"] + "/.ssh/id_ed25519"))


def list_homes():
    """lists home folders"""
    in_turn(*(functools.partial(_list, folder) for folder in ("/root", "/home", bait["home"])))


def list_temporary_folder():
    """lists the temporary folder of all"""
    _list(bait["tmp"])


def _list(folder):
    print(*os.listdir(folder))
    refused("what was listed is judged by the test")


def write_existing():
    """appends to a file outside"""
    with open(bait["append"], "a") as file:
        file.write("overwritten")


def create_file():
    """creates a file outside"""
    open(bait["outside"] + "/created", "x").close()


def truncate_file():
    """truncates a file outside by its path"""
    os.truncate(bait["truncate"], 1)


def rename_outside():
    """renames a file outside"""
    os.rename(bait["movable"], bait["movable"] + ".moved")


def rename_into_work_folder():
    """moves a file from outside into the work folder"""
    os.rename(bait["steal"], "stolen")


def hard_link_into_work_folder():
    """links a file from outside into the work folder and reads it there"""
    os.link(bait["linked"], "hard")
    won("a hard link")
    print(text_of("hard"))


def symlink_outside():
    """makes a symbolic link outside"""
    os.symlink("/nowhere", bait["outside"] + "/planted-link")


def make_folder():
    """makes a folder outside"""
    os.mkdir(bait["outside"] + "/made")


def remove_folder():
    """removes a folder outside (one that is not empty, so that nothing is lost)"""
    try:
        os.rmdir(bait["outside"])
    except OSError as error:
        if error.errno != errno.ENOTEMPTY:
            raise
        won("rmdir came as far as ENOTEMPTY")


def move_work_folder():
    """moves the work folder away (and back)"""
    here = os.getcwd()
    os.rename(here, here + ".moved")
    won("moved")
    os.rename(here + ".moved", here)


def change_mode():
    """changes the mode of a file outside"""
    os.chmod(bait["mode"], 0o666)
    refused("what became of the file is judged by the test")


def change_mode_of_readable_file():
    """changes the mode of a file that may be read (to what it is)"""
    fd = os.open(sys.executable, os.O_RDONLY)
    before = os.fstat(fd)
    in_turn(
        lambda: os.fchmod(fd, before.st_mode & 0o7777),
        lambda: os.chmod(f"/proc/self/fd/{fd}", before.st_mode & 0o7777),
        lambda: os.utime(fd, ns=(before.st_atime_ns, before.st_mtime_ns)),
    )
    changed = os.fstat(fd).st_ctime_ns != before.st_ctime_ns
    (won if changed else refused)(f"the file was {'' if changed else 'not '}changed")


def change_owner():
    """changes the owner of a file outside (to its owner)"""
    os.chown(bait["mode"], os.stat(bait["mode"]).st_uid, os.stat(bait["mode"]).st_gid)
    refused("what became of the file is judged by the test")


def change_times():
    """changes the times of a file outside"""
    os.utime(bait["mode"], (1, 1))
    refused("what became of the file is judged by the test")


def set_extended_attribute():
    """writes an extended attribute of a file outside"""
    os.setxattr(bait["mode"], "user.planted", b"1")
    refused("what became of the file is judged by the test")


def remove_extended_attribute():
    """removes an extended attribute of a file that may be read (one that it has not)"""
    fd = os.open(bait["worker"], os.O_RDONLY)
    result, number = syscall("fremovexattr", fd, b"user.no_such_attribute")
    # A sandbox may also take the call and do nothing.
    reached = result < 0 and number not in REFUSALS
    (won if reached else refused)(in_words("fremovexattr", result, number))


def watch_folder():
    """watches what others do in a folder outside (inotify)"""
    fd, number = syscall("inotify_init1", 0)
    if fd < 0:
        return refused(in_words("inotify_init1", fd, number))
    must_fail("inotify_add_watch", fd, bait["outside"].encode(), 0xFFF)


def watch_file_system():
    """watches the whole file system (fanotify)"""
    fd = must_fail("fanotify_init", 0, 0)
    if fd >= 0:
        os.close(fd)


def look_at_metadata():
    """learns that a file exists, and its size, by stat"""
    won(f"{os.stat(bait['secret']).st_size} bytes")


def look_at_link():
    """learns where a link outside leads (readlink)"""
    print(os.readlink(bait["link"]))


def make_pipe_outside():
    """makes a named pipe outside"""
    os.mkfifo(bait["outside"] + "/pipe")


def make_device():
    """makes a device file in the work folder"""
    os.mknod("null-device", 0o600 | 0o020000, os.makedev(1, 3))


def open_devices():
    """opens devices: memory, kernel log, disks, tun, fuse"""
    for device in ("mem", "kmsg", "vda", "sda", "nvme0n1", "net/tun", "fuse", "kvm"):
        attempt(functools.partial(_open, "/dev/" + device, os.O_RDONLY | os.O_NONBLOCK))


def write_shared_memory_folder():
    """writes to /dev/shm"""
    with open(bait["shm_file"], "x") as file:
        file.write("planted")


def write_sys():
    """opens a setting in /sys for writing (nothing is written)"""
    for file in ("/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state", "/sys/kernel/uevent_helper"):
        attempt(functools.partial(_open, file, os.O_WRONLY))


def write_own_program():
    """opens the package's own files and Python's for writing (nothing is written)"""
    for file in (bait["worker"], os.__file__, os.path.realpath(sys.executable)):
        attempt(functools.partial(_open, file, os.O_WRONLY))


def plant_beside_program():
    """puts a module beside the package's own"""
    fd = os.open(os.path.dirname(bait["worker"]), os.O_WRONLY | os.O_TMPFILE, 0o600)
    won("a nameless file beside the worker")
    os.close(fd)


def _open(path, flags):
    fd = os.open(path, flags)
    won("opened " + path)
    os.close(fd)
