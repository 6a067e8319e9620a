# SPDX-License-Identifier: Apache-2.0
"""A guest: a kernel, a small root made here, one experiment; run in qemu without KVM, on the same machine every time."""
import dataclasses
import json
import pathlib
import platform
import re
import shutil
import socket
import subprocess
import time

from initramfs import Initramfs, Modules
from kernel_package import Unavailable

HERE = pathlib.Path(__file__).resolve().parent
# What carries results out: virtio-serial ports, modules in Debian's cloud kernels.
TRANSPORT = ["virtio_pci", "virtio_console"]


@dataclasses.dataclass
class Machine:
    emulator: str
    options: list
    console: str


MACHINES = {
    "x86_64": Machine("qemu-system-x86_64", ["-M", "q35", "-cpu", "max"], "ttyS0"),
    "aarch64": Machine("qemu-system-aarch64", ["-M", "virt", "-cpu", "cortex-a57"], "ttyAMA0"),
}


class Monitor:
    """qemu's own door (QMP): stop, go on, and a dump of the guest's memory as qemu sees it."""

    def __init__(self, path):
        self._socket = _connect(path)
        self._lines = self._socket.makefile("rwb")
        self._answer("QMP")
        self.do("qmp_capabilities")

    def _answer(self, key):
        while True:
            line = self._lines.readline()
            if not line:
                raise RuntimeError("qemu is gone")
            said = json.loads(line)
            if "error" in said:
                raise RuntimeError(said["error"]["desc"])
            if key in said:
                return said[key]

    def do(self, command, **arguments):
        self._lines.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        self._lines.flush()
        return self._answer("return")

    def dump_memory(self, path):
        """An ELF core of all guest memory, made while the guest stands still."""
        self.do("stop")
        self.do("dump-guest-memory", **{"paging": False, "protocol": f"file:{path}"})
        self.do("cont")


def _connect(path, patience=20.0):
    end = time.monotonic() + patience
    while True:
        try:
            door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            door.connect(str(path))
            return door
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


class Guest:
    """Made, given programs and modules, then run() once."""

    def __init__(self, kernel, folder, busybox="/bin/busybox", memory_mib=256):
        self.kernel, self.folder, self.memory_mib = kernel, folder, memory_mib
        self.machine = MACHINES[kernel.arch]
        if not shutil.which(self.machine.emulator):
            raise Unavailable(f"needs {self.machine.emulator}")
        folder.mkdir(parents=True, exist_ok=True)
        self.root = Initramfs()
        self.root.node("dev/console", 5, 1)
        for name in ("proc", "sys", "results", "tmp", "run", "etc", "sbin"):
            self.root.folder(name)
        self.root.program("bin/busybox", busybox)
        self.root.program("init", HERE / "guest/init")
        self.root.file("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n")
        # Where the kernel looks when it loads a module by itself.
        self.root.link("sbin/modprobe", "/bin/busybox")
        self._loaded, self._at_hand = list(TRANSPORT), []
        self._streams = []
        self.further = []  # options of qemu
        self.command_line = ""  # further words for the kernel
        self.answers = {}  # what the guest asks: a function of its further words

    def dynamic_program(self, path, name):
        """A program of this machine, with the libraries it needs, where it looks for them."""
        found = shutil.which(name)
        if not found or self.kernel.arch != platform.machine():
            raise Unavailable(f"needs {name}, of the guest's architecture")
        self.root.program(path, found)
        said = subprocess.run(["ldd", found], capture_output=True, text=True, check=True).stdout
        for library in re.findall(r"(?:=> )?(/\S+) \(", said):
            self.root.program(library.lstrip("/"), library)

    def load(self, *modules):
        """Modules to load at boot."""
        self._loaded += modules

    def at_hand(self, *modules):
        """Modules that modprobe would find, and that are not loaded."""
        self._at_hand += modules

    def stream(self, name):
        """A further port; what the guest writes to it becomes the returned file."""
        self._streams.append(name)
        return self.folder / name

    def _qemu(self, initrd):
        ports = []
        for name in ["results", *self._streams]:
            ports += ["-chardev", f"file,id={name},path={self.folder / name}",
                      "-device", f"virtserialport,chardev={name},name={name}"]
        control = self.folder / "control"
        return [self.machine.emulator, *self.machine.options, "-accel", "tcg", "-m", f"{self.memory_mib}M",
                "-smp", "1", "-nodefaults", "-display", "none", "-no-reboot",
                "-kernel", str(self.kernel.image), "-initrd", str(initrd),
                "-append", f"console={self.machine.console} quiet panic=-1 firsthour.lab {self.command_line}",
                *self.further,
                "-serial", f"file:{self.folder / 'console'}", "-qmp", f"unix:{self.folder / 'qmp'},server=on,wait=off",
                "-device", "virtio-serial", "-chardev", f"socket,id=control,path={control},server=on,wait=off",
                "-device", "virtserialport,chardev=control,name=control", *ports]

    def run(self, experiment, patience=300):
        """Boots, runs the shell text in the guest, and returns the folder of what it left in /results."""
        modules = Modules(self.kernel.modules)
        order = [m for name in self._loaded for m in modules.chain(name)]
        modules.put_into(self.root, self.kernel.release, self._loaded + self._at_hand)
        self.root.file("lab/modules", "".join(f"{name}\n" for name in dict.fromkeys(order)).encode())
        self.root.file("lab/experiment", experiment.encode())
        initrd = self.folder / "initrd"
        self.root.write(initrd)
        with subprocess.Popen(self._qemu(initrd), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as qemu:
            try:
                self._serve(qemu, time.monotonic() + patience)
                qemu.wait(timeout=20)
            except (OSError, RuntimeError, subprocess.TimeoutExpired) as problem:
                raise AssertionError(f"{problem}; the console said:\n{self._console()}") from problem
            finally:
                if qemu.poll() is None:
                    qemu.kill()
        return self._results()

    def _serve(self, qemu, end):
        """Answers the guest's questions until it has finished."""
        self.monitor = Monitor(self.folder / "qmp")
        control = _connect(self.folder / "control")
        said = b""
        while True:
            control.settimeout(max(0.1, end - time.monotonic()))
            try:
                piece = control.recv(4096)
            except TimeoutError as problem:
                raise RuntimeError("the guest took too long") from problem
            if not piece or qemu.poll() is not None:
                raise RuntimeError("the guest ended early")
            said += piece
            while b"\n" in said:
                line, said = said.split(b"\n", 1)
                word, *rest = line.decode(errors="replace").split()
                answer = "good" if word == "finished" else self.answers[word](*rest)
                control.sendall(f"{answer or 'done'}\n".encode())
                if word == "finished":
                    return

    def _console(self):
        return (self.folder / "console").read_text(errors="replace")[-4000:]

    def _results(self):
        place = self.folder / "out"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        done = subprocess.run(["tar", "-C", place, "-xf", self.folder / "results"], capture_output=True)
        if done.returncode:
            raise AssertionError(f"the guest left no results; the console said:\n{self._console()}")
        status = (place / "status").read_text().strip()
        if status != "0":
            raise AssertionError(f"the experiment ended with {status}:\n{(place / 'talk').read_text(errors='replace')[-4000:]}")
        return place
