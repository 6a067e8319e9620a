#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether two unpacked collections of one root have the same files and records; times and devices of the reading aside.

  same_items.py FOLDER OTHER [FIELD…]    FIELD: what besides may differ (file.device, file.inode, …); directory.size: sizes and link
                                         counts of folders, which are the file system's own affair
"""
import base64
import collections
import json
import pathlib
import sys

# When and by whom it was read, not what was read.
OF_THE_READING = {"started", "finished", "id", "stored", "~", "records"}


def lines(folder):
    for part in sorted(pathlib.Path(folder).glob("data/items-*.jsonl")) + sorted(pathlib.Path(folder).glob("data/*/item.json")):
        for line in part.read_bytes().splitlines():
            yield json.loads(line)


def files(folder, leave):
    """Every item of a file, by its path: size, digest, metadata."""
    found = collections.Counter()
    for item in lines(folder):
        if item.get("kind") in ("records", "mark"):
            continue
        path = base64.b64decode(item["path_raw"]) if "path_raw" in item else item["path"].encode()
        rest = {key: value for key, value in item.items() if key not in OF_THE_READING | leave}
        for inner in ("attributes", "facts", "file"):
            if isinstance(rest.get(inner), dict):
                rest[inner] = {key: value for key, value in rest[inner].items() if key not in leave}
        found[path, json.dumps(rest, sort_keys=True)] += 1
    return found


def records(folder, leave):
    found = collections.Counter()
    for part in sorted(pathlib.Path(folder).rglob("*content*")):
        for line in part.read_bytes().splitlines():
            if not line.startswith(b'{"type":"host.file"'):
                continue
            record = json.loads(line)
            if "directory.size" in leave and record.get("file.type") == "dir":
                record.update({"file.size": 0, "file.links": 0})
            found[json.dumps({key: value for key, value in record.items() if key not in leave}, sort_keys=True)] += 1
    return found


def main():
    one, other, leave = sys.argv[1], sys.argv[2], set(sys.argv[3:]) | {"accessed", "file.accessed"}  # reading a link touches it
    differ = 0
    for what in (files, records):
        here, there = what(one, leave), what(other, leave)
        print(f"{what.__name__}: {sum(here.values())} and {sum(there.values())}")
        if not here:
            sys.exit(f"no {what.__name__}: nothing was compared")
        for sign, each in [("-", each) for each in here - there] + [("+", each) for each in there - here]:
            differ += 1
            if differ <= 20:
                print(sign, each)
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
