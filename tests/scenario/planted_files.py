#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that only processes keep alive, planted on real file systems, against what collect-host recovers.

  planted_files.py BIN_DIR

On ext4, XFS and btrfs (loop mounts), tmpfs and overlayfs (upper and lower layer): a running program that was deleted, one
that was replaced, one that merely is *named* "x (deleted)", a deleted library that is mapped, a deleted file that is open,
a deleted 60 GB sparse file, and odd names. Besides: memory files (run, mapped, open), deleted and executable shared
memory. Of all these exactly the expected items must come, each once and byte by byte. Exit 77: not possible here.
"""
import base64
import ctypes
import json
import mmap
import os
import pathlib
import random
import subprocess
import sys
import tempfile

SIXTY_GB = 60 << 30
SOURCES = ("executable.", "library.", "open_file.", "mapped_file.", "shared_memory.")
ODD = [b"new\nline", b"back\\slash \\012", b"not \xff\xfe utf-8", b"n" * 255, b" blanks ", "中文".encode()]
PROGRAM = """
#include <stdio.h>
#include <unistd.h>
int main(void) { puts("ready"); fflush(stdout); for (;;) pause(); }
"""


def run(*command, **kwargs):
    return subprocess.run([os.fsdecode(word) if isinstance(word, bytes) else str(word) for word in command], check=True,
                          stdout=subprocess.DEVNULL, **kwargs)


def skip(why):
    print("skipped:", why)
    sys.exit(77)


# --- the places -----------------------------------------------------------------------------------------------


def loop_mount(work, kind):
    """An image of its own, mounted at WORK/KIND; None where this machine cannot."""
    image, point = work / f"{kind}.image", work / kind
    point.mkdir()
    with open(image, "wb") as file:
        file.truncate(400 << 20)
    try:
        run(f"mkfs.{kind}", "-q", image, stderr=subprocess.DEVNULL)
        run("mount", "-o", "loop", image, point, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        print(f"not on {kind}: no mkfs.{kind}, or no mount of it here")
        return None
    return point


def overlay_mount(work, lower):
    parts = {name: work / "layers" / name for name in ("upper", "work")}
    point = work / "overlay"
    run("mkdir", "-p", *parts.values(), point)
    layers = f"lowerdir={lower},upperdir={parts['upper']},workdir={parts['work']}"
    try:
        run("mount", "-t", "overlay", "overlay", "-o", layers, point, stderr=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        print("not on overlayfs: no mount of it here")
        return None
    return point


# --- what is planted ------------------------------------------------------------------------------------------


class Planted:
    def __init__(self, program):
        self.program, self.children, self.held, self.expected = program, [], [], {}
        self.random = random.Random(4)

    def expect(self, source, path, content, **attributes):
        assert (source, path) not in self.expected
        self.expected[source, path] = (content, attributes)

    def bytes(self, size):
        return self.random.randbytes(size)

    def write(self, path, content, mode=0o700):
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, mode)

    def start(self, path):
        child = subprocess.Popen([path], stdout=subprocess.PIPE, close_fds=True)
        assert child.stdout.readline() == b"ready\n"
        self.children.append(child)

    def own_program(self):
        """Each its own inode and bytes: a tail after the program changes nothing of it."""
        return self.program + self.bytes(100)

    def executables(self, folder):
        for name in [b"gone"] + ODD:
            content, path = self.own_program(), os.path.join(folder, name)
            self.write(path, content)
            self.start(path)
            os.unlink(path)
            self.expect("executable.deleted", path, content, **{"file.replaced": "false"})
        content, path = self.own_program(), os.path.join(folder, b"upgraded")
        self.write(path, content)
        self.start(path)
        self.write(path + b".new", self.own_program())
        os.rename(path + b".new", path)
        self.expect("executable.deleted", path, content, **{"file.replaced": "true"})
        path = os.path.join(folder, b"alive (deleted)")
        self.write(path, self.own_program())
        self.start(path)

    def map(self, fd, executable):
        prot = mmap.PROT_READ | (mmap.PROT_EXEC if executable else 0)
        # Not mmap.mmap(): that keeps a descriptor of its own.
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3,
                                                                  ctypes.c_long]
        at = libc.mmap(None, os.fstat(fd).st_size, prot, mmap.MAP_PRIVATE, fd, 0)
        assert at != ctypes.c_void_p(-1).value, os.strerror(ctypes.get_errno())
        return at

    def mapped(self, path, content, executable):
        self.write(path, content)
        with open(path, "rb") as file:
            return self.map(file.fileno(), executable)

    def libraries(self, folder):
        for name in [b"lib.so"] + ODD:
            content, path = self.bytes(70_001), os.path.join(folder, b"L" + name[:-1])
            self.mapped(path, content, True)
            os.unlink(path)
            self.expect("library.deleted", path, content)
        content, path = self.bytes(30_000), os.path.join(folder, b"data.map")
        self.mapped(path, content, False)
        os.unlink(path)
        self.expect("mapped_file.deleted", path, content)
        self.mapped(os.path.join(folder, b"lib.alive (deleted)"), self.bytes(9000), True)

    def open_files(self, folder):
        for name in [b"open"] + ODD:
            content, path = self.bytes(5000), os.path.join(folder, b"O" + name[:-1])
            self.write(path, content)
            file = open(path, "r+b", buffering=0)
            file.seek(1234)
            self.held += [file, os.dup(file.fileno())]  # two descriptors, one file
            os.unlink(path)
            self.expect("open_file.deleted", path, content,
                        **{"file.descriptor": str(file.fileno()), "file.offset": "1234"})
        self.held.append(open(os.path.join(folder, b"open.alive (deleted)"), "wb"))
        fifo = os.path.join(folder, b"fifo")
        os.mkfifo(fifo)
        self.held.append(os.open(fifo, os.O_RDWR))
        os.unlink(fifo)

    def sparse(self, folder):
        path = os.path.join(folder, b"sixty gigabytes")
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.ftruncate(fd, SIXTY_GB)
        except OSError as error:
            print(f"no file of 60 GB in {os.fsdecode(folder)}: {error}")
            return
        content = {at: self.bytes(3000) for at in (0, 30 << 30, SIXTY_GB - 3000)}
        for at, data in content.items():
            os.pwrite(fd, data, at)
        os.fsync(fd)
        self.held.append(fd)
        os.unlink(path)
        self.expect("open_file.deleted", path, content)

    def memory_files(self):
        path, content = b"/memfd:run\xff", self.own_program()
        fd = os.memfd_create(os.fsdecode(b"run\xff"), 0)
        os.write(fd, content)
        self.start_fd(fd)
        os.close(fd)
        self.expect("executable.memfd", path, content)
        for name, source, executable, keep in (("code", "library.memfd", True, False),
                                               ("data", "shared_memory.memfd", False, False),
                                               ("open", "open_file.memfd", None, True)):
            fd, content = os.memfd_create(name), self.bytes(12_345)
            os.write(fd, content)
            if executable is not None:
                self.map(fd, executable)
            if not keep:
                os.close(fd)
            else:
                self.held.append(fd)
            self.expect(source, b"/memfd:" + name.encode(), content)

    def start_fd(self, fd):
        child = subprocess.Popen([f"/proc/{os.getpid()}/fd/{fd}"], stdout=subprocess.PIPE, close_fds=True)
        assert child.stdout.readline() == b"ready\n"
        self.children.append(child)

    def shared_memory(self):
        for name, delete in ((b"deleted", True), (b"executable", False)):
            path, content = b"/dev/shm/firsthour-test-%d-%s" % (os.getpid(), name), self.bytes(7777)
            self.mapped(path, content, not delete)
            if delete:
                os.unlink(path)
            else:
                self.held.append(Unlinked(path))
            self.expect("shared_memory." + name.decode(), path, content)

    def end(self):
        for child in self.children:
            child.kill()
            child.wait()
        for held in self.held:
            if isinstance(held, Unlinked):
                os.unlink(held.path)


class Unlinked:
    def __init__(self, path):
        self.path = path


# --- what came ------------------------------------------------------------------------------------------------


def items_of(folder):
    for name in sorted(folder.glob("data/items-*.jsonl")) + sorted(folder.glob("data/*/item.json")):
        for line in open(name, "rb"):
            item = json.loads(line)
            raw = item.get("path_raw")
            item["bytes"] = base64.b64decode(raw) if raw else item.get("path", "").encode()
            yield item


def content_of(folder, item):
    data = b"".join((folder / name).read_bytes() for name in item["stored"])
    at = item.get("stored_offset", 0)
    return data[at:at + item["size"]]


def same(folder, item, expected):
    """A sparse file is compared at each of its extents: what is not in one is a hole, zeros."""
    data = content_of(folder, item)
    if isinstance(expected, bytes) and "extents" not in item:
        return data == expected
    if item["file"]["size"] != (SIXTY_GB if isinstance(expected, dict) else len(expected)):
        return False
    pieces = expected if isinstance(expected, dict) else {0: expected}
    at, left = 0, dict(pieces)
    for offset, length in item["extents"]:
        part, at = bytearray(data[at:at + length]), at + length
        for begin, piece in pieces.items():
            if offset <= begin and begin + len(piece) <= offset + length:
                if part[begin - offset:begin - offset + len(piece)] != piece:
                    return False
                part[begin - offset:begin - offset + len(piece)] = bytes(len(piece))
                left.pop(begin)
        if any(part):
            return False
    return at == len(data) and not left


def check(folder, planted, work):
    bad, seen = [], set()
    mine = (os.fsencode(work) + b"/", b"/memfd:run\xff", b"/memfd:code", b"/memfd:data", b"/memfd:open",
            b"/dev/shm/firsthour-test-%d-" % os.getpid())
    for item in items_of(folder):
        if not item.get("source", "").startswith(SOURCES) or not item["bytes"].startswith(mine):
            continue
        key = item["source"], item["bytes"]
        if key not in planted.expected or key in seen:
            bad.append(f"{'twice' if key in seen else 'unexpected'}: {key}")
            continue
        seen.add(key)
        expected, attributes = planted.expected[key]
        if item["outcome"] != "complete" or not same(folder, item, expected):
            bad.append(f"not byte for byte: {key}: {item['outcome']} {item.get('reason', '')} {item.get('extents')}")
        for name, value in attributes.items():
            if item["attributes"].get(name) != value:
                bad.append(f"{key}: {name} is {item['attributes'].get(name)}, not {value}")
    bad += [f"missing: {key}" for key in planted.expected if key not in seen]
    return bad, len(seen)


def check_records(folder, planted):
    """host.process says of the same programs what became of their files."""
    records = {}
    for item in items_of(folder):
        if item.get("path") == "host.process" and item.get("kind") == "records":
            for line in content_of(folder, item).splitlines():
                record = json.loads(line)
                records[record["process.pid"]] = record
    bad = []
    for child in planted.children:
        record = records.get(child.pid, {})
        path = os.fsencode(child.args[0])
        alive = path.endswith(b"alive (deleted)")
        memory = path.startswith(b"/proc/")
        if record.get("process.executable_deleted") is not (not alive) or \
                record.get("process.executable_memfd") is not memory or \
                (not alive and not memory and record.get("process.executable_replaced") is not path.endswith(b"upgraded")):
            bad.append(f"host.process of {path}: {record}")
    return bad


def check_denied(bin_dir, work, planted):
    """Without the right to follow map_files: what is in memory of a library comes, and it is said."""
    path, content = os.path.join(os.fsencode(work), b"denied.so"), planted.bytes(5 * mmap.PAGESIZE)
    at = planted.mapped(path, content, True)
    os.unlink(path)
    ctypes.string_at(at + mmap.PAGESIZE, 2 * mmap.PAGESIZE)  # these are in memory now, whatever else is
    out, folder = work / "denied.tar", work / "denied"
    try:
        run("setpriv", "--bounding-set=-sys_admin,-checkpoint_restore", bin_dir / "collect-host", "--only", "library.deleted",
            "--out", out, "--allow-local", "a test", stderr=subprocess.PIPE)
    except (OSError, subprocess.CalledProcessError):
        print("not without capabilities: no setpriv here")
        return []
    folder.mkdir()
    run("tar", "-C", folder, "--strip-components=1", "-xf", out)
    for item in items_of(folder):
        if item["bytes"] != path:
            continue
        data, at = content_of(folder, item), 0
        known = set()
        for offset, length in item.get("extents", [[0, 0]]):
            if data[at:at + length] != content[offset:offset + length]:
                return [f"{path}: other bytes at {offset}"]
            known |= set(range(offset // mmap.PAGESIZE, (offset + length) // mmap.PAGESIZE))
            at += length
        if item["outcome"] == "partial" and "map_files denied" in item["reason"] and {1, 2} <= known:
            return []
        return [f"{path} without map_files: {item}"]
    return [f"{path} is missing without map_files"]


def main():
    bin_dir = pathlib.Path(sys.argv[1])
    if os.geteuid() != 0:
        skip("needs root, for mounts and for map_files")
    CLONE_NEWNS = 0x00020000
    if ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        skip("no mount namespace of its own")
    run("mount", "--make-rprivate", "/")
    work = pathlib.Path(tempfile.mkdtemp(prefix="firsthour-files-"))
    (work / "program.c").write_text(PROGRAM)
    try:
        run("gcc", "-static", "-O1", "-s", "-o", work / "program", work / "program.c")
    except (OSError, subprocess.CalledProcessError):
        skip("no static C program can be built here")
    planted = Planted((work / "program").read_bytes())
    mounts = []
    try:
        places = [loop_mount(work, kind) for kind in ("ext4", "xfs", "btrfs")]
        tmpfs = work / "tmpfs"
        tmpfs.mkdir()
        run("mount", "-t", "tmpfs", "tmpfs", tmpfs)
        lower = work / "lower"
        lower.mkdir()
        gone, content = b"from the lower layer", planted.own_program()
        planted.write(lower / os.fsdecode(gone), content)
        overlay = overlay_mount(work, lower)
        mounts = [place for place in places + [tmpfs, overlay] if place]
        if overlay:
            path = os.path.join(os.fsencode(overlay), gone)
            planted.start(path)
            os.unlink(path)
            planted.expect("executable.deleted", path, content)
        for place in map(os.fsencode, mounts):
            planted.executables(place)
            planted.libraries(place)
            planted.open_files(place)
            planted.sparse(place)
        planted.memory_files()
        planted.shared_memory()
        out = work / "out.tar"
        run(bin_dir / "collect-host", "--only", "host.process,executable.deleted,library.deleted,open_file.deleted",
            "--out", out, "--allow-local", "a test", "--budget", "300M", stderr=subprocess.PIPE)
        unpacked = work / "unpacked"
        unpacked.mkdir()
        run("tar", "-C", unpacked, "--strip-components=1", "-xf", out)
        bad, count = check(unpacked, planted, work)
        bad += check_records(unpacked, planted) + check_denied(bin_dir, work, planted)
    finally:
        planted.end()
        planted.held.clear()
        for mount in mounts:
            subprocess.run(["umount", "-l", mount], check=False)
        subprocess.run(["rm", "-rf", "--one-file-system", work], check=False)
    for line in bad:
        print("failed:", line)
    print(f"{count} of {len(planted.expected)} files recovered on {len(mounts)} file systems, {len(bad)} failures")
    sys.exit(1 if bad or not count else 0)


if __name__ == "__main__":
    main()
