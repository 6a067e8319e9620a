# SPDX-License-Identifier: Apache-2.0
"""What every experiment of the lab works with: kernels, guests, our programs, and the list of what was expected."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess

import kernel_package
from collection import Collection
from guest import Guest, HERE
from kernel_package import Unavailable

COMPILERS = {"x86_64": "g++", "aarch64": "aarch64-linux-gnu-g++"}
ELF_MACHINES = {"x86_64": 62, "aarch64": 183}
STRIPS = {"x86_64": "strip", "aarch64": "aarch64-linux-gnu-strip"}


class Lab:
    def __init__(self, name, arch, series, cache, programs, tools):
        self.name, self.arch, self.series, self.cache = name, arch, series, cache
        self.programs, self.tools = programs, tools
        self._check_programs()
        self.kernel = kernel_package.kernel(arch, series, cache)
        self.folder = cache / "runs" / f"{arch}-{series}-{name}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.failed, self.checked = 0, 0

    def _check_programs(self):
        with open(self.programs / "collect", "rb") as program:
            machine = int.from_bytes(program.read(20)[18:20], "little")
        if machine != ELF_MACHINES[self.arch]:
            raise Unavailable(f"{self.programs}/collect is not built for {self.arch} (see --programs)")
        for tool in (COMPILERS[self.arch], STRIPS[self.arch]):
            if not shutil.which(tool):
                raise Unavailable(f"needs {tool}")

    # A guest with our collectors and plant in /bin.
    def guest(self, memory_mib=256):
        guest = Guest(self.kernel, self.folder, self._busybox(), memory_mib)
        guest.root.program("bin/collect", self._stripped(self.programs / "collect"))
        guest.root.program("bin/plant", self._plant())
        return guest

    # The same with the module that hides, as /lab/veil.ko.
    def deceived_guest(self):
        guest = self.guest()
        guest.root.program("lab/veil.ko", self.module())
        return guest

    # The differences between views in a collection made inside, as {(subject, name): record}; the checks are told.
    def differences(self, out):
        code = (out / "code").read_text().strip()
        self.expect(code in ("0", "3"), "collect ends with 0 or 3", (out / "said").read_text())
        collection = self.collection(out / "c.tar")
        for check in collection.records("host.cross_check"):
            self.say(f"compared: {check['cross_check.name']}: {check.get('cross_check.compared')} by "
                     f"{', '.join(check['cross_check.views'])}"
                     + "".join(f"; closed: {closed}" for closed in check.get("cross_check.closed", [])))
        found = {}
        for record in collection.records("host.cross_view"):
            found[record["cross_view.subject"], record["cross_view.name"]] = record
            self.say(f"difference: {record['cross_view.subject']} {record['cross_view.name']}: seen by "
                     f"{', '.join(record['cross_view.seen_by'])}; not by {', '.join(record['cross_view.missing_from'])}")
        return found

    def expect(self, holds, sentence, seen=None):
        self.checked += 1
        if holds:
            print(f"  as expected: {sentence}", flush=True)
        else:
            self.failed += 1
            print(f"  NOT SO: {sentence}" + ("" if seen is None else f"\n    seen: {seen}"), flush=True)
        return bool(holds)

    def say(self, sentence):
        print(f"  {sentence}", flush=True)

    # The collection, checked from outside by two of our readers, and opened.
    def collection(self, path):
        verifier = self.tools / "firsthour-verify"
        done = subprocess.run([verifier, path], capture_output=True, text=True)
        self.expect(done.returncode == 0, "firsthour-verify finds the collection whole", done.stdout + done.stderr)
        case = self.folder / "lab.case"
        shutil.rmtree(case, ignore_errors=True)
        for command in (["case", "create", case], ["case", "ingest", case, path]):
            done = subprocess.run([self.tools / "firsthour", *command], capture_output=True, text=True)
            # 3: taken in, and a source of it had given nothing.
            self.expect(done.returncode in (0, 3), f"firsthour {command[0]} {command[1]} succeeds",
                        done.stdout + done.stderr)
        return Collection(path)

    # Findings of severity high and above in the case of the last collection, as sentences.
    def high_findings(self):
        done = subprocess.run([self.tools / "firsthour", "triage", self.folder / "lab.case", "--format", "json"],
                              capture_output=True, text=True)
        self.expect(done.returncode in (0, 3), "firsthour triage succeeds", done.stderr)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        return [f"{each['rule']}: {each['why']}" for each in found
                if each["type"] == "finding" and each["severity"] in ("high", "critical")]

    def _kept(self, name, sources, make):
        """A file made from others, made again when they change."""
        digest = hashlib.sha256()
        for source in sources:
            digest.update(pathlib.Path(source).read_bytes())
        path = self.cache / "made" / f"{name}-{digest.hexdigest()[:16]}"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f"{path.name}.{os.getpid()}")
            make(partial)
            partial.rename(path)
        return path

    def _stripped(self, program):
        return self._kept(f"{self.arch}-{program.name}", [program],
                          lambda out: subprocess.run([STRIPS[self.arch], "-o", out, program], check=True))

    def _plant(self):
        source = HERE / "guest/plant.cc"
        return self._kept(f"{self.arch}-plant", [source], lambda out: subprocess.run(
            [COMPILERS[self.arch], "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-o", out, source],
            check=True))

    def _busybox(self):
        if self.arch == os.uname().machine:
            return "/bin/busybox"
        folder = kernel_package.whole(
            self.cache / f"{self.arch}-busybox",
            lambda partial: kernel_package.Apt(self.arch, self.cache).unpack(["busybox-static"], partial))
        return folder / "bin/busybox"

    def module(self):
        """The lab's own module for this kernel, built from module/ with Debian's headers."""
        if self.arch != os.uname().machine:
            raise Unavailable("modules are built for this machine's own architecture only")
        source = HERE / "module/veil.c"
        headers = kernel_package.headers(self.kernel, self.cache)

        def make(out):
            place = self.folder / "module"
            place.mkdir()
            for file in (source, HERE / "module/Kbuild"):
                shutil.copy(file, place)
            # No type information for it: that would need pahole, and nothing asks for it.
            done = subprocess.run(["make", "-s", "-C", headers, f"M={place}", "PAHOLE=true", "RESOLVE_BTFIDS=true",
                                   f"ARCH={self.arch.replace('aarch64', 'arm64')}", "modules"],
                                  capture_output=True, text=True)
            if done.returncode:
                raise AssertionError(f"the module does not build:\n{done.stdout}{done.stderr}")
            subprocess.run([STRIPS[self.arch], "--strip-debug", place / "veil.ko"], check=True)
            shutil.copy(place / "veil.ko", out)

        return self._kept(f"{self.kernel.release}-veil.ko", [source, HERE / "module/Kbuild"], make)
