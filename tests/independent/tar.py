# SPDX-License-Identifier: Apache-2.0
"""The one form of tar that collections and packed cases are written in. Entries front to back, nothing guessed."""
import re

from frames import Cut
from verdict import Malformed

BLOCK = 512
LARGEST = 8 * 2**30 - 1


def header(name, size, time, kind=b"0"):
    """The header of one entry; name is FOLDER/rest."""
    prefix = b""
    if len(name) > 100:
        prefix, _, name = name.partition(b"/")
    if len(name) > 100 or len(prefix) > 155:
        raise Malformed("a name that does not fit a header")
    block = bytearray(name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % size + b"%011o\0" % time + b" " * 8 + kind)
    block += bytes(100) + b"ustar\00000" + bytes(80) + prefix.ljust(155, b"\0") + bytes(12)
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def _read(stream, size):
    data = stream.read(size)
    if len(data) < size:
        raise Cut
    return data


class Entry:
    """One file: `name` without the folder, and its bytes, to be read to their end before the next."""

    def __init__(self, stream, name, size):
        self.stream, self.name, self.size, self.left = stream, name, size, size

    def blocks(self):
        while self.left:
            data = self.stream.read(min(self.left, 1 << 20))
            if not data:
                raise Cut
            self.left -= len(data)
            yield data
        if _read(self.stream, -self.size % BLOCK).strip(b"\0"):
            raise Malformed(f"{self.name}: padding that is not zero")

    def whole(self, limit):
        if self.size > limit:
            raise Malformed(f"{self.name}: larger than {limit} bytes")
        return b"".join(self.blocks())


def _text(field):
    return field.partition(b"\0")[0]


def _number(field):
    return int(field[:-1], 8) if re.fullmatch(rb"[0-7]+\0", field) else 0


def entries(stream, folder_pattern):
    """Yields entries until the two blocks of zeros. Raises Cut or Malformed; every header is written again and compared."""
    folder = time = None
    while True:
        block = stream.read(BLOCK)
        if not block.strip(b"\0"):
            if len(block) < BLOCK:
                raise Cut
            end = stream.read(BLOCK)
            if end.strip(b"\0"):
                raise Malformed("something where the end mark should be")
            if len(end) < BLOCK:
                raise Cut
            if stream.read(1):
                raise Malformed("bytes behind the end mark")
            return
        if len(block) < BLOCK:
            raise Cut
        name = (_text(block[345:500]) + b"/" if block[345] else b"") + _text(block[:100])
        size, stated_time = _number(block[124:136]), _number(block[136:148])
        folder = name.partition(b"/")[0] if folder is None else folder
        time = stated_time if time is None else time
        if not re.fullmatch(folder_pattern, folder.decode("latin-1")):
            raise Malformed("a folder name that no writer gives")
        if block[156:157] == b"x":
            if block != header(folder + b"/pax", size, time, b"x"):
                raise Malformed("a pax header of another form")
            record = Entry(stream, "pax", size).whole(64)
            found = re.fullmatch(rb"([0-9]+) size=([1-9][0-9]*)\n", record)
            if not found or int(found[1]) != len(record) or int(found[2]) <= LARGEST:
                raise Malformed("a pax header of another form")
            block = _read(stream, BLOCK)
            name = (_text(block[345:500]) + b"/" if block[345] else b"") + _text(block[:100])
            if block != header(name, 0, time):
                raise Malformed("a header that no writer writes")
            size = int(found[2])
        elif block != header(name, size, time) or size > LARGEST:
            raise Malformed("a header that no writer writes")
        if not name.startswith(folder + b"/"):
            raise Malformed("an entry outside the folder")
        yield Entry(stream, name[len(folder) + 1:].decode("latin-1"), size), time
