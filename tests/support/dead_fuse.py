#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A FUSE file system that has died: mounted, it answers the greeting and then nothing more.

    dead_fuse.py FOLDER [--alive N] [--block DEVICE]

Whoever looks up a name below FOLDER hangs in the kernel, as below a network mount whose server is gone. With
--alive N the root answers stat for the first N requests; with --block the type is fuseblk, that of a local disk
read through a daemon. Ends, and lets everybody go on, at SIGTERM.
The protocol is that of <linux/fuse.h>; no library.
"""
import argparse
import ctypes
import os
import signal
import struct
import sys

IN_HEADER = struct.Struct("<IIQQIIII")  # len opcode unique nodeid uid gid pid padding
INIT, GETATTR, FORGET = 26, 3, 2
FOLDER = 0o040755


def reply(fd, unique, body):
    os.write(fd, struct.pack("<IiQ", 16 + len(body), 0, unique) + body)


def attributes():
    attr = struct.pack("<QQQQQQIIIIIIIIII", 1, 0, 0, 0, 0, 0, 0, 0, 0, FOLDER, 2, 0, 0, 0, 4096, 0)
    return struct.pack("<QII", 0, 0, 0) + attr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--alive", type=int, default=0)
    parser.add_argument("--block")
    given = parser.parse_args()
    folder, alive = given.folder, given.alive
    fd = os.open("/dev/fuse", os.O_RDWR)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"fd={fd},rootmode=40000,user_id=0,group_id=0,allow_other"
    options += ",blksize=512" if given.block else ""
    kind = b"fuseblk" if given.block else b"fuse"
    if libc.mount((given.block or "dead").encode(), folder.encode(), kind, 0, options.encode()) != 0:
        print("dead_fuse: cannot mount:", os.strerror(ctypes.get_errno()), file=sys.stderr)
        return 77

    def end(*_):
        libc.umount2(folder.encode(), 2)  # MNT_DETACH; closing the device ends every request
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        request = os.read(fd, 1 << 17)
        _, opcode, unique, *_ = IN_HEADER.unpack_from(request)
        if opcode == INIT:
            major, minor, ahead, flags = struct.unpack_from("<IIII", request, IN_HEADER.size)
            reply(fd, unique, struct.pack("<IIIIHHIIHHI28x", 7, min(minor, 31), ahead, 0, 8, 6, 65536, 1, 16, 0, 0))
            print("mounted", flush=True)
        elif opcode == GETATTR and alive > 0:
            alive -= 1
            reply(fd, unique, attributes())


if __name__ == "__main__":
    sys.exit(main())
