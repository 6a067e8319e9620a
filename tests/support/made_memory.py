#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a root with a system's memory in it: made_memory.py FOLDER [--old] [--wrong] [--no-kcore] [--dev-mem] [--size MIB]

Physical memory of 3 MiB with a hole: page 1 to 0x9efff and 1 MiB to 3 MiB, written to FOLDER.ram so that offsets are
physical addresses. /proc/kcore has, as on x86-64, the kernel's text (the same memory again), a vmalloc area of many
terabytes, and the direct map. --old: without physical addresses, as before Linux 4.11. --wrong: the direct map is not
where the known page says. --dev-mem: /dev/mem too, as a regular file. --size: so much RAM behind the hole instead of 2 MiB, repeated.
"""
import os
import random
import struct
import sys

PAGE = 4096
DIRECT, VMALLOC, TEXT = 0xFFFF888000000000, 0xFFFFC90000000000, 0xFFFFFFFF81000000
NOTE_AT, BANNER_AT, TEXT_AT = 0x180000, 0x200400, 0x200000
VERSION = b"Linux version 6.1.0-made (made@made) (gcc 12.2) #1 SMP\n"
INFO = b"OSRELEASE=6.1.0-made\nPAGESIZE=4096\nSYMBOL(init_uts_ns)=ffffffff82000000\n"
RAM = [(0x1000, 0x9F000), (0x100000, 0x300000)]


def note(name, text):
    pad = lambda b: b + b"\0" * (-len(b) % 4)
    return struct.pack("<III", len(name), len(text), 0) + pad(name) + pad(text)


def memory():
    ram = bytearray(0x300000)
    numbers = random.Random(1)
    for first, end in RAM:
        for at in range(first, end, PAGE):
            ram[at:at + PAGE] = struct.pack("<Q", at) + numbers.randbytes(PAGE - 8)
    info = note(b"VMCOREINFO\0", INFO)
    ram[NOTE_AT:NOTE_AT + len(info)] = info
    ram[BANNER_AT:BANNER_AT + len(VERSION)] = VERSION
    ram[0x280000:0x2A0000] = bytes(0x20000)
    return ram


def enlarge(ram, mib):
    """The RAM behind the hole again and again, until it is so large."""
    RAM[1] = (RAM[1][0], RAM[1][0] + (mib << 20))
    return ram + ram[RAM[1][0]:] * (mib // 2 - 1)


def kcore(path, ram, old, wrong):
    none = 0xFFFFFFFFFFFFFFFF
    loads = [(TEXT, TEXT_AT, 0x100000), (VMALLOC, none, 0x1FFFFFFFFFFF)]
    loads += [(DIRECT + first, first, end - first) for first, end in RAM]
    notes = note(b"CORE\0", b"\0" * 336) + note(b"VMCOREINFO\0", INFO)
    notes_at = 64 + 56 * (len(loads) + 1)
    data = 0x3000
    place = lambda virtual: (virtual & 0x7FFFFFFFFFFF) + data
    heads = struct.pack("<IIQQQQQQ", 4, 0, notes_at, 0, 0, len(notes), 0, 0)
    for virtual, physical, size in loads:
        offset = place(virtual)
        heads += struct.pack("<IIQQQQQQ", 1, 7, offset, virtual, 0 if old else physical, size, size, PAGE)
    ident = b"\x7fELF\x02\x01\x01" + b"\0" * 9
    with open(path, "wb") as out:
        out.write(struct.pack("<16sHHIQQQIHHHHHH", ident, 4, 62, 1, 0, 64, 0, 0, 64, 56, len(loads) + 1, 0, 0, 0))
        out.write(heads + notes)
        for first, end in RAM:
            out.seek(place(DIRECT + first))
            shift = PAGE if wrong else 0
            out.write(ram[first + shift:end] + bytes(shift))


def main(folder, options):
    for part in ("proc/sys/kernel", "sys/kernel/btf", "dev", "boot", "etc"):
        os.makedirs(f"{folder}/{part}", exist_ok=True)
    ram = memory()
    if "--size" in options:
        ram = enlarge(ram, int(options[options.index("--size") + 1]))
    with open(f"{folder}.ram", "wb") as out:
        out.write(ram)
    texts = {
        "proc/iomem": "00000000-00000fff : Reserved\n00001000-0009fbff : System RAM\n0009fc00-000fffff : Reserved\n"
                      "  000f0000-000fffff : System ROM\n"
                      f"00100000-{RAM[1][1] - 1:08x} : System RAM\n"
                      "  00200000-0024ffff : Kernel code\n  00250000-0027ffff : Kernel rodata\n"
                      "fec00000-fec003ff : IOAPIC 0\n",
        "proc/version": VERSION.decode(),
        "proc/kallsyms": "ffffffff81000000 T _text\n",
        "proc/sys/kernel/osrelease": "6.1.0-made\n",
        "proc/swaps": "Filename\tType\tSize\tUsed\tPriority\n/swapfile file 1024 12 -2\n",
        "sys/kernel/vmcoreinfo": f"0x{NOTE_AT:016x} 1000\n",
        "sys/kernel/btf/vmlinux": "BTF of the kernel",
        "boot/System.map-6.1.0-made": "ffffffff81000000 T _text\n",
        "boot/System.map-5.10.0-other": "another kernel's\n",
        "etc/hostname": "made\n",
    }
    for name, text in texts.items():
        with open(f"{folder}/{name}", "w", encoding="ascii") as out:
            out.write(text)
    if "--no-kcore" not in options:
        kcore(f"{folder}/proc/kcore", ram, "--old" in options, "--wrong" in options)
    if "--dev-mem" in options:
        with open(f"{folder}/dev/mem", "wb") as out:
            out.write(ram)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
