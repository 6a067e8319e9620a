# SPDX-License-Identifier: Apache-2.0
"""Debian's own kernels, taken as packages and unpacked into a folder; nothing is installed. The meta package says which
version there is today, so that no version is written down here. A kernel once unpacked is used again without apt."""
import dataclasses
import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

METAS = {("x86_64", "6.1"): "linux-image-cloud-amd64", ("x86_64", "6.12"): "linux-image-6.12-cloud-amd64",
         ("aarch64", "6.1"): "linux-image-cloud-arm64", ("aarch64", "6.12"): "linux-image-6.12-cloud-arm64"}
DEBIAN_NAME = {"x86_64": "amd64", "aarch64": "arm64"}


class Unavailable(Exception):
    """This machine cannot have it (no network, no such package); the text says why."""


@dataclasses.dataclass
class Kernel:
    arch: str
    release: str  # uname -r of the guest
    folder: pathlib.Path

    @property
    def image(self):
        return self.folder / "boot" / f"vmlinuz-{self.release}"

    @property
    def modules(self):
        return self.folder / "lib/modules" / self.release

    @property
    def headers(self):
        return self.folder / "usr/src" / f"linux-headers-{self.release}"


class Apt:
    """apt with state of its own where the machine's own architecture is not the one wanted."""

    def __init__(self, arch, cache):
        self.options = []
        own = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True).stdout.strip()
        name = DEBIAN_NAME[arch]
        if own == name:
            return
        state = cache / f"apt-{name}"
        for folder in ("lists/partial", "cache/archives/partial"):
            (state / folder).mkdir(parents=True, exist_ok=True)
        (state / "status").touch()
        self.options = ["-o", f"APT::Architecture={name}", "-o", f"APT::Architectures={name}",
                        "-o", f"Dir::State::lists={state}/lists", "-o", f"Dir::State::status={state}/status",
                        "-o", f"Dir::Cache={state}/cache", "-o", "APT::Sandbox::User=root"]
        if not list((state / "lists").glob("*_Packages*")):
            self.run(["apt-get", "-qq", "update"])

    def run(self, command, folder=None):
        try:
            done = subprocess.run([command[0], *self.options, *command[1:]], cwd=folder, capture_output=True, text=True,
                                  timeout=300)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise Unavailable(f"{command[0]}: {problem}") from problem
        if done.returncode:
            raise Unavailable(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1:] or done.returncode}")
        return done.stdout

    def depends(self, package):
        return re.findall(r"^\s*\|?Depends: (\S+)", self.run(["apt-cache", "depends", package]), re.M)

    def unpack(self, packages, folder):
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            self.run(["apt-get", "-qq", "download", *packages], place)
            for package in sorted(pathlib.Path(place).glob("*.deb")):
                subprocess.run(["dpkg-deb", "-x", package, folder], check=True)


def whole(folder, make):
    """The folder, made by make(folder) under another name first, so that it is whole or not there."""
    if not folder.is_dir():
        partial = folder.with_name(folder.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        make(partial)
        partial.rename(folder)
    return folder


def kernel(arch, series, cache):
    """The newest Debian kernel of a series, with its modules and, where wanted later, headers()."""
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = cache / f"{arch}-{series}.release"
        if not known.exists():
            apt = Apt(arch, cache)
            found = [p for p in apt.depends(METAS[arch, series]) if p.startswith("linux-image-")]
            if not found:
                raise Unavailable(f"{METAS[arch, series]} is in no package list")
            release = found[0].removeprefix("linux-image-")
            whole(cache / f"{arch}-{release}", lambda folder: apt.unpack([found[0]], folder))
            known.write_text(release)
        release = known.read_text()
        return Kernel(arch, release, cache / f"{arch}-{release}")


def headers(kernel, cache):
    """What a module of our own is built from, beside the kernel. Returns the folder for `make -C`."""
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = cache / f"{kernel.arch}-{kernel.release}-headers"

        def make(partial):
            apt = Apt(kernel.arch, cache)
            first = f"linux-headers-{kernel.release}"
            parts = [p for p in apt.depends(first) if re.match(r"linux-(headers|kbuild)-", p)]
            apt.unpack([first, *parts], partial)
            # The top Makefile includes the common part by its installed path.
            for top in partial.glob("usr/src/*/Makefile"):
                text = top.read_text()
                top.write_text(text.replace("include /usr/src/", f"include {folder}/usr/src/"))

        whole(folder, make)
        return folder / "usr/src" / f"linux-headers-{kernel.release}"
