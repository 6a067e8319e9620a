# SPDX-License-Identifier: Apache-2.0
"""zstd frames and the seal behind them: where they end is read here (RFC 8878), what they hold is `zstd -dc`'s work."""
import hashlib
import subprocess
import tempfile

from verdict import Malformed

FRAME, SEAL = bytes.fromhex("28b52ffd"), bytes.fromhex("5e2a4d1820000000")
WINDOW = 8 << 20


class Cut(Exception):
    """The stream ended before its end."""


def _take(stream, size, running, out):
    data = stream.read(size)
    running.update(data)
    out.write(data)
    if len(data) < size:
        raise Cut
    return data


def _one_frame(stream, running, out):
    """Copies the rest of a frame whose magic number was read."""
    descriptor = _take(stream, 1, running, out)[0]
    single, checksum = descriptor & 0x20, descriptor & 0x04
    if descriptor & 0x08 or not checksum or descriptor & 0x03:
        raise Malformed("a zstd frame without checksum or with a dictionary")
    if not single:
        window = _take(stream, 1, running, out)[0]
        base = 1 << (10 + (window >> 3))
        if base + base // 8 * (window & 7) > WINDOW:
            raise Malformed("a zstd window over 8 MiB")
    content = _take(stream, (1 if single else 0, 2, 4, 8)[descriptor >> 6], running, out)
    if single and int.from_bytes(content, "little") + (256 if len(content) == 2 else 0) > WINDOW:
        raise Malformed("a zstd window over 8 MiB")
    last = False
    while not last:
        header = int.from_bytes(_take(stream, 3, running, out), "little")
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        if kind == 3 or size > 128 << 10:
            raise Malformed("a zstd block of no kind")
        _take(stream, 1 if kind == 1 else size, running, out)
    _take(stream, 4, running, out)


class Frames:
    """The decompressed stream in `opened`; `end` is 'sealed', 'cut' or what is wrong."""

    def __init__(self, stream, first):
        whole, running = tempfile.TemporaryFile(), hashlib.sha256()
        good, self.end, magic = 0, None, first
        try:
            while self.end is None:
                if magic == FRAME:
                    running.update(magic)
                    whole.write(magic)
                    _one_frame(stream, running, whole)
                    good = whole.tell()
                elif magic == SEAL[:4]:
                    rest = stream.read(36)
                    if len(rest) < 36:
                        self.end = "cut" if (SEAL[4:] + running.digest()).startswith(rest) else "a seal that does not hold"
                    elif rest != SEAL[4:] + running.digest() or stream.read(1):
                        self.end = "a seal that does not hold, or bytes behind it"
                    else:
                        self.end = "sealed"
                elif len(magic) < 4 and (FRAME.startswith(magic) or SEAL.startswith(magic)):
                    self.end = "cut"
                else:
                    self.end = "no zstd frame"
                magic = stream.read(4) if self.end is None else b""
        except Cut:
            self.end = "cut"
        except Malformed as error:
            self.end = str(error)
        whole.truncate(good)
        whole.seek(0)
        self.opened = tempfile.TemporaryFile()
        done = subprocess.run(["zstd", "-dc", "--memory=8MB"], stdin=whole, stdout=self.opened, stderr=subprocess.PIPE) if good else None
        if done and done.returncode:
            self.end = "a zstd frame that does not hold"
        self.opened.seek(0)
