# SPDX-License-Identifier: Apache-2.0
"""A collection as it left the host: "Collection" in casefile/FORMAT.md, read front to back."""
import datetime
import hashlib
import json
import re
import sys
import tempfile

import digests
import tar
from events import number
from evidence import check_record
from frames import FRAME, Cut, Frames
from verdict import EVIDENCE, PART, UNREADABLE, Malformed

FOLDER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
MIB = 1 << 20
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PLAIN = ("outcome.json", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
PAYLOAD = re.compile(r"data/(?:items-([0-9]{6})\.(content|jsonl)|([0-9]{6})/(content|item\.json|content\.([0-9]{4,6})))")


class Stream:
    """A number's parts so far."""

    def __init__(self):
        self.running, self.size, self.names, self.digest_bytes = hashlib.sha256(), 0, [], tempfile.TemporaryFile()


class Reading:
    def __init__(self, verdict):
        self.verdict = verdict
        self.payload, self.tags, self.bytes, self.items = [], [], 0, 0
        self.used, self.open, self.awaited = set(), {}, None

    def wrong(self, where, what):
        self.verdict.add(EVIDENCE, where, what)

    # -- items ---------------------------------------------------------------------------------------------------

    def _judge(self, line, number_of_item, content, names, offset=0, exact=True):
        """A record against the bytes it stands for: `content` is an open file, or None for an item without bytes."""
        record = check_record(line)
        stated, size = record.get("sha256"), number(record.get("size"))
        if record.get("type") != "item" or record.get("id") != number_of_item or "~" not in record:
            raise Malformed(f"record {number_of_item} is of another item, or unchecked")
        if not list(record)[-1] == "~" or record.get("outcome") not in ("complete", "partial", "gap", "denied", "timed-out", "changed", "skipped", "failed"):
            raise Malformed(f"record {number_of_item}: no outcome that is known")
        if content is None or "stored" not in record:
            if "stored" in record or (content is not None and exact):
                raise Malformed(f"record {number_of_item}: names files that hold nothing of it")
            if stated is not None and (size or stated != hashlib.sha256().hexdigest()):
                raise Malformed(f"record {number_of_item}: a digest without bytes")
            return 0
        if record["stored"] != names or (number(record.get("stored_offset", 0)) != offset) or ("stored_offset" in record and offset == 0):
            raise Malformed(f"record {number_of_item}: other stored files than its own")
        if size is None or stated is None:
            raise Malformed(f"record {number_of_item}: bytes without size or digest")
        self._compare(record, size, content, offset)
        return size

    def _compare(self, record, size, content, offset):
        want = {"sha256": record["sha256"], **record.get("digests", {})}
        running, left = {name: digests.new(name) for name in want if digests.new(name)}, size
        content.seek(offset)
        while left:
            data = content.read(min(left, MIB))
            if not data:
                raise Malformed(f"record {record['id']}: fewer bytes than it says")
            left -= len(data)
            for one in running.values():
                one.update(data)
        for name, one in running.items():
            if one.hexdigest() != want[name]:
                raise Malformed(f"record {record['id']}: its {name} is not that of its bytes")

    def _segment(self, name, number_of_segment, lines, content):
        size = content.seek(0, 2)
        if not lines.endswith(b"\n"):
            raise Malformed(f"{name}: a line without its end")
        offset = 0
        for at, line in enumerate(lines[:-1].split(b"\n")):
            if len(line) > 4 * MIB:
                raise Malformed(f"{name}: a record over 4 MiB")
            try:
                taken = self._judge(line, f"{number_of_segment}.{at}", content, [f"data/items-{number_of_segment}.content"], offset, exact=False)
                if taken > 64 << 10:
                    raise Malformed(f"{name}: a large item in a segment")
                self.items += 1
                offset += taken
            except (Malformed, TypeError, AttributeError) as error:
                self.wrong(name, str(error))
                return
        if offset != size:
            self.wrong(name, "bytes of the segment that belong to no record")

    # -- files ---------------------------------------------------------------------------------------------------

    def _store(self, entry, limit, into=None):
        if limit is not None and entry.size > limit:
            raise Malformed(f"{entry.name}: larger than it may be")
        into = into or tempfile.TemporaryFile()
        running = hashlib.sha256()
        for data in entry.blocks():
            running.update(data)
            into.write(data)
        self.bytes += entry.size
        self.payload.append((running.hexdigest(), entry.name))
        return into

    def _claim(self, number_of_item):
        if number_of_item in self.used or number_of_item == "000000":
            raise Malformed(f"number {number_of_item} twice, or none")
        self.used.add(number_of_item)

    def payload_file(self, entry):
        found = PAYLOAD.fullmatch(entry.name)
        if not found or len(self.payload) >= 1_000_000:
            raise Malformed(f"{entry.name}: no name of a payload file")
        segment, half, large, kind, part = found.groups()
        if self.awaited and self.awaited[0] != entry.name:
            raise Malformed(f"{entry.name} where {self.awaited[0]} should be")
        if segment and half == "content":
            self._claim(segment)
            self.awaited = f"data/items-{segment}.jsonl", self._store(entry, MIB + (64 << 10))
        elif segment:
            if not self.awaited:
                raise Malformed(f"{entry.name} without its content")
            content, self.awaited = self.awaited[1], None
            lines = self._store(entry, 8 * MIB)
            lines.seek(0)
            self._segment(entry.name, segment, lines.read(), content)
        elif kind == "content":
            self._claim(large)
            self.awaited = f"data/{large}/item.json", self._store(entry, None), entry.name
        elif part:
            self._part(entry, large, part)
        else:
            self._record(entry, large)

    def _part(self, entry, large, part):
        if large not in self.open:
            self._claim(large)
            self.open[large] = [tempfile.TemporaryFile(), []]
        stored, names = self.open[large]
        if part != f"{len(names) + 1:04d}" or entry.size == 0 or len(self.open) > 1024:
            raise Malformed(f"{entry.name}: not the next part")
        stored.seek(0, 2)
        self._store(entry, 4 * MIB, stored)
        names.append(entry.name)

    def _record(self, entry, large):
        if self.awaited:
            (_, content, name), self.awaited, exact = self.awaited, None, True
            names = [name]
        else:
            if large not in self.open:
                self._claim(large)
            (content, names), exact = self.open.pop(large, (None, [])), True
        line = self._store(entry, 4 * MIB + 1)
        line.seek(0)
        data = line.read()
        try:
            if not data.endswith(b"\n"):
                raise Malformed("a record without its line end")
            size = self._judge(data[:-1], large, content, names, exact=exact)
            if content is not None:
                self._rest(content, size, padded=entry.name in names or len(names) == 1 and names[0].endswith("/content"))
            self.items += 1
        except (Malformed, TypeError, AttributeError) as error:
            self.wrong(entry.name, str(error))

    def _rest(self, content, size, padded):
        content.seek(size)
        while data := content.read(MIB):
            if not padded or data.strip(b"\0"):
                raise Malformed("bytes behind the item's that are no padding")

    # -- the whole -----------------------------------------------------------------------------------------------

    def tag_file(self, entry, limit):
        data = entry.whole(limit)
        self.tags.append((hashlib.sha256(data).hexdigest(), entry.name))
        return data

    def front(self, walk):
        entry, time = next(walk)
        if entry.name != "bagit.txt" or self.tag_file(entry, 1024) != BAGIT:
            raise Malformed("bagit.txt is not first, or not its own")
        entry, _ = next(walk)
        if entry.name != "outline.json":
            raise Malformed("outline.json is not second")
        outline = _object(self.tag_file(entry, 16 * MIB), entry.name)
        if time != _seconds(outline.get("time")):
            raise Malformed("the entries have another time than the outline")

    def back(self, entry):
        if entry.name == "outcome.json":
            totals = _object(self.tag_file(entry, 16 * MIB), entry.name).get("totals", {})
            want = {"items": self.items, "payload_bytes": self.bytes, "payload_files": len(self.payload)}
            if any(number(totals.get(name)) != value for name, value in want.items()):
                self.wrong(entry.name, f"totals are not {want}")
        elif entry.name == "bag-info.txt":
            if f"Payload-Oxum: {self.bytes}.{len(self.payload)}" not in self.tag_file(entry, 64 << 10).decode(errors="replace").split("\n"):
                self.wrong(entry.name, "another Payload-Oxum")
        elif entry.name == "manifest-sha256.txt":
            if self.tag_file(entry, 128 * MIB) != _manifest(self.payload):
                self.wrong(entry.name, "not the digests of what came")
        elif entry.whole(64 << 10) != _manifest(self.tags):
            self.wrong(entry.name, "not the digests of what came")

    def read(self, stream):
        """'whole' or 'cut'; raises Malformed."""
        walk, place = tar.entries(stream, FOLDER), 0
        try:
            self.front(walk)
            for entry, _ in walk:
                if entry.name.startswith("data/") and place == 0:
                    self.payload_file(entry)
                elif place < len(PLAIN) and entry.name == PLAIN[place] and not self.awaited and not self.open:
                    self.back(entry)
                    place += 1
                else:
                    raise Malformed(f"{entry.name}: not where it belongs")
        except Cut:
            return "cut"
        except StopIteration:
            raise Malformed("the stream ends before its payload") from None
        if place != len(PLAIN):
            raise Malformed("the stream ends before its manifests")
        return "whole"


def _manifest(lines):
    return "".join(f"{digest}  {name}\n" for digest, name in lines).encode()


def _object(data, name):
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Malformed(f"{name}: no JSON object")
    return value


def _seconds(text):
    try:
        return int(datetime.datetime.fromisoformat(re.sub(r"\.[0-9]+", "", text)).timestamp()) if isinstance(text, str) else 0
    except ValueError:
        raise Malformed("outline.json: a time that is none") from None


def check(path, verdict):
    with sys.stdin.buffer if path == "-" else open(path, "rb") as stream:
        first = stream.read(4)
        frames = None
        if first == FRAME:
            frames = Frames(stream, first)
            stream = frames.opened
        elif stream.seekable():
            stream.seek(0)
        else:
            verdict.add(UNREADABLE, path, "a pipe that is not compressed cannot be read twice; give a file")
            return
        reading = Reading(verdict)
        try:
            end = reading.read(stream)
        except Malformed as error:
            reading.wrong(path, str(error))
            return
        if frames and frames.end not in ("sealed", "cut"):
            reading.wrong(path, frames.end)
        elif end == "cut" and not (frames and frames.end == "sealed") or frames and frames.end == "cut":
            verdict.add(PART, path, f"cut: {reading.items} items came whole")
        elif end == "cut":
            reading.wrong(path, "sealed before its end")
