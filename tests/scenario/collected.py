# SPDX-License-Identifier: Apache-2.0
"""The records in a plain, uncompressed collection."""
import json
import re
import tarfile


def records_in(path, beginning):
    """Every record whose line begins so, in order. What is long lies in several parts (content.0001, …)."""
    parts = {}
    with tarfile.open(path) as tar:
        for member in sorted((each for each in tar if re.search(r"content(\.\d+)?$", each.name)), key=lambda each: each.name):
            name = re.sub(r"content\.\d+$", "content", member.name)
            parts[name] = parts.get(name, b"") + tar.extractfile(member).read()
    return [json.loads(line) for bytes_ in parts.values() for line in bytes_.splitlines() if line.startswith(beginning)]
