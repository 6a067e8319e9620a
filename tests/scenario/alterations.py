# SPDX-License-Identifier: Apache-2.0
"""Ways to alter a closed case. Each is a name, the exit codes that are right for it, the file to be named, and what to do."""
import hashlib
import json
import os
import re
import shutil
import sqlite3

ALTERED = {4, 6}


class Alteration:
    def __init__(self, name, do, exits=frozenset(ALTERED), file=None):
        self.name, self.do, self.exits, self.file = name, do, set(exits), file


def writable(path):
    path.chmod(0o600)
    return path


def files_of(case):
    return sorted(path for path in case.rglob("*") if path.is_file())


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << at % 8
    writable(path).write_bytes(data)


def flips(case, chosen):
    for path in files_of(case):
        name = path.relative_to(case)
        for at in chosen(path):
            yield Alteration(f"{name}: byte {at} flipped", lambda copy, name=name, at=at: flip(copy / name, at), file=str(name))


def truncations(case, lengths):
    for path in files_of(case):
        name, size = path.relative_to(case), path.stat().st_size
        for length in sorted({length for length in lengths(size) if 0 <= length < size}):
            yield Alteration(f"{name}: cut to {length} of {size}", lambda copy, name=name, length=length: os.truncate(writable(copy / name), length),
                             file=str(name))


def fit_head(case):
    """Makes HEAD's last line that of case.sqlite, so that only trees and signatures can tell."""
    data = (case / "case.sqlite").read_bytes()
    notes = (case / "HEAD").read_bytes().rpartition(b"case.sqlite ")[0]
    (case / "HEAD").write_bytes(notes + f"case.sqlite {len(data)} {hashlib.sha256(data).hexdigest()}\n".encode())


def edit(case, *statements, script=None):
    with sqlite3.connect(case / "case.sqlite") as database:
        for statement in statements:
            database.execute(*statement) if isinstance(statement, tuple) else database.execute(statement)
        if script:
            script(database)
    database.close()
    fit_head(case)


def _forged(data, **members):
    event = json.loads(data)
    event.update(members)
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _insert(database):
    """A forged event in the middle: every later one gives way and says its new number."""
    rows = database.execute("SELECT seq, type, bytes FROM event ORDER BY seq").fetchall()
    database.execute("DELETE FROM event")
    rows[2:2] = [(2, "action", _forged(rows[1][2], type="action", stores={}, body={"what": "nothing happened"}))]
    for at, (_, kind, data) in enumerate(rows):
        database.execute("INSERT INTO event VALUES(?,?,?)", (at, kind, _forged(data, seq=at)))


def _swap_events(database):
    one, other = (database.execute("SELECT bytes FROM event WHERE seq=?", (at,)).fetchone()[0] for at in (1, 2))
    for at, data in ((1, other), (2, one)):
        event = json.loads(data)
        database.execute("UPDATE event SET bytes=?, type=? WHERE seq=?", (_forged(data, seq=at), event["type"], at))


def _rewrite(database, change):
    data = database.execute("SELECT bytes FROM event WHERE seq=1").fetchone()[0]
    database.execute("UPDATE event SET bytes=? WHERE seq=1", (change(data),))


def _flip_signature(database, size):
    """One bit in the signature of one note, which stays a note."""
    data = database.execute("SELECT note FROM checkpoint WHERE algorithm='sha256' AND size=?", (size,)).fetchone()[0]
    head, _, line = data.rstrip("\n").rpartition("— ")
    name, _, encoded = line.rpartition(" ")
    swapped = encoded[:20] + ("A" if encoded[20] != "A" else "B") + encoded[21:]
    database.execute("UPDATE checkpoint SET note=? WHERE algorithm='sha256' AND size=?", (f"{head}— {name} {swapped}\n", size))


