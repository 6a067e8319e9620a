#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a capture with something odd in it: made_odd_capture.py FILE future|snapped|longer

future: stamped seventy years from now; snapped: cut by a snap length in front of its ports, and behind them;
longer: more was captured than there is said to have been.
"""
import struct
import sys
import time

FRAME = (bytes.fromhex("020000000001" "020000000002" "0800") +
         bytes.fromhex("4500002c0000000040110000" "0a000002" "0a000001") + struct.pack("!HHHH", 40000, 9999, 24, 0) + b"sixteen bytes...")


def record(seconds, captured, original):
    return struct.pack("<IIII", seconds, 0, len(captured), original) + captured


def main():
    file, what = sys.argv[1:]
    then = 1_763_856_000  # 2025-11-23
    records = {"future": [record(min(int(time.time()) + 70 * 365 * 86_400, 2**32 - 1), FRAME, len(FRAME))],
               "snapped": [record(then, FRAME[:36], len(FRAME)), record(then + 1, FRAME[:44], len(FRAME))],
               "longer": [record(then, FRAME, len(FRAME) - 10)]}[what]
    with open(file, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1) + b"".join(records))


main()
