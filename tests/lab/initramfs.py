# SPDX-License-Identifier: Apache-2.0
"""A guest's root as a cpio archive ("newc", Documentation/driver-api/early-userspace/buffer-format.rst): written here
because device nodes then need no root on this machine, and because the same files give the same bytes."""
import lzma
import pathlib
import stat
import subprocess
import tempfile


class Initramfs:
    def __init__(self):
        self._entries, self._folders = [], set()

    def _entry(self, path, mode, data=b"", device=(0, 0)):
        parent = str(pathlib.PurePosixPath(path).parent)
        if parent != "." and parent not in self._folders:
            self.folder(parent)
        name = path.encode() + b"\0"
        links = 2 if stat.S_ISDIR(mode) else 1
        fields = (len(self._entries) + 1, mode, 0, 0, links, 0, len(data), 0, 0, *device, len(name), 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
        self._entries.append(head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4))

    def folder(self, path, mode=0o755):
        self._folders.add(path)
        self._entry(path, stat.S_IFDIR | mode)

    def file(self, path, data, mode=0o644):
        self._entry(path, stat.S_IFREG | mode, data)

    def program(self, path, source):
        self.file(path, pathlib.Path(source).read_bytes(), 0o755)

    def link(self, path, target):
        self._entry(path, stat.S_IFLNK | 0o777, target.encode())

    def node(self, path, major, minor):
        self._entry(path, stat.S_IFCHR | 0o600, device=(major, minor))

    def write(self, path):
        self._entry("TRAILER!!!", 0)
        pathlib.Path(path).write_bytes(b"".join(self._entries))


class Modules:
    """A kernel's modules with what each needs, read from their own .modinfo."""

    def __init__(self, folder):
        self.folder = folder
        self._paths = {}
        for path in folder.rglob("*.ko*"):
            self._paths[path.name.split(".")[0].replace("-", "_")] = path

    def has(self, name):
        return name in self._paths

    def content(self, name):
        path = self._paths[name]
        data = path.read_bytes()
        return lzma.decompress(data) if path.suffix == ".xz" else data

    def chain(self, name, seen=None):
        """Names in the order they must be loaded. A name that is built in gives nothing."""
        seen = set() if seen is None else seen
        if name in seen or name not in self._paths:
            return []
        seen.add(name)
        needs = [part.split(b"=", 1)[1].decode() for part in self.content(name).split(b"\0")
                 if part.startswith(b"depends=")]
        before = [n for need in needs[:1] for n in need.replace("-", "_").split(",") if n]
        return [m for need in before for m in self.chain(need, seen)] + [name]

    def put_into(self, root, release, names):
        """The modules with all they need, and the tables that modprobe goes by. Returns them in loading order."""
        wanted = list(dict.fromkeys(module for name in names for module in self.chain(name)))
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place) / "lib/modules" / release
            folder.mkdir(parents=True)
            for name in wanted:
                (folder / f"{name}.ko").write_bytes(self.content(name))
            subprocess.run(["busybox", "depmod", "-b", place, release], check=True)
            for file in sorted(folder.iterdir()):
                root.file(f"lib/modules/{release}/{file.name}", file.read_bytes())
        return wanted
