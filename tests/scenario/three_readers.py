#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cases and collections in many shapes, made by the real programs, then altered: three readers that share no code agree on each.

  three_readers.py BIN_DIR [--every-byte] [--seed N] [--only PART]…      PART: shapes, bytes, lengths, rows, folder, since, proofs, collections

`firsthour`, `firsthour-verify` (when it was built) and tests/independent/check.py have to give the same exit code, which has to be right
for the alteration; firsthour and the third reader have to name the file. --every-byte flips every byte of a small closed case.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import alterations
from readers import Programs


class Scenario:
    def __init__(self, programs, chance, every_byte):
        self.programs, self.readers, self.work = programs, programs.readers, programs.work
        self.chance, self.every_byte, self.wrong, self.tried = chance, every_byte, [], 0

    def expect(self, what, answers, exits, file=None):
        self.tried += 1
        named = all(alterations.hexed(file).search(answers.said[name]) for name in ("firsthour", "python") if name in answers.exits) if file else True
        if not answers.agree() or answers.exit() not in exits or not named:
            self.wrong.append(f"{what}: wanted {sorted(exits)}" + (f", {file} named" if file else "") + f": {answers}")

    # -- shapes --------------------------------------------------------------------------------------------------

    def make(self, name, *steps, keys=("firsthour",)):
        self.programs.run("case", "create", name, *[word for key in keys for word in ("--key", key)] if keys != ("firsthour",) else [])
        for step in steps:
            step(name)
        return self.work / f"{name}.case"

    def small(self, name="small"):
        """Few objects and events, and several heads: the case that is altered."""
        run = self.programs.run
        run("case", "create", name)
        run("case", "add", name, "root/etc/passwd", "root/etc/crontab")
        run("case", "attach", name, "form.jpg", "--title", "a form")
        return self.work / f"{name}.case"

    def shapes(self):
        run, trust = self.programs.run, self.programs.trust("firsthour")

        def ingest(collection, exits=(0,)):
            return lambda name: run("case", "ingest", name, collection, exits=exits)

        cut = self.work / "cut.tar"
        cut.write_bytes((self.work / "c.tar").read_bytes()[:200_000])
        with open(self.work / "large", "wb") as large:
            for block in range(70):
                large.write(bytes([block]) * (1 << 20))
        shapes = {
            "empty": [],
            "plain": [ingest("c.tar")],
            "compressed": [ingest("c.tar.zst")],
            "cutoff": [ingest("cut.tar", (3,))],
            "both": [ingest("c.tar"), ingest("c.tar.zst")],
            "large": [lambda name: run("case", "add", name, "large")],
            "attached": [lambda name: run("case", "attach", name, "form.jpg", "--title", "表格")],
            "derived": [lambda name: run("case", "add", name, "inner.tar"), lambda name: run("triage", name, exits=(0, 3, 5))],
            "sealed": [ingest("c.tar"), lambda name: run("case", "seal", name, "--reason", "handed over"),
                       lambda name: run("incident", "note", name, "after the seal")],
        }
        for name, steps in shapes.items():
            self.expect(name, self.readers.case(self.make(name, *steps), trust), {0})
        run("respond", "responded", "--from", "c.tar", "--exercise", "--yes", "--out", "reports", exits=(0, 3))
        self.expect("a whole response", self.readers.case(self.work / "responded.case", trust), {0})
        self.expect("a key that nobody trusts", self.readers.case(self.work / "plain.case", self.other_key()), {7})
        self.not_closed()
        self.flipped_chunk()
        self.expect("no case", self.readers.case(self.work / "nothing.case", trust), {10})

    def other_key(self):
        if not (self.programs.keys / "stranger.vkey").exists():
            self.programs.run("key", "new", "stranger")
        return self.programs.trust("stranger")

    def not_closed(self):
        """A writer killed while its collection was still to come; and one killed in the middle of it."""
        for name, wait in (("killed", 0), ("halfway", 250_000)):
            self.make(name)
            writer = subprocess.Popen([self.programs.bin_dir / "firsthour", "case", "ingest", name, "-"], stdin=subprocess.PIPE, cwd=self.work,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.programs.environment)
            writer.stdin.write((self.work / "c.tar").read_bytes()[:wait])
            writer.stdin.flush()
            time.sleep(1)
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
            self.expect(f"{name}: not closed", self.readers.case(self.work / f"{name}.case", self.programs.trust("firsthour")), {0, 3})
            self.programs.run("incident", "note", name, "the next writer")
            self.expect(f"{name}: closed again", self.readers.case(self.work / f"{name}.case", self.programs.trust("firsthour")), {0})

    def flipped_chunk(self):
        case = self.work / "large.case"
        large = max(alterations.files_of(case), key=lambda path: path.stat().st_size)
        with open(alterations.writable(large), "r+b") as opened:
            opened.seek(41 << 20)
            opened.write(b"\xff")
        answers = self.readers.case(case, self.programs.trust("firsthour"))
        self.expect("a byte in chunk 41 of a large object", answers, {4}, large.name)
        for name in ("firsthour", "python"):
            if "41" not in answers.said[name]:
                self.wrong.append(f"{name} does not say that chunk 41 is bad: {answers.said[name]}")

    # -- alterations ---------------------------------------------------------------------------------------------

    def altered(self, case, all_alterations):
        copy = self.work / "altered" / "x.case"
        copy.parent.mkdir(exist_ok=True)
        for alteration in all_alterations:
            alterations.apply(case, copy, alteration)
            try:
                answers = self.readers.case(copy, self.programs.trust("firsthour"))
            except subprocess.TimeoutExpired as error:
                self.wrong.append(f"{alteration.name}: {error}")
                continue
            self.expect(alteration.name, answers, alteration.exits, alteration.file)
        shutil.rmtree(copy.parent)

    def bytes(self):
        case = self.small("bytes")
        if self.every_byte:
            return self.altered(case, alterations.flips(case, lambda path: range(path.stat().st_size)))

        def chosen(path):
            size = path.stat().st_size
            return sorted({0, size - 1} | {self.chance.randrange(size) for _ in range(25 if path.name == "case.sqlite" else 8)})

        self.altered(case, alterations.flips(case, chosen))

    def lengths(self):
        case = self.small("lengths")

        def lengths(size):
            return {0, 1, size // 2, size - 1, 100, 512, 4096, 8192} | {self.chance.randrange(size) for _ in range(40 if self.every_byte else 3)}

        self.altered(case, alterations.truncations(case, lengths))

    def rows(self):
        case = self.small("rows")
        self.altered(case, alterations.ledger_edits(case))

    def folder(self):
        case = self.small("folder")
        self.altered(case, alterations.folder_edits(case))

    def since(self):
        """An older copy verifies by itself; a later head kept outside finds it."""
        run, trust = self.programs.run, self.programs.trust("firsthour")
        case = self.small("since")
        older, first = self.work / "older.case", self.work / "first.note"
        shutil.copytree(case, older)
        shutil.copyfile(case / "HEAD", first)
        run("incident", "note", "since", "what was done later")
        later = self.work / "later.note"
        later.write_text(run("case", "checkpoint", "since"))
        self.expect("a later copy, an older head", self.readers.case(case, trust, since=first), {0})
        self.expect("a later copy, its own head", self.readers.case(case, trust, since=later), {0})
        self.expect("an older copy", self.readers.case(older, trust), {0})
        self.expect("an older copy, a later head", self.readers.case(older, trust, since=later), {6})
        stranger = self.small("stranger")
        foreign = self.work / "foreign.case"
        shutil.copytree(case, foreign)
        shutil.copyfile(stranger / "HEAD", foreign / "HEAD")
        self.expect("the HEAD of another case", self.readers.case(foreign, trust), {6}, "HEAD")
        self.expect("a head of another case", self.readers.case(case, trust, since=stranger / "HEAD"), {7})
        forged = self.work / "forged.note"
        lines = later.read_text().split("\n")
        lines[1] = str(int(lines[1]) - 1)
        forged.write_text("\n".join(lines))
        self.expect("a head that was written over", self.readers.case(case, trust, since=forged), {7})

    def proofs(self):
        """An altered proof is one that cannot be read, or one that leads nowhere: readers may differ in which."""
        self.small("proofs")
        proof, item = self.work / "item.tlog-proof", self.work / "root/etc/passwd"
        self.programs.run("case", "prove", "proofs", "a1", "--out", proof)
        trust, data = self.programs.trust("firsthour"), proof.read_bytes()
        self.expect("a proof", self.readers.proof(proof, item, trust), {0})
        self.expect("a proof and other bytes", self.readers.proof(proof, self.work / "form.jpg", trust), {4})
        self.expect("a proof by a key that is not trusted", self.readers.proof(proof, item, self.other_key()), {7})
        for at in sorted(self.chance.sample(range(len(data)), len(data) if self.every_byte else 20)):
            proof.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
            answers = self.readers.proof(proof, item, trust)
            answers.exits = {name: 6 if code == 1 else code for name, code in answers.exits.items()}
            self.expect(f"a proof, byte {at} flipped", answers, {6, 7})

    # -- collections ---------------------------------------------------------------------------------------------

    def collections(self):
        copy = self.work / "altered.tar"
        for name in ("c.tar", "c.tar.zst"):
            data = (self.work / name).read_bytes()
            self.expect(name, self.readers.collection(self.work / name), {0})
            for length in sorted({0, 1, 511, 512, 513, len(data) - 1, len(data) - 40} | {self.chance.randrange(len(data)) for _ in range(8)}):
                copy.write_bytes(data[:length])
                self.expect(f"{name}: cut to {length} of {len(data)}", self.with_ingest(copy), {3})
            for at in sorted({0, 100, 148, 257, 600, len(data) - 1, len(data) - 20} | {self.chance.randrange(len(data)) for _ in range(16)}):
                copy.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1:])
                self.expect(f"{name}: byte {at} of {len(data)} flipped", self.with_ingest(copy), {4})
            copy.write_bytes(data + b"\0")
            self.expect(f"{name}: a byte more", self.with_ingest(copy), {4})

    def with_ingest(self, copy):
        """What ingest says of a stream joins the answers, unless it cannot tell that the stream was to be a collection."""
        answers = self.readers.collection(copy)
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.work))
        self.programs.run("case", "create", folder / "x")
        done = subprocess.run([self.programs.bin_dir / "firsthour", "case", "ingest", folder / "x", copy], capture_output=True, text=True,
                              env=self.programs.environment, stdin=subprocess.DEVNULL, timeout=300)
        answers.exits["firsthour"], answers.said["firsthour"] = done.returncode, done.stdout + done.stderr
        for name in ("firsthour", "firsthour-verify"):
            if answers.exits.get(name) == 1 and re.search("no collection|neither", answers.said[name]):
                del answers.exits[name]
        shutil.rmtree(folder)
        return answers


PARTS = ("shapes", "bytes", "lengths", "rows", "folder", "since", "proofs", "collections")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin_dir", type=pathlib.Path)
    parser.add_argument("--every-byte", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", action="append", choices=PARTS)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="firsthour-readers-") as folder:
        programs = Programs(said.bin_dir, pathlib.Path(folder))
        programs.run("key", "new", "firsthour")
        root = programs.made_root()
        (programs.work / "form.jpg").write_bytes(b"a scan" * 50)
        subprocess.run(["tar", "cf", programs.work / "inner.tar", "-C", root, "etc"], check=True)
        programs.collect("c.tar")
        programs.collect("c.tar.zst")
        scenario = Scenario(programs, random.Random(said.seed), said.every_byte)
        for part in said.only or PARTS:
            before, wrong_before = scenario.tried, len(scenario.wrong)
            getattr(scenario, part)()
            print(f"{part}: {scenario.tried - before} asked, {len(scenario.wrong) - wrong_before} wrong", flush=True)
        print("\n".join(scenario.wrong[:30]))
        return 1 if scenario.wrong else 0


if __name__ == "__main__":
    os.environ.pop("FIRSTHOUR_KEYS", None)
    sys.exit(main())
