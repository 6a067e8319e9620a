# SPDX-License-Identifier: Apache-2.0
"""The objects and items of a case, and what else lies in its folder: steps 5 and 6."""
import hashlib
import re

import canonical_json
import digests
import merkle
from events import number
from ledger import is_file
from verdict import EVIDENCE, PART, Malformed

BLOCK = 1 << 20
RECORD_CHECK = b',"~":'


def path_of(name):
    return f"objects/{name[:2]}/{name[2:]}"


def _read_object(case, name, size, tree):
    """What is wrong with an object, or None."""
    file = case / path_of(name)
    if not is_file(file):
        return "missing, or no file"
    whole, leaves = hashlib.sha256(), []
    try:
        with open(file, "rb") as opened:
            while block := opened.read(BLOCK):
                whole.update(block)
                if tree:
                    leaves.append(merkle.leaf("sha256", block))
    except OSError as error:
        return str(error)
    if file.stat().st_size == size and whole.hexdigest() == name:
        fine = not tree or merkle.root_of_leaves("sha256", leaves).hex() == tree["root"]
        return None if fine else "the chunk tree is not its own"
    return f"{file.stat().st_size} bytes of other content, {size} stored" + (_bad_chunks(case, tree, leaves) if tree else "")


def _bad_chunks(case, tree, leaves):
    file = case / path_of(tree["leaves"])
    stored = file.read_bytes() if is_file(file) else b""
    stored = [stored[at:at + 32] for at in range(0, len(stored), 32)]
    if merkle.root_of_leaves("sha256", stored).hex() != tree["root"]:
        return ", and its leaf hashes too"
    wrong = [str(at) for at, leaf in enumerate(stored) if at >= len(leaves) or leaves[at] != leaf]
    return f": chunks {', '.join(wrong[:20])} of {len(stored)}"


def check_objects(ledger):
    altered = set()
    for name, (size, tree) in ledger.objects.items():
        problem = _read_object(ledger.case, name, size, tree)
        if problem:
            altered.add(name)
            ledger.verdict.add(EVIDENCE, path_of(name), problem)
    return altered


def _bytes_of(case, slices, limit=None):
    for name, offset, length in slices:
        with open(case / path_of(name), "rb") as opened:
            opened.seek(offset)
            while length:
                block = opened.read(min(length, BLOCK))
                if not block:
                    raise Malformed("an object that ends too early")
                length -= len(block)
                yield block


def check_record(data):
    """A record's own check, where it has one, and its value."""
    record = canonical_json.read(data)
    if not isinstance(record, dict):
        raise Malformed("a record that is no object")
    if "~" in record:
        stated = data.rpartition(RECORD_CHECK)
        if record["~"] != hashlib.sha256(stated[0]).hexdigest()[:16]:
            raise Malformed("a record whose own check does not hold")
    return record


def _check_item(case, item, event):
    record_bytes = canonical_json.write(event.record).encode() if event.record is not None else b"".join(_bytes_of(case, event.record_slices))
    record = check_record(record_bytes)
    if event.type == "collected" and item != f"{event.body['collection']}/{record.get('id')}":
        raise Malformed("its record is that of another item")
    if "sha256" not in record:
        if event.content:
            raise Malformed("bytes without a digest")
        return
    length = sum(length for _, _, length in event.content)
    if number(record.get("size")) != length:
        raise Malformed("its slices do not add up to its size")
    stated = {"sha256": record["sha256"], **record.get("digests", {}), **event.body.get("digests", {})}
    running = {name: digests.new(name) for name in stated if digests.new(name)}
    for block in _bytes_of(case, event.content):
        for one in running.values():
            one.update(block)
    for name, one in running.items():
        if one.hexdigest() != stated[name]:
            raise Malformed(f"its {name} is not that of its bytes")


def check_items(ledger, altered):
    for item, event in ledger.items.items():
        if altered.intersection(name for name, _, _ in event.content + event.record_slices):
            continue  # the object is named already
        try:
            _check_item(ledger.case, item, event)
        except (Malformed, OSError, TypeError, AttributeError) as error:
            ledger.verdict.add(EVIDENCE, f"item {item}", str(error))


def check_folder(ledger):
    """Nothing lies in the folder that the ledger does not name, but for what a stopped writer leaves."""
    named = {path_of(name) for name in ledger.objects} | {"HEAD", "case.sqlite"}
    stopped = not ledger.closed or (ledger.case / "objects/incoming").exists()
    for path in sorted(ledger.case.rglob("*")):
        name = str(path.relative_to(ledger.case))
        if name in named:
            continue
        folder = path.is_dir() and not path.is_symlink()
        if folder and re.fullmatch(r"objects(/[0-9a-f]{2})?", name):
            continue
        if name in ("case.sqlite-journal", ".HEAD.new") and is_file(path):
            ledger.verdict.add(PART, name, "a writer did not end by itself")
        elif re.match(r"objects/incoming(/|$)", name):
            if name == "objects/incoming" or is_file(path) or folder:
                ledger.verdict.add(PART, name, "a writer did not end by itself")
        elif stopped and is_file(path) and re.fullmatch(r"objects/[0-9a-f]{2}/[0-9a-f]{62}", name):
            ledger.verdict.add(PART, name, "an object whose event was not committed")
        else:
            ledger.verdict.add(EVIDENCE, name, "not named by the ledger")
