# SPDX-License-Identifier: Apache-2.0
"""An exported bag (RFC 8493): every manifest, every file, and what stands under custody/."""
import pathlib
import re
import urllib.parse

import canonical_json
import digests
import merkle
import note
import proof
from ledger import is_file
from verdict import EVIDENCE, LEDGER, SIGNATURE, UNREADABLE, UNTRUSTED, Malformed

DIGESTS = ("sha256", "sha512")
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def _manifest(bag, file, verdict):
    """Names → digest; nothing that leads out of the bag."""
    listed = {}
    if not is_file(bag / file):
        verdict.add(EVIDENCE, file, "missing, or no file")
        return listed
    for line in (bag / file).read_bytes().decode("utf-8", "surrogateescape").splitlines():
        found = re.fullmatch(r"([0-9a-fA-F]+) [ *](.+)", line)
        name = urllib.parse.unquote(found[2]) if found else ""
        if not found or name in listed or name.startswith(("/", "~")) or ".." in name.split("/") or "\\" in name:
            verdict.add(EVIDENCE, file, f"a line that no writer writes: {line[:80]}")
        else:
            listed[name] = found[1].lower()
    return listed


def _compare(bag, verdict, kind, present):
    for digest in DIGESTS:
        file = f"{kind}-{digest}.txt"
        listed = _manifest(bag, file, verdict)
        for name in sorted(present - set(listed)):
            verdict.add(EVIDENCE, name, f"not listed in {file}")
        for name, stated in listed.items():
            if not is_file(bag / name) or any(folder.is_symlink() for folder in (bag / name).parents if bag in folder.parents):
                verdict.add(EVIDENCE, name, "missing, or no file")
            elif digests.of(digest, (bag / name).read_bytes()).hex() != stated:
                verdict.add(EVIDENCE, name, f"another {digest}")


def _check_custody(bag, verdict, trusted):
    """The ledger's lines make the roots of the heads, and every proof holds."""
    ledger = bag / "custody/ledger.jsonl"
    if not is_file(ledger):
        return
    lines = ledger.read_bytes().split(b"\n")[:-1]
    for file, tree in (("custody/checkpoint", "sha256"), ("custody/checkpoint-sm3", "sm3")):
        try:
            head = note.Checkpoint((bag / file).read_bytes())
            root = merkle.root_of_leaves(tree, [merkle.leaf(tree, line) for line in lines[:head.size]])
            if head.tree != tree or head.size > len(lines) or head.root != root:
                raise Malformed("its root is not that of custody/ledger.jsonl")
            good, bad = head.signers(trusted)
            if bad:
                verdict.add(SIGNATURE, file, f"the signature of {bad[0]} is wrong")
            elif not good:
                verdict.add(UNTRUSTED, file, "signed by no key that is trusted")
        except (Malformed, OSError) as error:
            verdict.add(LEDGER, file, str(error))
    for one in sorted((bag / "custody/proofs").rglob("*.tlog-proof")):
        item = bag / "data" / one.relative_to(bag / "custody/proofs").with_suffix("")
        proof.check(str(one), verdict, trusted, str(item) if is_file(item) else None)
    for line in lines:
        try:
            canonical_json.read(line)
        except Malformed as error:
            verdict.add(LEDGER, "custody/ledger.jsonl", str(error))
            break


def check(path, verdict, trusted):
    bag = pathlib.Path(path)
    if not is_file(bag / "bagit.txt") or (bag / "bagit.txt").read_bytes() != BAGIT:
        verdict.add(UNREADABLE, path, "no bag of version 1.0 in UTF-8")
        return
    files = set()
    for one in bag.rglob("*"):
        name = str(one.relative_to(bag))
        if is_file(one):
            files.add(name)
        elif one.is_symlink() or not one.is_dir():
            verdict.add(EVIDENCE, name, "neither file nor folder")
    if "fetch.txt" in files:
        verdict.add(EVIDENCE, "fetch.txt", "a bag that is to be completed from elsewhere is not read")
    payload = {name for name in files if name.startswith("data/")}
    _compare(bag, verdict, "manifest", payload)
    _compare(bag, verdict, "tagmanifest", {name for name in files - payload if not re.fullmatch(r"tagmanifest-[a-z0-9]+\.txt", name)})
    info = (bag / "bag-info.txt").read_text(errors="replace") if is_file(bag / "bag-info.txt") else ""
    oxum = f"Payload-Oxum: {sum((bag / name).stat().st_size for name in payload)}.{len(payload)}"
    if "Payload-Oxum:" in info and oxum not in info.splitlines():
        verdict.add(EVIDENCE, "bag-info.txt", "another Payload-Oxum")
    _check_custody(bag, verdict, trusted)
