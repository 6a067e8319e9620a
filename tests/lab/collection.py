# SPDX-License-Identifier: Apache-2.0
"""A collection read from outside, with Python's own tar and json only (casefile/FORMAT.md)."""
import hashlib
import json
import tarfile


class Collection:
    """The items of a plain collection; content() checks the digest of what it returns."""

    def __init__(self, path):
        self._tar = tarfile.open(path)
        self._members = {member.name.partition("/")[2]: member for member in self._tar}
        self.items = []
        for name in self._members:
            if name.endswith((".jsonl", "/item.json")):
                self.items += [json.loads(line) for line in self._tar.extractfile(self._members[name])]
        self.outcome = json.load(self._tar.extractfile(self._members["outcome.json"]))

    def content(self, item):
        parts = []
        for name in item.get("stored", []):
            with self._tar.extractfile(self._members[name]) as file:
                file.seek(item.get("stored_offset", 0))
                parts.append(file.read(item["size"]))
        data = b"".join(parts)[: item["size"]]
        if hashlib.sha256(data).hexdigest() != item["sha256"]:
            raise AssertionError(f"{item['path']}: the content is not what its record says")
        return data

    def records(self, kind):
        found = []
        for item in self.items:
            if item.get("kind") == "records" and item.get("path") == kind:
                found += [json.loads(line) for line in self.content(item).splitlines()]
        return found

    def sources(self):
        return {source["name"]: source for source in self.outcome["sources"]}
