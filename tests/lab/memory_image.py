# SPDX-License-Identifier: Apache-2.0
"""Memory images read from outside: LiME version 1, and ELF cores (ours, and qemu's own)."""
import bisect
import mmap
import re
import struct

LIME = struct.Struct("<IIQQQ")  # magic, version, first address, last address (inclusive), zeros
ELF = struct.Struct("<16sHHIQQQIHHHHHH")
PROGRAM = struct.Struct("<IIQQQQQQ")  # type, flags, offset, vaddr, paddr, filesz, memsz, align
NOTE = struct.Struct("<III")
PAGE = 4096


class Image:
    """Bytes by physical address. `ranges` are (first, last) in ascending order, both inclusive."""

    def __init__(self, data, parts, notes=b""):
        self._data, self._parts, self.notes = data, sorted(parts), notes
        self.ranges = [(start, start + size - 1) for start, size, _ in self._parts]

    def page(self, address):
        """One page, or None where the image has none."""
        index = bisect.bisect(self._parts, (address, 1 << 64, 0)) - 1
        if index < 0:
            return None
        start, size, offset = self._parts[index]
        inside = address - start
        return self._data[offset + inside:offset + inside + PAGE] if inside + PAGE <= size else None


def read_lime(data):
    parts, at = [], 0
    while at < len(data):
        magic, version, first, last, zeros = LIME.unpack_from(data, at)
        if (magic, version, zeros) != (0x4C694D45, 1, 0):
            raise AssertionError(f"no LiME header at {at}")
        at += LIME.size
        parts.append((first, last - first + 1, at))
        at += last - first + 1
    if at != len(data):
        raise AssertionError("the last range is cut")
    return Image(data, parts)


def read_elf(data):
    head = ELF.unpack_from(data)
    if head[0][:6] != b"\x7fELF\x02\x01" or head[1] != 4:
        raise AssertionError("no little-endian ELF64 core")
    parts, notes = [], b""
    for index in range(head[10]):
        kind, _, offset, _, paddr, filesz, _, _ = PROGRAM.unpack_from(data, head[5] + index * head[9])
        if kind == 1 and filesz:
            parts.append((paddr, filesz, offset))
        elif kind == 4:
            notes += data[offset:offset + filesz]
    return Image(data, parts, notes)


def open_elf(path):
    with open(path, "rb") as file:
        return read_elf(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def resources(text, name):
    """Top entries and children of /proc/iomem with this name, (first, last) both inclusive."""
    return [(int(first, 16), int(last, 16))
            for first, last in re.findall(rf"^\s*([0-9a-f]+)-([0-9a-f]+) : {re.escape(name)}$", text, re.M)]


def whole_pages(ranges):
    """Each range without the parts of pages at its ends."""
    inner = [(-(-first // PAGE) * PAGE, (last + 1) // PAGE * PAGE - 1) for first, last in ranges]
    return [(first, last) for first, last in inner if first < last]


def pages(ranges):
    return (address for first, last in ranges for address in range(first, last, PAGE))