def ledger_edits(case):
    database = sqlite3.connect(case / "case.sqlite")
    sizes = [row[0] for row in database.execute("SELECT DISTINCT size FROM checkpoint ORDER BY size")]
    events = database.execute("SELECT count(*) FROM event").fetchone()[0]
    database.close()
    ledger = "case.sqlite"

    def sql(name, *statements, exits=(6,), script=None, file=ledger):
        return Alteration(name, lambda copy: edit(copy, *statements, script=script), exits, file)

    for seq in sorted({0, 1, events // 2, events - 1}):
        yield sql(f"event {seq} deleted", ("DELETE FROM event WHERE seq=?", (seq,)))
    yield sql("the last events deleted", ("DELETE FROM event WHERE seq>=?", (events - 2,)))
    yield sql("an event repeated at the end", ("INSERT INTO event SELECT ?, type, bytes FROM event WHERE seq=1", (events,)))
    yield sql("two events change places", script=_swap_events)
    yield sql("two events change places, and keep their numbers", "UPDATE event SET seq=-1 WHERE seq=1", "UPDATE event SET seq=1 WHERE seq=2",
              "UPDATE event SET seq=2 WHERE seq=-1")
    yield sql("an event deleted, the rest moved up", "DELETE FROM event WHERE seq=1", "UPDATE event SET seq=seq-1 WHERE seq>1")
    yield sql("an event in front", "INSERT INTO event SELECT -1, type, bytes FROM event WHERE seq=1")
    yield sql("an event inserted", script=_insert)
    yield sql("the words of an event changed", script=lambda database: _rewrite(database, lambda data: _forged(data, actor="somebody else")))
    yield sql("an event no longer canonical", script=lambda database: _rewrite(database, lambda data: data + b" "))
    yield sql("an event is text", "UPDATE event SET bytes=CAST(bytes AS TEXT) WHERE seq=1")
    yield sql("an event's type column changed", "UPDATE event SET type='action' WHERE seq=1")
    yield sql("an item renamed", "UPDATE item SET id=id||'x' WHERE event=(SELECT min(event) FROM item)")
    yield sql("an item row deleted", "DELETE FROM item WHERE event=(SELECT min(event) FROM item)")
    yield sql("an item row inserted", "INSERT INTO item VALUES(1000000, 'x')")
    yield sql("an object row deleted", "DELETE FROM object WHERE sha256=(SELECT max(sha256) FROM object)")
    yield sql("an object's size changed", "UPDATE object SET size=size+1 WHERE sha256=(SELECT min(sha256) FROM object)")
    yield sql("an object row inserted", "INSERT INTO object VALUES(randomblob(32), 5)")
    yield sql("an edge changed", "UPDATE checkpoint SET edge=zeroblob(length(edge)) WHERE size=(SELECT max(size) FROM checkpoint)")
    yield sql("the newest checkpoint of one tree removed", ("DELETE FROM checkpoint WHERE algorithm='sm3' AND size=?", (sizes[-1],)))
    yield sql("the newest checkpoints removed", ("DELETE FROM checkpoint WHERE size=?", (sizes[-1],)), file="HEAD")
    yield sql("all checkpoints removed", "DELETE FROM checkpoint")
    yield sql("an older checkpoint of one tree removed", ("DELETE FROM checkpoint WHERE algorithm='sm3' AND size=?", (sizes[0],)))
    yield sql("a checkpoint given to the other tree", ("UPDATE checkpoint SET note=(SELECT note FROM checkpoint WHERE algorithm='sm3' AND size=:s) "
                                                       "WHERE algorithm='sha256' AND size=:s", {"s": sizes[0]}))
    yield sql("a checkpoint of a third tree", "INSERT INTO checkpoint SELECT 'sha512', size, edge, note FROM checkpoint WHERE algorithm='sha256'")
    yield sql("a note at another size", ("UPDATE checkpoint SET size=size+1 WHERE size=?", (sizes[-2],)) if sizes[-2] + 1 < sizes[-1] else
              ("UPDATE checkpoint SET size=size-1 WHERE size=?", (sizes[0],)))
    yield sql("the signature of an older note changed", script=lambda database: _flip_signature(database, sizes[0]), exits=(7,))
    yield sql("the signature of the newest note changed", script=lambda database: _flip_signature(database, sizes[-1]))
    yield sql("a table more", "CREATE TABLE more(x)")
    yield sql("a view more", "CREATE VIEW more AS SELECT * FROM event")
    yield sql("a trigger more", "CREATE TRIGGER more AFTER INSERT ON event BEGIN DELETE FROM item; END")
    yield sql("a view in the place of a table", "ALTER TABLE item RENAME TO old", "CREATE VIEW item AS SELECT event, id FROM old")
    yield sql("an index gone", "DROP INDEX event_type")
    yield sql("a newer format", "PRAGMA user_version=2", exits=(1,), file=None)
    yield sql("another application's file", "PRAGMA application_id=7")
    yield sql("a write-ahead log", "PRAGMA journal_mode=WAL")


def _objects(case):
    return [path for path in files_of(case / "objects") if path.stat().st_size]


def _swap(case):
    one, other = _objects(case)[:2]
    one_bytes, other_bytes = one.read_bytes(), other.read_bytes()
    writable(one).write_bytes(other_bytes)
    writable(other).write_bytes(one_bytes)


def _replace(path, make):
    data = path.read_bytes()
    path.unlink()
    make(path, data)


def _as_symlink(path, data):
    aside = path.parents[3] / "aside"
    aside.write_bytes(data)
    path.symlink_to(aside)


def folder_edits(case):
    first = _objects(case)[0].relative_to(case)
    name = str(first)
    yield Alteration("two objects change places", _swap, file=name)
    yield Alteration("an object is gone", lambda copy: (copy / first).unlink(), file=name)
    yield Alteration("an object is a symbolic link to its bytes", lambda copy: _replace(copy / first, _as_symlink), file=name)
    yield Alteration("an object is a folder", lambda copy: _replace(copy / first, lambda path, _: path.mkdir()), file=name)
    yield Alteration("an object is a pipe", lambda copy: _replace(copy / first, lambda path, _: os.mkfifo(path)), file=name)
    yield Alteration("an object in capitals", lambda copy: (copy / first).rename((copy / first).parent / first.name.upper()), file=name)
    yield Alteration("an object is one byte longer", lambda copy: writable(copy / first).write_bytes((copy / first).read_bytes() + b"\0"), file=name)
    yield Alteration("a file more", lambda copy: (copy / "more.txt").write_text("x"), file="more.txt")
    yield Alteration("a file more among the objects", lambda copy: (copy / first).with_name("more").write_text("x"), file="more")
    yield Alteration("an object more", lambda copy: (copy / first).with_name("0" * 62).write_text("x"), file="0" * 62)
    yield Alteration("a folder more", lambda copy: (copy / "more").mkdir(), file="more")
    for special in ("HEAD", "case.sqlite"):
        yield Alteration(f"{special} is gone", lambda copy, special=special: (copy / special).unlink(), file=special)
        yield Alteration(f"{special} is a folder", lambda copy, special=special: _replace(copy / special, lambda path, _: path.mkdir()), file=special)
        yield Alteration(f"{special} is a pipe", lambda copy, special=special: _replace(copy / special, lambda path, _: os.mkfifo(path)), file=special)
        yield Alteration(f"{special} is a symbolic link", lambda copy, special=special: _replace(copy / special, _link_beside), file=special)
    yield Alteration("an older HEAD", _older_head, exits={3}, file="HEAD")
    yield Alteration("HEAD has a line more", lambda copy: (copy / "HEAD").write_bytes((copy / "HEAD").read_bytes() + b"\n"), file="HEAD")
    yield Alteration("a journal left", lambda copy: (copy / "case.sqlite-journal").write_bytes(b""), exits={3}, file="case.sqlite-journal")
    yield Alteration("a journal of nonsense", lambda copy: (copy / "case.sqlite-journal").write_bytes(b"x" * 5000), exits={3}, file="case.sqlite-journal")
    yield Alteration("a new HEAD left", lambda copy: (copy / ".HEAD.new").write_bytes(b"x"), exits={3}, file=".HEAD.new")
    yield Alteration("incoming objects left", lambda copy: _incoming(copy), exits={3}, file="incoming")


def _older_head(copy):
    database = sqlite3.connect(copy / "case.sqlite")
    size = database.execute("SELECT min(size) FROM checkpoint").fetchone()[0]
    notes = [row[0] for row in database.execute("SELECT note FROM checkpoint WHERE size=? ORDER BY algorithm", (size,))]
    database.close()
    line = (copy / "HEAD").read_text().splitlines()[-1]
    (copy / "HEAD").write_text("".join(note + "\n" for note in notes) + line + "\n")


def _link_beside(path, data):
    aside = path.parent.parent / ("aside-" + path.name)
    aside.write_bytes(data)
    path.symlink_to(aside)


def _incoming(copy):
    (copy / "objects/incoming").mkdir()
    (copy / "objects/incoming/0").write_text("half")


def hexed(name):
    """Whether a text names this file: readers may leave out folders."""
    return re.compile(re.escape(name.rsplit("/", 1)[-1]))


def apply(case, copy, alteration):
    shutil.rmtree(copy, ignore_errors=True)
    for aside in copy.parent.glob("aside*"):
        aside.unlink()
    shutil.copytree(case, copy, symlinks=True)
    alteration.do(copy)
