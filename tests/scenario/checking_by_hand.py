#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every command of casefile/CHECKING.md, run on a case, a collection and a proof that the real programs made; and on altered ones.

  checking_by_hand.py BIN_DIR
"""
import base64
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import alterations
from readers import Programs

PAGE = pathlib.Path(__file__).resolve().parents[2] / "casefile" / "CHECKING.md"


def sections():
    """Heading → the commands below it."""
    found = {}
    for heading, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL):
        found[heading] = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    return found


def by_hand(work, script):
    return subprocess.run(["bash", "-c", script], cwd=work, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=300)


def make(programs):
    work, run = programs.work, programs.run
    run("key", "new", "firsthour")
    both = programs.national_key()
    programs.made_root()
    programs.collect("web01.tar.zst")
    run("case", "create", "lobby", *both)
    run("case", "ingest", "lobby", "web01.tar.zst", *both)
    _, size, root, *_ = run("case", "checkpoint", "lobby").split("\n")
    added = run("case", "add", "lobby", "root/etc/passwd", *both)
    item = added.split(":")[0]
    run("case", "prove", "lobby", item, "--out", "item.tlog-proof")
    for key in ("firsthour", "national"):
        shutil.copyfile(programs.keys / f"{key}.vkey", work / f"{key}.vkey")
    subprocess.run(["age-keygen", "-o", "identity.txt"], cwd=work, check=True, capture_output=True)
    recipient = re.search(r"age1\w+", (work / "identity.txt").read_text())[0]
    subprocess.run(["age", "-r", recipient, "-o", "web01.tar.zst.age", "web01.tar.zst"], cwd=work, check=True)
    return {"ITEM": item, "SIZE": size, "ROOT": base64.b64decode(root).hex()}


def main():
    missing = [tool for tool in ("age", "zstd", "sqlite3", "openssl", "xxd") if not shutil.which(tool)]
    if missing:
        print(f"not here: {missing}")
        return 77
    with tempfile.TemporaryDirectory(prefix="firsthour-by-hand-") as folder:
        programs = Programs(sys.argv[1], pathlib.Path(folder))
        given, work, page, wrong = make(programs), programs.work, sections(), []
        done = by_hand(work, "".join(f"{name}={value}\n" for name, value in given.items()) + "\n".join(page.values()))
        print(done.stdout)
        if "not checked" in done.stdout:
            wrong.append("the page leaves something out")
        if done.returncode or "BAD" in done.stdout or done.stdout.count("good:") < 14 or done.stdout.count("Verified Successfully") < 4:
            wrong.append(f"the page finds fault with what is good: exit {done.returncode}\n{done.stderr[-2000:]}")

        item_bytes = (work / "item").read_bytes()
        case, kept = work / "lobby.case", work / "kept.case"
        case.rename(kept)
        chosen = [alteration for alteration in [*alterations.ledger_edits(kept), *alterations.folder_edits(kept)]
                  if alteration.name in ("an event inserted", "the words of an event changed", "the last events deleted",
                                         "two objects change places", "an object more")]
        chosen += list(alterations.flips(kept, lambda path: [path.stat().st_size // 2]))[:3]
        for alteration in chosen:
            alterations.apply(kept, case, alteration)
            if by_hand(work, page["A case"]).returncode == 0:
                wrong.append(f"the page does not find: {alteration.name}")
        (work / "item").write_bytes(item_bytes)
        for name, section in (("web01.tar.zst.age", "A collection"), ("item.tlog-proof", "A proof of one item"), ("item", "A proof of one item")):
            shutil.rmtree(case, ignore_errors=True)
            shutil.copytree(kept, case)
            good = (work / name).read_bytes()
            at = good.index(b"extra") + 40 if name.endswith("proof") else len(good) // 2
            (work / name).write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1:])
            prologue = page["A case"].split("awk")[0]
            if by_hand(work, prologue + page[section]).returncode == 0:
                wrong.append(f"the page does not find a flipped byte in {name}")
            (work / name).write_bytes(good)
        print("\n".join(wrong))
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
