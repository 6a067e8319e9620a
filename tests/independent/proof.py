# SPDX-License-Identifier: Apache-2.0
"""A proof of one item: "Proof of one item" in casefile/FORMAT.md."""
import hashlib
import pathlib
import re

import canonical_json
import merkle
import note
from events import TAKING_IN, number
from evidence import check_record
from verdict import EVIDENCE, LEDGER, PART, SIGNATURE, UNREADABLE, UNTRUSTED, Malformed

FIRST = b"c2sp.org/tlog-proof@v1"


def _parse(data):
    lines, blank, signed = data.partition(b"\n\n")
    lines = lines.split(b"\n")
    index = re.fullmatch(rb"index (0|[1-9][0-9]{0,18})", lines[2]) if len(lines) > 2 else None
    if lines[0] != FIRST or not blank or not index or not lines[1].startswith(b"extra "):
        raise Malformed("no proof of an item")
    extra = note.strict_base64(lines[1][6:].decode("ascii", "replace"))
    hashes = [note.strict_base64(line.decode("ascii", "replace")) for line in lines[3:]]
    return extra, int(index[1]), hashes, note.Checkpoint(signed)


def _record_of(extra):
    """The event's bytes, its value and its item's record."""
    data, separate, record_bytes = extra.partition(b"\n")
    event = canonical_json.read(data)
    body = event["body"]
    if event["type"] not in TAKING_IN or bool(separate) != ("record_content" in body):
        raise Malformed("an event that brought no item, or without its record")
    record = check_record(record_bytes) if separate else body["record"]
    if separate:
        stated = body["record_content"]
        if len(stated) != 1 or stated[0]["object"] != hashlib.sha256(record_bytes).hexdigest() or number(stated[0]["length"]) != len(record_bytes):
            raise Malformed("a record that is not the event's")
    return data, event, record


def check(path, verdict, trusted, item=None):
    try:
        extra, index, hashes, head = _parse(pathlib.Path(path).read_bytes())
        data, event, record = _record_of(extra)
        if event["seq"] != index:
            raise Malformed("another number than the event's")
    except (Malformed, KeyError, TypeError, IndexError, AttributeError) as error:
        verdict.add(UNREADABLE, path, str(error))
        return
    if not merkle.included(head.tree, index, head.size, merkle.leaf(head.tree, data), hashes, head.root):
        verdict.add(LEDGER, path, "the hashes do not lead from the event to the root")
        return
    good, bad = head.signers(trusted)
    if bad:
        verdict.add(SIGNATURE, path, f"the signature of {bad[0]} is wrong")
    elif not good:
        verdict.add(UNTRUSTED, path, "signed by no key that is trusted")
    if item is not None:
        _check_item(item, record, verdict)
    elif "sha256" in record:
        verdict.add(PART, path, "the item's bytes were not given")


def _check_item(path, record, verdict):
    with open(path, "rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if digest != record.get("sha256") or pathlib.Path(path).stat().st_size != number(record.get("size")):
        verdict.add(EVIDENCE, path, "not the bytes of the item")
