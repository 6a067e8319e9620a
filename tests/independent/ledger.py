# SPDX-License-Identifier: Apache-2.0
"""The ledger of a case: case.sqlite and HEAD, steps 1 to 4 of "Verifying, in order" in casefile/FORMAT.md."""
import base64
import contextlib
import datetime
import hashlib
import pathlib
import re
import shutil
import sqlite3
import stat
import tempfile
import urllib.parse

import merkle
import note
import timestamp
from events import Event, need
from verdict import ABSENT, LEDGER, PART, SIGNATURE, UNREADABLE, UNTRUSTED, Malformed

SCHEMA = {
    "event": "CREATE TABLE event(seq INTEGER PRIMARY KEY, type TEXT NOT NULL, bytes BLOB NOT NULL)",
    "event_type": "CREATE INDEX event_type ON event(type)",
    "checkpoint": "CREATE TABLE checkpoint(algorithm TEXT NOT NULL, size INTEGER NOT NULL, edge BLOB NOT NULL, "
                  "note TEXT NOT NULL, PRIMARY KEY(algorithm, size)) WITHOUT ROWID",
    "item": "CREATE TABLE item(event INTEGER PRIMARY KEY, id TEXT NOT NULL)",
    "item_id": "CREATE UNIQUE INDEX item_id ON item(id)",
    "object": "CREATE TABLE object(sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID",
}
TYPES = {
    "event": {"type": "text", "bytes": "blob"},
    "checkpoint": {"algorithm": "text", "size": "integer", "edge": "blob", "note": "text"},
    "item": {"id": "text"},
    "object": {"sha256": "blob", "size": "integer"},
}
TREES = ("sha256", "sm3")


def is_file(path):
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


