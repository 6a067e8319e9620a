# SPDX-License-Identifier: Apache-2.0
"""The rules that an event's own bytes, and its neighbours, have to keep."""
import re

import canonical_json
from verdict import Malformed

CHUNKED_FROM = 67_108_864
HEX64 = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)\.[0-9]{9}Z")
TAKING_IN = ("collected", "derived", "attached")


def number(value):
    """An integer from 0, written as such or, above 2^53-1, as a string of digits. Else None."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,19}", value) and int(value) > canonical_json.MAX_EXACT:
        return int(value)
    return None


def need(fine, what):
    if not fine:
        raise Malformed(what)


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def _stores(event):
    stores = event.get("stores", {})
    need(isinstance(stores, dict) and (stores or "stores" not in event), "stores is no list of objects")
    sizes = {name: number(size) for name, size in stores.items()}
    need(all(HEX64.fullmatch(name) and size is not None for name, size in sizes.items()), "stores names an object wrongly")
    return sizes


def _chunks(event, sizes):
    chunks = event.get("chunks", {})
    large = {name for name, size in sizes.items() if size > CHUNKED_FROM}
    need(isinstance(chunks, dict) and set(chunks) == large, "chunks does not name the objects over 64 MiB of stores")
    for name, tree in chunks.items():
        need(isinstance(tree, dict) and set(tree) == {"leaves", "length", "root"}, "a chunk tree of another form")
        need(tree["length"] == 1_048_576 and isinstance(tree["root"], str) and HEX64.fullmatch(tree["root"]), "a chunk tree of another form")
        need(sizes.get(tree["leaves"]) == -(-sizes[name] // 1_048_576) * 32, "the leaves of a chunk tree are not stored with it")
    return chunks


class Event:
    """One event, read strictly. `record` is None for one that has it in an object of its own."""

    def __init__(self, seq, data, before):
        need(len(data) <= 65_535, "an event of more than 65,535 bytes")
        event = canonical_json.read(data)
        need(isinstance(event, dict), "an event that is no object")
        need(depth(event) <= 200, "an event of more than 200 levels")
        need(event.get("v") == 1 and event.get("seq") == seq and not isinstance(event.get("seq"), bool), "an event that says another number or version")
        self.seq, self.data, self.type, self.time, self.body = seq, data, event.get("type"), event.get("time"), event.get("body")
        need(isinstance(self.type, str) and self.type and isinstance(self.body, dict), "an event without type or body")
        need(isinstance(event.get("actor"), str) and isinstance(event.get("tool"), dict), "an event without actor or tool")
        need(isinstance(self.time, str) and TIME.fullmatch(self.time), "an event without its time")
        back = before is not None and self.time < before.time
        need(event.get("clock_back") is (True if back else None) and ("clock_back" in event) == back, "clock_back does not say what the times say")
        need((self.type == "opened") == (seq == 0), "opened is event 0 and only that")
        self.stores = _stores(event)
        self.chunks = _chunks(event, self.stores)
        self.item = self._item() if self.type in TAKING_IN else None

    def _item(self):
        body, item = self.body, self.body.get("item")
        record = body.get("record")
        need(isinstance(item, str) and item, "an item without id")
        need(("record" in body) != ("record_content" in body), "an item with no record, or with two")
        if self.type == "collected":
            need(isinstance(body.get("collection"), str) and item.startswith(body["collection"] + "/"), "an item that is not named by its collection")
            need(record is None or item == f"{body['collection']}/{record.get('id')}", "an item that is not named by its record")
        else:
            need(item == f"{self.type[0]}{self.seq}", "an item that is not named by its event")
        need(record is None or isinstance(record, dict), "a record that is no object")
        self.content = slices(body.get("content"))
        self.record, self.record_slices = record, slices(body["record_content"]) if record is None else []
        return item


def slices(value):
    need(isinstance(value, list), "content is no list of slices")
    result = []
    for one in value:
        need(isinstance(one, dict) and set(one) == {"object", "offset", "length"}, "a slice of another form")
        offset, length = number(one["offset"]), number(one["length"])
        need(isinstance(one["object"], str) and HEX64.fullmatch(one["object"]) and offset is not None and length is not None, "a slice of another form")
        result.append((one["object"], offset, length))
    return result
