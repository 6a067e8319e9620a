#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent reader of memory images: LiME version 1 and ELF cores.

    lime.py ranges IMAGE             first and last address of each range, hexadecimal
    lime.py page IMAGE ADDRESS       the 4096 bytes at a physical address, to standard output
    lime.py compare IMAGE RAW        page by page against a file whose offsets are physical addresses
"""
import os
import struct
import sys


class Image:
    """Ranges (first, size, offset in the file) and the bytes of physical addresses."""

    def __init__(self, path):
        self.file = open(path, "rb")
        self.size = os.fstat(self.file.fileno()).st_size
        magic = self.file.read(4)
        self.format = "elf" if magic == b"\x7fELF" else "lime"
        self.ranges = list(self._elf() if self.format == "elf" else self._lime())

    def _lime(self):
        at = 0
        while at < self.size:
            self.file.seek(at)
            magic, version, first, last, reserved = struct.unpack("<IIQQQ", self.file.read(32))
            if (magic, version, reserved) != (0x4C694D45, 1, 0):
                raise ValueError(f"no LiME header at byte {at}")
            size = last - first + 1
            if size <= 0 or at + 32 + size > self.size:
                raise ValueError(f"range at byte {at} is longer than the file")
            yield first, size, at + 32
            at += 32 + size

    def _elf(self):
        self.file.seek(0)
        header = struct.unpack("<16sHHIQQQIHHHHHH", self.file.read(64))
        if header[0][4:6] != b"\x02\x01" or header[1] != 4:
            raise ValueError("no ELF64 core, little endian")
        self.notes, self.virtual = b"", {}
        for i in range(header[10]):
            self.file.seek(header[5] + i * 56)
            kind, _, offset, virtual, physical, size, _, _ = struct.unpack("<IIQQQQQQ", self.file.read(56))
            if offset + size > self.size:
                raise ValueError(f"program header {i} is longer than the file")
            if kind == 4:
                self.file.seek(offset)
                self.notes = self.file.read(size)
            if kind == 1:
                self.virtual[physical] = virtual
                yield physical, size, offset

    def read(self, address, size):
        for first, length, offset in self.ranges:
            if first <= address < first + length:
                self.file.seek(offset + address - first)
                return self.file.read(min(size, first + length - address))
        return None

    def compare(self, raw, page=4096):
        """(pages compared, pages that differ) against a file of physical addresses."""
        compared, differ = 0, []
        for first, length, offset in self.ranges:
            for at in range(first, first + length, page):
                size = min(page, first + length - at)
                self.file.seek(offset + at - first)
                raw.seek(at)
                compared += 1
                if self.file.read(size) != raw.read(size):
                    differ.append(at)
        return compared, differ


def main(words):
    image = Image(words[1])
    if words[0] == "ranges":
        for first, size, _ in image.ranges:
            print(f"{first:x} {first + size - 1:x}")
    elif words[0] == "page":
        found = image.read(int(words[2], 0), 4096)
        if found is None:
            return 1
        sys.stdout.buffer.write(found)
    else:
        with open(words[2], "rb") as raw:
            compared, differ = image.compare(raw)
        print(f"{compared} pages, {len(differ)} differ")
        for at in differ[:20]:
            print(f"  {at:x}")
        return 1 if differ else 0
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("ranges", "page", "compare"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
