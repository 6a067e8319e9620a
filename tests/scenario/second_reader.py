#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""firsthour-verify against a case, made by the real programs, that was tampered with in every way we can think of.

  second_reader.py BIN_DIR [FLIPS]      FLIPS positions over all files of the case (default 300; 0: every byte)

Flips and truncations must be found by exit code and file name. Then the ledger is tampered with as someone would who knows the
format and has no key: rows deleted, repeated, reordered, inserted, altered, and HEAD's unsigned line about the file made to fit.
"""
import hashlib
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

bin_dir, flips = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300
wrong, done = [], 0


def run(program, *words, **more):
    return subprocess.run([bin_dir / program, *words], capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL, timeout=300,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}, **more)


def make_case(work):
    """Items from a collection and one added by hand; a copy from before that; a head from after it."""
    os.environ["HOME"] = str(work)
    root = work / "root"
    for name, text in {"etc/hostname": "second\n", "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n", "var/log/auth.log": "x" * 90000}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name in ("proc", "sys", "tmp"):
        (root / name).mkdir()
    run("collect", "--root", root, "--out", work / "c.tar.zst", "--profile", "standard", "--allow-local", "test")
    case = work / "one.case"
    assert run("firsthour", "case", "create", case).returncode == 0
    assert run("firsthour", "case", "ingest", case, work / "c.tar.zst").returncode == 0
    shutil.copytree(case, work / "older.case")
    (work / "note.txt").write_text("a document\n")
    added = run("firsthour", "case", "add", case, work / "note.txt")
    assert added.returncode == 0, added.stderr
    return case, run("firsthour", "case", "checkpoint", case).stdout


def verify(case, *words):
    return run("firsthour-verify", "--trust", next(pathlib.Path(os.environ["HOME"]).rglob("*.vkey")), *words, case)


def expect(what, answer, codes, names=()):
    global done
    done += 1
    said = answer.stdout + answer.stderr
    if answer.returncode not in codes or (names and not any(name in said for name in names)):
        wrong.append(f"{what}: exit {answer.returncode}: {said[-400:]}")


def flip(file, at):
    with open(file, "r+b") as opened:
        opened.seek(at)
        byte = opened.read(1)
        opened.seek(at)
        opened.write(bytes([byte[0] ^ (1 << at % 8)]))


def flipped(case):
    chance = random.Random(11)
    files = sorted(p for p in case.rglob("*") if p.is_file() and 0 < p.stat().st_size)
    if flips == 0:
        places = [(p, at) for p in files for at in range(p.stat().st_size)]
    else:
        places = [(p, at) for p in files for at in {0, p.stat().st_size // 2, p.stat().st_size - 1}][:flips // 3]
        places += [(case / "HEAD", chance.randrange((case / "HEAD").stat().st_size)) for _ in range(flips // 6)]
        while len(places) < flips:
            file = case / "case.sqlite" if chance.random() < 0.7 else chance.choice(files)
            places.append((file, chance.randrange(file.stat().st_size)))
    for file, at in places:
        flip(file, at)
        expect(f"{file.relative_to(case)} byte {at}", verify(case), {6} if file.parent == case else {4}, [str(file.relative_to(case))])
        flip(file, at)


def truncated(case, work):
    for file in sorted(p for p in case.rglob("*") if p.is_file() and p.stat().st_size):
        whole = file.read_bytes()
        for size in sorted({0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 1}):
            file.write_bytes(whole[:size])
            expect(f"{file.name} cut to {size}", verify(case), {6} if file.parent == case else {4}, [str(file.relative_to(case))])
        file.unlink()
        expect(f"{file.name} removed", verify(case), {6} if file.parent == case else {4}, [str(file.relative_to(case))])
        file.write_bytes(whole)


def make_head_fit(case):
    ledger = (case / "case.sqlite").read_bytes()
    lines = (case / "HEAD").read_text().splitlines()[:-1]
    (case / "HEAD").write_text("\n".join(lines + [f"case.sqlite {len(ledger)} {hashlib.sha256(ledger).hexdigest()}"]) + "\n")


def rows(case, work):
    """Statements on the ledger, HEAD made to fit: the trees and the derived tables must show them."""
    middle = "(SELECT max(seq) / 2 FROM event)"
    last = "(SELECT max(seq) FROM event)"
    bytes_of = "(SELECT bytes FROM event WHERE seq = {})"
    attacks = {
        "an event deleted": [f"DELETE FROM event WHERE seq = {middle}"],
        "the last event deleted": [f"DELETE FROM event WHERE seq = {last}"],
        "an event deleted, the rest moved up": ["DELETE FROM event WHERE seq = 5", "UPDATE event SET seq = seq - 1 WHERE seq > 5"],
        "an event repeated": [f"UPDATE event SET bytes = {bytes_of.format(3)} WHERE seq = 4"],
        "two events swapped": ["UPDATE event SET seq = -1 WHERE seq = 3", "UPDATE event SET seq = 3 WHERE seq = 4", "UPDATE event SET seq = 4 WHERE seq = -1"],
        "an event inserted": [f"INSERT INTO event SELECT seq + 1, type, bytes FROM event WHERE seq = {last}"],
        "an event in front": ["INSERT INTO event SELECT -1, type, bytes FROM event WHERE seq = 3"],
        "an event altered": ["UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'passwd', 'passwe') AS BLOB)"],
        "an event's type altered": ["UPDATE event SET type = 'other' WHERE seq = 3"],
        "bytes as text": ["UPDATE event SET bytes = CAST(bytes AS TEXT) WHERE seq = 3"],
        "a checkpoint deleted": ["DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)"],
        "one of a pair deleted": ["DELETE FROM checkpoint WHERE algorithm = 'sm3' AND size = (SELECT min(size) FROM checkpoint)"],
        "an edge altered": ["UPDATE checkpoint SET edge = zeroblob(length(edge)) WHERE size = (SELECT min(size) FROM checkpoint)"],
        "a checkpoint renamed": ["UPDATE checkpoint SET algorithm = 'md5' WHERE algorithm = 'sm3'"],
        "a note of another size": ["UPDATE checkpoint SET size = size + 1 WHERE size = (SELECT min(size) FROM checkpoint)"],
        "an item's row deleted": ["DELETE FROM item WHERE event = (SELECT max(event) FROM item)"],
        "an item's row altered": ["UPDATE item SET id = 'a0' WHERE event = (SELECT max(event) FROM item)"],
        "an item's row added": ["INSERT INTO item VALUES(1000000, 'x')"],
        "an object's row deleted": ["DELETE FROM object WHERE sha256 = (SELECT max(sha256) FROM object)"],
        "an object's size altered": ["UPDATE object SET size = size + 1"],
        "an object's row added": ["INSERT INTO object VALUES(zeroblob(32), 1)"],
        "a trigger added": ["CREATE TRIGGER t AFTER INSERT ON event BEGIN SELECT 1; END"],
        "a view instead of a table": ["ALTER TABLE item RENAME TO old", "CREATE VIEW item AS SELECT event, id FROM old"],
        "a newer format": ["PRAGMA user_version = 2"],
        "another application": ["PRAGMA application_id = 1"],
        "a write-ahead log": ["PRAGMA journal_mode = WAL"],
    }
    for what, statements in attacks.items():
        copy = work / "attacked.case"
        shutil.copytree(case, copy)
        ledger = sqlite3.connect(copy / "case.sqlite", isolation_level=None)
        for statement in statements:
            ledger.execute(statement)
        ledger.close()
        make_head_fit(copy)
        expect(what, verify(copy), {1} if what == "a newer format" else {6}, ["case.sqlite"])
        shutil.rmtree(copy)


def objects(case, work):
    copy = work / "attacked.case"
    files = sorted(p for p in (case / "objects").rglob("*") if p.is_file())
    names = [str(p.relative_to(case)) for p in files[:2]]
    shutil.copytree(case, copy)
    first, second = (copy / name for name in names)
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other), second.write_bytes(one)
    answer = verify(copy)
    for name in names:
        expect("two objects swapped", answer, {4}, [name])
    first.write_bytes(one), second.write_bytes(other)
    expect("put back", verify(copy), {0})
    first.unlink(), first.symlink_to(case / names[0])
    expect("a link instead of an object", verify(copy), {4}, [names[0]])
    first.unlink(), os.mkfifo(first)
    expect("a FIFO instead of an object", verify(copy), {4}, [names[0]])
    first.unlink(), first.write_bytes(one)
    (copy / "objects/zz").mkdir()
    expect("a folder of another name", verify(copy), {4}, ["objects/zz"])
    (copy / "objects/zz").rmdir()
    (copy / "objects/incoming").mkdir()
    expect("what a stopped writer leaves", verify(copy), {3}, ["objects/incoming"])
    shutil.rmtree(copy)


def histories(case, work, kept):
    (work / "kept.checkpoint").write_text(kept)
    expect("a head kept from before", verify(case, "--since", work / "kept.checkpoint"), {0})
    expect("an older copy", verify(work / "older.case"), {0})
    expect("an older copy, a later head kept", verify(work / "older.case", "--since", work / "kept.checkpoint"), {6}, ["older copy"])
    copy = work / "attacked.case"
    shutil.copytree(case, copy)
    shutil.copy(work / "older.case/HEAD", copy / "HEAD")
    expect("an older HEAD", verify(copy), {3}, ["HEAD"])
    shutil.rmtree(copy)
    other = work / "other.case"
    assert run("firsthour", "case", "create", other).returncode == 0
    expect("a head of another case", verify(other, "--since", work / "kept.checkpoint"), {6, 7})
    shutil.copytree(case, copy)
    shutil.copy(other / "HEAD", copy / "HEAD")
    expect("HEAD of another case", verify(copy), {6}, ["HEAD"])
    shutil.rmtree(copy)


def left_open(case, work):
    """A ledger in the middle of a transaction, its pages written and its journal hot: what SQLite rolls back is what is checked."""
    copy, source = work / "attacked.case", work / "source.case"
    shutil.copytree(case, source)
    ledger = sqlite3.connect(source / "case.sqlite", isolation_level=None)
    ledger.execute("PRAGMA cache_size = 1")
    ledger.execute("BEGIN IMMEDIATE")
    ledger.execute("UPDATE event SET bytes = zeroblob(length(bytes))")
    shutil.copytree(source, copy)
    ledger.execute("ROLLBACK")
    ledger.close()
    before = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    assert (copy / "case.sqlite").read_bytes() != (case / "case.sqlite").read_bytes(), "nothing was written before the commit"
    expect("a hot journal", verify(copy), {3}, ["case.sqlite-journal"])
    after = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    expect("a hot journal is left as it was", verify(copy) if before == after else verify(work / "nothing"), {3})
    (copy / "case.sqlite-journal").unlink()
    expect("its journal taken away", verify(copy), {6}, ["case.sqlite"])
    shutil.rmtree(copy)


def proofs(case, work):
    item, proof = work / "note.txt", work / "item.tlog-proof"
    listed = run("firsthour", "case", "items", case).stdout.splitlines()
    name = next(line.split()[0] for line in listed if "note.txt" in line)
    assert run("firsthour", "case", "prove", case, name, "--out", proof).returncode == 0
    expect("a proof", verify(proof, "--item-file", item), {0})
    expect("a proof without the bytes", verify(proof), {3})
    expect("a proof and other bytes", verify(proof, "--item-file", work / "c.tar.zst"), {4})
    expect("a proof and no key", run("firsthour-verify", "--item-file", item, proof), {7})
    whole = proof.read_bytes()
    for at in range(0, len(whole), 3):
        flip(proof, at)
        expect(f"a proof, byte {at}", verify(proof, "--item-file", item), {1, 4, 6, 7})
        flip(proof, at)
    for size in range(1, len(whole), 97):
        proof.write_bytes(whole[:size])
        expect(f"a proof cut to {size}", verify(proof, "--item-file", item), {1, 3, 7})
    proof.write_bytes(whole)


def collections(work):
    whole = (work / "c.tar.zst").read_bytes()
    chance, file = random.Random(5), work / "bad.tar.zst"
    for at in [*range(1, 5), *sorted(chance.sample(range(len(whole)), min(100, len(whole))))]:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1:])
        expect(f"a collection, byte {at}", run("firsthour-verify", file), {4})
        file.write_bytes(whole[:at])
        expect(f"a collection cut to {at}", run("firsthour-verify", file), {3})


def main():
    with tempfile.TemporaryDirectory(prefix="firsthour-second-") as folder:
        work = pathlib.Path(folder)
        case, kept = make_case(work)
        good = verify(case)
        assert good.returncode == 0, f"the case does not verify: {good.stdout}{good.stderr}"
        rows(case, work)
        objects(case, work)
        histories(case, work, kept)
        left_open(case, work)
        proofs(case, work)
        collections(work)
        for file in case.rglob("*"):
            if file.is_file():
                file.chmod(0o600)
        truncated(case, work)
        flipped(case)
        expect("all put back", verify(case), {0})
    print(f"{done - len(wrong)} of {done} as expected")
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
