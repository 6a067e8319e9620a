#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What collect-host says of the kernel, against ordinary tools of the same moment.

  oracle_kernel.py BIN_DIR

Modules against lsmod, a BPF program of our own against bpftool, settings against sysctl, mounts against findmnt, block
devices against lsblk. A tool that is not here is named and left out; differences other than those explained below fail.
No view may differ from another. Exit 77: collect-host may not see the kernel here.
"""
import ctypes
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))
sys.dont_write_bytecode = True
from collection import Collection  # noqa: E402

SOURCES = ["host.kernel_module", "host.bpf_program", "host.sysctl", "host.mount", "host.block_device", "host.kernel_text",
           "view.module", "view.bpf", "view.taint", "view.read"]
KINDS = ["host.kernel_module", "host.bpf_program", "host.sysctl", "host.mount", "host.block_device", "host.cross_view",
         "host.cross_check"]
SETTINGS = ["kernel.core_pattern", "kernel.randomize_va_space", "net.ipv4.ip_forward", "kernel.tainted", "fs.suid_dumpable",
            "vm.overcommit_memory", "net.ipv4.ip_local_port_range", "kernel.printk"]
BPF = {"x86_64": 321, "aarch64": 280}
failed = 0


def expect(sentence, holds, seen=None):
    global failed
    failed += not holds
    print(f"{'ok' if holds else 'NOT SO'}: {sentence}" + ("" if holds or seen is None else f"\n  seen: {seen}"))


def tool(*command):
    """What a tool says; None where it is not here or fails."""
    path = shutil.which(command[0], path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    done = subprocess.run([path, *command[1:]], capture_output=True, text=True) if path else None
    if not done or done.returncode:
        print(f"left out: {command[0]}" + (f": {done.stderr.strip()[:200]}" if done else " is not here"))
        return None
    return done.stdout


def load_program():
    """r0 = ktime_get_ns(); r0 = 0; exit, as a socket filter. A descriptor, or None."""
    number = BPF.get(os.uname().machine)
    if number is None:
        return None
    code = struct.pack("<BBhi", 0x85, 0, 0, 5) + struct.pack("<BBhi", 0xB7, 0, 0, 0) + struct.pack("<BBhi", 0x95, 0, 0, 0)
    text, licence = ctypes.create_string_buffer(code, len(code)), ctypes.create_string_buffer(b"GPL")
    attributes = struct.pack("<IIQQIIQII16s", 1, 3, ctypes.addressof(text), ctypes.addressof(licence), 0, 0, 0, 0, 0,
                             b"fh_oracle")
    attributes = ctypes.create_string_buffer(attributes.ljust(120, b"\0"), 120)
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.syscall(ctypes.c_long(number), 5, attributes, 120)
    return descriptor if descriptor >= 0 else None


def collect(programs, work):
    out = work / "c.tar"
    done = subprocess.run([programs / "collect-host", "--only", ",".join(SOURCES), "--plain", "test", "--allow-local", "test",
                           "--out", out], capture_output=True, text=True)
    expect("collect-host ends with 0 or 3", done.returncode in (0, 3), done.stderr)
    collection = Collection(out)
    return {kind: collection.records(kind) for kind in KINDS}


def check_modules(records):
    if not pathlib.Path("/proc/modules").exists():
        print("left out: a kernel without loadable modules")
        return
    listed = tool("lsmod")
    if listed is None:
        return
    theirs = {line.split()[0]: int(line.split()[1]) for line in listed.splitlines()[1:]}
    ours = {each["module.name"]: each["module.size"] for each in records.get("host.kernel_module", [])
            if each["firsthour.view"] == "procfs"}
    expect("modules and their sizes are those of lsmod", ours == theirs, sorted(set(ours.items()) ^ set(theirs.items())))


def check_bpf(records):
    said = tool("bpftool", "-j", "prog", "show")
    if said is None:
        return
    theirs = {each["id"]: each for each in json.loads(said)}
    ours = {each["bpf.program.id"]: each for each in records.get("host.bpf_program", [])}
    mine = [each for each in theirs.values() if each.get("name") == "fh_oracle"]
    expect("bpftool shows our program", len(mine) == 1, theirs)
    # Programs of others may have come or gone between the two looks.
    both = set(ours) & set(theirs)
    expect("the program is in both lists", {each["id"] for each in mine} <= both, (sorted(ours), sorted(theirs)))
    for number in sorted(both):
        a, b = ours[number], theirs[number]
        expect(f"program {number}: type, tag, name, instructions and maps are the same",
               (a["bpf.program.type"], a["bpf.program.tag"], a.get("bpf.program.name"), a["bpf.program.instructions"] * 8,
                a["bpf.program.map_ids"], a["bpf.program.jited_bytes"]) ==
               (b["type"], b["tag"], b.get("name"), b["bytes_xlated"], b.get("map_ids", []), b.get("bytes_jited", 0)), (a, b))
        dump = tool("bpftool", "prog", "dump", "xlated", "id", str(number))
        if dump and "bpf.program.helpers" in a:
            called = set(re.findall(r"call ([A-Za-z_]\w*)#", dump)) - {"unknown", "bpf"}
            expect(f"program {number} calls what bpftool says", set(a["bpf.program.helpers"]) == called,
                   (a["bpf.program.helpers"], called))


def check_settings(records):
    ours = {each["sysctl.name"]: each["sysctl.value"] for each in records.get("host.sysctl", [])}
    for name in SETTINGS:
        said = tool("sysctl", "-n", name)
        if said is not None:
            # sysctl prints lines of the value; blanks between numbers are the kernel's.
            expect(f"{name} is what sysctl says", ours.get(name) == said.rstrip("\n"), (ours.get(name), said))


def check_mounts(records):
    said = tool("findmnt", "-J", "-l", "-o", "ID,TARGET,FSTYPE,FSROOT")
    if said is None:
        return
    theirs = {(each["id"], each["target"], each["fstype"], each["fsroot"]) for each in json.loads(said)["filesystems"]}
    own = os.stat("/proc/self/ns/mnt").st_ino
    ours = {(each["mount.id"], each["mount.point"], each["mount.type"], each["mount.root"])
            for each in records.get("host.mount", []) if each.get("mount.namespace") == own}
    expect("mounts are those of findmnt", ours == theirs, sorted(ours ^ theirs, key=str))


def check_block_devices(records):
    said = tool("lsblk", "-J", "-b", "-l", "-a", "-o", "NAME,MAJ:MIN,SIZE,RO,RM,TYPE")
    if said is None:
        return
    theirs = {each["name"]: (each["maj:min"].strip(), int(each["size"] or 0), each["ro"], each["rm"])
              for each in json.loads(said)["blockdevices"]}
    ours = {each["block_device.name"]: (each["block_device.number"], each["block_device.size"],
                                        each["block_device.read_only"], each.get("block_device.removable"))
            for each in records.get("host.block_device", [])}
    # lsblk leaves out RAM disks and names mapped devices by their mapping.
    ours = {name: facts for name, facts in ours.items() if not name.startswith(("ram", "dm-"))}
    theirs = {name: facts for name, facts in theirs.items() if name in ours or not name.startswith("ram")}
    # A partition has no file that says whether it can be removed; lsblk asks its disk.
    for name, facts in ours.items():
        if facts[3] is None and name in theirs:
            ours[name] = (*facts[:3], theirs[name][3])
    mapped = {each["block_device.number"] for each in records.get("host.block_device", [])
              if each["block_device.name"].startswith("dm-")}
    theirs = {name: facts for name, facts in theirs.items() if facts[0] not in mapped}
    expect("block devices are those of lsblk", ours == theirs, sorted(set(ours.items()) ^ set(theirs.items()), key=str))


def main():
    if os.geteuid() != 0:
        print("skipped: needs root")
        return 77
    programs = pathlib.Path(sys.argv[1])
    program = load_program()
    with tempfile.TemporaryDirectory() as work:
        records = collect(programs, pathlib.Path(work))
        check_modules(records)
        if program is None:
            print("left out: bpf(2) is not allowed here")
        else:
            check_bpf(records)
        check_settings(records)
        check_mounts(records)
        check_block_devices(records)
    expect("no view differs from another", not records.get("host.cross_view"), records.get("host.cross_view"))
    expect("the views were compared", len(records.get("host.cross_check", [])) >= 5, records.get("host.cross_check"))
    return 1 if failed else 0


sys.exit(main())