class Ledger:
    """Everything read from case.sqlite and HEAD; what is wrong goes into the verdict."""

    def __init__(self, case, verdict):
        self.case, self.verdict = pathlib.Path(case), verdict
        self.events, self.notes, self.edges, self.keys = [], {}, {}, []
        self.objects, self.items, self.closed, self.head = {}, {}, False, []

    def wrong(self, where, what):
        self.verdict.add(LEDGER, where, what)

    def read(self):
        """False when there is no case, or no ledger that can be read at all."""
        file = self.case / "case.sqlite"
        if not self.case.is_dir() or not (file.exists() or (self.case / "HEAD").exists()):
            self.verdict.add(ABSENT, str(self.case), "no case")
            return False
        if not is_file(file):
            self.wrong("case.sqlite", "missing, or no file")
            return False
        with tempfile.TemporaryDirectory(prefix="firsthour-third-") as folder:
            try:
                copy = self._private_copy(file, pathlib.Path(folder))
                self._read_head(copy)
                return self._read_database(copy)
            except OSError as error:
                self.verdict.add(UNREADABLE, "case.sqlite", str(error))
            except sqlite3.Error as error:
                self.wrong("case.sqlite", str(error))
        return False

    def _private_copy(self, file, folder):
        """The ledger as a writer would find it: a journal that a crash left is rolled back, in a copy."""
        journal = self.case / "case.sqlite-journal"
        if not is_file(journal):
            return file
        self.verdict.add(PART, "case.sqlite-journal", "a writer did not end by itself")
        for one in (file, journal):
            shutil.copyfile(one, folder / one.name)
        copy = folder / file.name
        with contextlib.closing(sqlite3.connect(copy)) as opened:
            opened.execute("PRAGMA trusted_schema=OFF")
            opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return copy

    def _read_head(self, file):
        """HEAD's notes, and whether its last line is that of the ledger file."""
        self.fits = None
        if not is_file(self.case / "HEAD"):
            return self.wrong("HEAD", "missing, or no file")
        try:
            data = (self.case / "HEAD").read_bytes()
            self.head, line = note.split_notes(data)
        except Malformed as error:
            return self.wrong("HEAD", str(error))
        if len(self.head) != 2 or not re.fullmatch(rb"case\.sqlite (0|[1-9][0-9]*) [0-9a-f]{64}\n", line):
            return self.wrong("HEAD", "not two notes and a line about case.sqlite")
        with open(file, "rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        self.fits = line == f"case.sqlite {file.stat().st_size} {digest}\n".encode()

    def _read_database(self, file):
        with open(file, "rb") as opened:
            header = opened.read(100)
        if len(header) < 100 or header[:16] != b"SQLite format 3\0" or header[68:72] != b"FHC1":
            self.wrong("case.sqlite", "not the ledger of a case")
            return False
        if int.from_bytes(header[60:64], "big") > 1 and self.fits:
            self.verdict.add(UNREADABLE, "case.sqlite", "a newer version of the format")
            return False
        if header[18:20] != b"\x01\x01" or int.from_bytes(header[60:64], "big") != 1:
            self.wrong("case.sqlite", "another journal mode or version")
            return False
        address = "file:" + urllib.parse.quote(str(file.absolute())) + "?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = bytes
            database.execute("PRAGMA trusted_schema=OFF")
            return self._read_tables(database)

    def _read_tables(self, database):
        if [row[0] for row in database.execute("PRAGMA integrity_check")] != [b"ok"]:
            self.wrong("case.sqlite", "PRAGMA integrity_check is not content")
            return False
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex_%'").fetchall()
        found = {name.decode(errors="replace"): b" ".join((sql or b"").split()).decode(errors="replace") for name, sql in rows}
        if found != SCHEMA:
            self.wrong("case.sqlite", "another schema")
            return False
        for table, columns in TYPES.items():
            odd = " OR ".join(f"typeof({name}) <> '{kind}'" for name, kind in columns.items())
            if database.execute(f"SELECT count(*) FROM {table} WHERE {odd}").fetchone()[0]:
                self.wrong("case.sqlite", f"{table}: a value of another type than its column's")
                return False
        self._read_events(database)
        self._read_notes(database)
        self._compare_derived(database)
        return True

    def _read_events(self, database):
        trees, sealed = {name: merkle.Edge(name) for name in TREES}, False
        self.edges[0] = {name: ([], trees[name].root()) for name in TREES}
        for at, (seq, kind, data) in enumerate(database.execute("SELECT seq, type, bytes FROM event ORDER BY seq")):
            try:
                need(seq == at, f"a gap before event {seq}")
                event = Event(seq, data, self.events[-1] if self.events else None)
                need(event.type.encode() == kind, "the column type is another than the event's")
                need(not (sealed and event.item), "evidence that came after the case was sealed")
                self._take(event)
            except (Malformed, KeyError, AttributeError, TypeError) as error:
                self.wrong("case.sqlite", f"event {seq}: {error}")
                return
            sealed = sealed or event.type == "sealed"
            self.events.append(event)
            for name in TREES:
                trees[name].append(merkle.leaf(name, data))
            self.edges[at + 1] = {name: (list(trees[name].roots), trees[name].root()) for name in TREES}
        if not self.events:
            self.wrong("case.sqlite", "no events")

    def _take(self, event):
        if event.type in ("opened", "key"):
            stated = event.body["keys"] if event.type == "opened" else [event.body["key"]]
            need(isinstance(stated, list) and (event.type == "key" or 1 <= len(stated) <= 2), "keys is no list of one or two")
            for one in stated:
                key = note.Key.parse(one["verifier_key"])
                need(one["name"] == key.name and one["fingerprint"] == key.fingerprint(), "a key that is not what it says")
                self.keys.append((event.seq, key))
        if event.seq == 0:
            need(event.body.get("format") == 1 and isinstance(event.body.get("case"), str), "no case of this format")
            self.origin = "firsthour.case/" + event.body["case"]
        for name, size in event.stores.items():
            need(name not in self.objects, f"object {name} came twice")
            self.objects[name] = (size, event.chunks.get(name))
        if event.item:
            need(event.item not in self.items, f"item {event.item} is there twice")
            for name, offset, length in event.content + event.record_slices:
                need(name in self.objects, "a slice of an object that no event stored")
                need(offset + length <= self.objects[name][0], "a slice that is not inside its object")
            self.items[event.item] = event

    def keys_at(self, size):
        return [key for seq, key in self.keys if seq < size]

    def _read_notes(self, database):
        for algorithm, size, edge, data in database.execute("SELECT algorithm, size, edge, note FROM checkpoint ORDER BY size, algorithm"):
            where = f"checkpoint {algorithm.decode(errors='replace')} {size}"
            try:
                need(algorithm in (b"sha256", b"sm3"), "an unknown algorithm")
                tree = algorithm.decode()
                need(0 < size <= len(self.events), "of more events than there are")
                roots, root = self.edges[size][tree]
                need(edge == b"".join(roots), "its edge is not that of the tree")
                head = note.Checkpoint(data)
                need(head.origin == self.origin + ("/sm3" if tree == "sm3" else ""), "another origin")
                need(head.size == size and head.root == root, "its root is not that of the tree")
                self.notes[tree, size] = head
            except (Malformed, AttributeError) as error:
                self.wrong("case.sqlite", f"{where}: {error}")
        sizes = {tree: [size for name, size in self.notes if name == tree] for tree in TREES}
        if sizes["sha256"] != sizes["sm3"] or not sizes["sm3"]:
            self.wrong("case.sqlite", "no checkpoints, or not as many of each tree")

    def _compare_derived(self, database):
        items = {(event.seq, item.encode()) for item, event in self.items.items()}
        if set(database.execute("SELECT event, id FROM item")) != items:
            self.wrong("case.sqlite", "the table item does not follow from the events")
        objects = {(bytes.fromhex(name), size) for name, (size, _) in self.objects.items()}
        if set(database.execute("SELECT sha256, size FROM object")) != objects:
            self.wrong("case.sqlite", "the table object does not follow from the events")

    def check_head(self):
        """Step 1. Only a case that was closed has every byte of its ledger covered."""
        if len(self.head) != 2 or self.fits is None:
            return
        newest = max((size for _, size in self.notes), default=0)
        size = self.head[0].size
        known = [self.notes.get((tree, size)) for tree in TREES]
        if None in known or [head.data for head in known] != [head.data for head in self.head]:
            self.wrong("HEAD", "its notes are not of the ledger")
            self.wrong("case.sqlite", "does not hold the notes of HEAD")
        elif size < newest or size < len(self.events):
            self.verdict.add(PART, "HEAD", f"not closed cleanly: {len(self.events)} events, {size} of them under HEAD")
        elif self.fits:
            self.closed = True
        else:
            self.wrong("HEAD", "its last line is not that of case.sqlite")
            self.wrong("case.sqlite", "its size or digest is not what HEAD says")

    def check_signatures(self, trusted):
        """Step 3. Every known key's line holds, every note has one; with keys from outside, the newest has one of those."""
        for (tree, size), head in self.notes.items():
            good, bad = head.signers(self.keys_at(size))
            if bad or not good:
                self.verdict.add(SIGNATURE, "case.sqlite", f"checkpoint {tree} {size}: " + (f"the signature of {bad[0]} is wrong" if bad else "no signature of a known key"))
        newest = max((size for _, size in self.notes), default=0)
        for tree in TREES:
            head = self.notes.get((tree, newest))
            if head and not head.signers(trusted)[0]:
                self.verdict.add(UNTRUSTED, "case.sqlite", f"checkpoint {tree} {newest}: signed by no key that is trusted")
        for event in self.events:
            if event.type in ("cosigned", "timestamped"):
                self._check_countersign(event)

    def _check_countersign(self, event):
        where = f"event {event.seq}"
        try:
            named = event.body["checkpoint"]
            head = self.notes.get((named["algorithm"], named["size"]))
            need(head is not None and head.size <= event.seq, f"{event.type} names a head that the ledger did not hold")
            if event.type == "cosigned":
                key, line = note.Key.parse(event.body["key"]["verifier_key"]), note.signature_line(event.body["signature"])
                when = key.cosigned(head.text, line)
                need(when, "a cosignature that does not hold")
                need(event.body["key"]["name"] == key.name and event.body["key"]["fingerprint"] == key.fingerprint(), "a key that is not what it says")
                need(event.body["time"].startswith(datetime.datetime.fromtimestamp(when, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")), "signed at another time")
            else:
                timestamp.check_imprint(base64.b64decode(event.body["token"]), event.body["imprint"], head.data)
        except (Malformed, KeyError, TypeError, AttributeError, ValueError) as error:
            self.verdict.add(SIGNATURE, "case.sqlite", f"{where}: {error}")

    def check_since(self, data, trusted):
        """Step 4: an earlier head, kept outside, is one of this ledger's trees."""
        try:
            notes, rest = note.split_notes(data)
            need(notes and (not rest or rest.startswith(b"case.sqlite ")), "no signed checkpoint")
        except Malformed as error:
            self.verdict.add(SIGNATURE, "--since", str(error))
            return
        for head in notes:
            good, bad = head.signers(trusted or self.keys_at(len(self.events)))
            if bad or not good:
                self.verdict.add(SIGNATURE, "--since", "signed by no known key")
            elif head.origin.removesuffix("/sm3") != self.origin:
                self.verdict.add(SIGNATURE, "--since", "a head of another case")
            elif head.size > len(self.events) or self.edges[head.size][head.tree][1] != head.root:
                self.wrong("case.sqlite", f"the head of {head.size} events kept outside is none of this ledger's: an older copy, or another history")
