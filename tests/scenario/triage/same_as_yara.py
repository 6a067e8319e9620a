#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Debian's yara is the oracle: for each rule file and each file, our set of (rule, string, offset, length) is that of
one fresh yara process for this file alone.

usage: same_as_yara.py BIN [--rules FOLDER] [--files FOLDER]     else rules and files are made here
"""
import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

RULES = {
    "texts.yar": r"""
rule plain { strings: $a = "needle" $b = "needle" nocase $c = "needle" wide ascii fullword condition: any of them }
rule counted { strings: $a = "ab" condition: #a > 3 and @a[2] < 4000 }
rule private_string { strings: $p = "needle" private $q = "hay" condition: $p and $q }
private rule hidden { strings: $h = "MARK" condition: $h }
rule leans_on_hidden { condition: hidden }
rule xored { strings: $x = "This program" xor condition: $x }
rule encoded { strings: $e = "powershell" base64 base64wide condition: $e }
""",
    "patterns.yar": r"""
rule jumps { strings: $h = { 4D 5A [2-40] 50 45 } $n = { 7F 45 4C 46 ?2 ( 01 | 02 ) } condition: any of them }
rule far_jump { strings: $far = { 53 54 41 52 54 [0-5000] 53 54 4F 50 } condition: $far }
rule expressions { strings: $r = /ab[0-9]{2,5}c?/ $s = /(GET|POST) \/[a-z]{1,20}\.(php|jsp)/ nocase condition: any of them }
rule at_places { strings: $m = { 7F 45 4C 46 } condition: $m at 0 and filesize < 2MB }
rule without { condition: filesize < 16 }
rule magic_word { condition: uint16(0) == 0x5A4D or uint32(0) == 0x464C457F }
""",
    "modules.yar": r"""
import "elf"
import "hash"
import "math"
rule programs { condition: elf.type == elf.ET_DYN or elf.type == elf.ET_EXEC }
rule noise { condition: filesize > 64 and math.entropy(0, filesize) > 7.5 }
rule empty_file { condition: hash.sha256(0, filesize) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
rule has_entry { condition: entrypoint >= 0 }
""",
    "global.yar": r"""
global rule small_only { condition: filesize < 300KB }
rule after_global { strings: $a = "needle" condition: $a }
""",
    "broken.yar": "rule broken { strings: $a = \"x\" condition: $b }\n",
}


def make_files(folder):
    rng = random.Random(20)
    words = [b"needle", b"NEEDLE", b"n\0e\0e\0d\0l\0e\0", b"hay", b"MARK", b"ab12c", b"GET /index.php", b"abababababab",
             b"START", b"STOP", b"cG93ZXJzaGVsbA==", bytes(c ^ 0x41 for c in b"This program"), b"MZ\x90\0", b"PE\0\0"]
    for i in range(120):
        size = rng.choice([0, 1, 3, 15, 100, 5000, 70_000, 400_000])
        data = bytearray(rng.randbytes(size) if i % 3 else bytes(rng.choice(b"abc \n") for _ in range(size)))
        for _ in range(rng.randrange(12)):
            if size > 100:
                word = rng.choice(words)
                at = rng.choice([0, 4090, 4096, rng.randrange(size)]) % (size - len(word))
                data[at:at + len(word)] = word
        with open(os.path.join(folder, f"made-{i:03}.{rng.choice(['php', 'txt', 'bin'])}"), "wb") as file:
            file.write(data)
    for name in ("/bin/true", "/bin/ls", "/bin/bash", "/usr/lib/x86_64-linux-gnu/libz.so.1"):
        if os.path.exists(name):
            shutil.copy(name, os.path.join(folder, os.path.basename(name)))
    shutil.copy("/bin/true", os.path.join(folder, "true again"))
    os.mkdir(os.path.join(folder, "odd\nname"))
    with open(os.path.join(folder.encode(), b"odd\nname", b"caf\xe9"), "wb") as file:
        file.write(b"a needle in hay")


def files_below(folder):
    for top, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            path = os.path.join(top, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def oracle(rule_files, path, link):
    """One process a rule file and file: yara's scanners keep things from the file before. It is shown a plain name,
    since it prints names as they are."""
    found = set()
    if os.path.lexists(link):
        os.remove(link)
    os.symlink(os.path.abspath(path), link)
    for rules in rule_files:
        ran = subprocess.run(["yara", "-s", "-L", "-w", "-d", "filename=", "-d", "filepath=", "-d", "extension=", "-d",
                              "filetype=", "-d", "owner=", rules, link], capture_output=True)
        rule = None
        for line in ran.stdout.split(b"\n"):
            match = re.match(rb"^0x([0-9a-f]+):(\d+):(\$\w*): ", line)
            if match and rule:
                found.add((rule, match[3].decode(), int(match[1], 16), int(match[2])))
            elif line and not line.startswith(b"0x"):
                rule = line.split(b" ", 1)[0].decode("latin-1")
                found.add((rule, "", 0, 0))
    return found


def ours(binary, rules, folder, *more):
    ran = subprocess.run([binary, "triage", folder, "--rules", rules, "--format", "json", *more], capture_output=True)
    if ran.returncode not in (0, 3):
        sys.exit(f"firsthour triage: exit {ran.returncode}: {ran.stderr.decode('utf-8', 'replace')}")
    found, summary = {}, None
    for line in ran.stdout.split(b"\n"):
        record = json.loads(line) if line else {}
        if record.get("type") == "finding" and record["detector"] == "yara" and "!/" not in record["target"]["path"]:
            at = found.setdefault(record["target"]["path"], set())
            at.add((record["rule"], "", 0, 0))
            at.update((record["rule"], m["string"], m["offset"], m["length"]) for m in record["matches"])
        if record.get("type") == "summary":
            summary = record
    return found, summary


def shown(path):
    """The display form of a name's bytes is injective but ours; names are compared by what is plain in them."""
    return re.sub(r"[^ -~]|\\(x[0-9a-f]{2}|[nrt\\])", "?", path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin")
    parser.add_argument("--rules")
    parser.add_argument("--files")
    said = parser.parse_args()
    if not shutil.which("yara"):
        print("skipped: Debian's yara is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        rules, files = said.rules or os.path.join(work, "rules"), said.files or os.path.join(work, "files")
        if not said.rules:
            os.mkdir(rules)
            for name, text in RULES.items():
                with open(os.path.join(rules, name), "w") as file:
                    file.write(text)
        if not said.files:
            os.mkdir(files)
            make_files(files)
        rule_files = sorted(p for p in files_below(rules) if p.endswith((b".yar", b".yara")))
        found, summary = ours(os.path.join(said.bin, "firsthour"), rules, files)
        one_worker, _ = ours(os.path.join(said.bin, "firsthour"), rules, files, "--jobs", "1")
        if found != one_worker:
            sys.exit("one worker and several do not say the same")
        by_shown = {}
        for path, hits in found.items():
            by_shown.setdefault(shown(path), set()).update(hits)
        wrong = total = 0
        for path in files_below(files):
            wanted = oracle(rule_files, path, os.path.join(work, "one"))
            total += len(wanted)
            got = by_shown.pop(shown(path.decode("utf-8", "backslashreplace")), set())
            if got != wanted:
                wrong += 1
                print(f"{path!r}: only yara: {sorted(wanted - got)[:5]} only ours: {sorted(got - wanted)[:5]}")
        if by_shown:
            wrong += 1
            print("findings on no file:", list(by_shown)[:3])
        print(f"{total} answers of yara over {summary['items']} files, {wrong} files differ")
        sys.exit(1 if wrong or total == 0 else 0)


if __name__ == "__main__":
    main()
