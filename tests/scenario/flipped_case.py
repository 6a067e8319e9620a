#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A closed case, made by the real programs, with one byte flipped: `case verify` must end with 4 or 6 and name the file.

  flipped_case.py BIN_DIR [POSITIONS]      several hundred positions over all files of the case (default 400)
"""
import os
import pathlib
import random
import subprocess
import sys
import tempfile

bin_dir, positions = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 400


def firsthour(*words):
    return subprocess.run([bin_dir / "firsthour", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=300)


def make_case(work):
    """A collection of a small made root, taken through respond into a closed case."""
    root = work / "root"
    for name, text in {"etc/hostname": "flip\n", "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n", "etc/crontab": "# none\n",
                       "var/log/auth.log": "x" * 9000, "root/.bash_history": "ls\n"}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name in ("proc", "sys", "tmp"):
        (root / name).mkdir()
    taken = subprocess.run([bin_dir / "collect", "--root", root, "--out", work / "c.tar", "--profile", "standard", "--allow-local",
                            "test"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert taken.returncode in (0, 3), taken.stderr
    done = firsthour("respond", work / "flip.case", "--from", work / "c.tar", "--exercise", "--yes", "--out", work / "reports")
    assert done.returncode in (0, 3), done.stderr
    return work / "flip.case"


def places(case):
    """Start, middle and end of every file, then random ones, most of them in the ledger."""
    chance = random.Random(7)
    files = sorted(p for p in case.rglob("*") if p.is_file() and p.stat().st_size)
    edges = [(p, at) for p in files for at in sorted({0, p.stat().st_size // 2, p.stat().st_size - 1})]
    chance.shuffle(edges)
    some = edges[: positions // 2]
    some += [(case / "HEAD", at) for at in range(0, (case / "HEAD").stat().st_size, 7)]
    while len(some) < positions:
        file = case / "case.sqlite" if chance.random() < 0.7 else chance.choice(files)
        some.append((file, chance.randrange(file.stat().st_size)))
    return some


def flip(file, at):
    mode = file.stat().st_mode
    file.chmod(0o600)
    with open(file, "r+b") as opened:
        opened.seek(at)
        byte = opened.read(1)
        opened.seek(at)
        opened.write(bytes([byte[0] ^ (1 << at % 8)]))
    file.chmod(mode)


def main():
    with tempfile.TemporaryDirectory(prefix="firsthour-flip-") as folder:
        case = make_case(pathlib.Path(folder))
        good = firsthour("case", "verify", case)
        assert good.returncode == 0, f"the case does not verify before any flip: {good.stdout}{good.stderr}"
        wrong, tried = [], places(case)
        for file, at in tried:
            flip(file, at)
            answer = firsthour("case", "verify", case)
            name = str(file.relative_to(case))
            if answer.returncode not in (4, 6) or name not in answer.stdout + answer.stderr:
                wrong.append(f"{name} byte {at}: exit {answer.returncode}: {(answer.stdout + answer.stderr)[:300]}")
            flip(file, at)
        again = firsthour("case", "verify", case)
        assert again.returncode == 0, "the case does not verify after all flips were taken back"
        print(f"{len(tried) - len(wrong)} of {len(tried)} flips found and named")
        print("\n".join(wrong[:20]))
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
