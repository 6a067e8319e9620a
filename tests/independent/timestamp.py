# SPDX-License-Identifier: Apache-2.0
"""The imprint of an RFC 3161 token. Its signature is not checked here: that takes certificates from outside."""
import digests
from verdict import Malformed

OIDS = {bytes.fromhex("608648016503040201"): "sha256", bytes.fromhex("2a811ccf55018311"): "sm3"}


def _element(data, at):
    """Tag, content and the place after one DER element."""
    if at + 2 > len(data):
        raise Malformed("DER that ends too early")
    tag, length, at = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, at = int.from_bytes(data[at:at + count], "big"), at + count
    if at + length > len(data):
        raise Malformed("DER that ends too early")
    return tag, data[at:at + length], at + length


def _elements(data):
    found, at = [], 0
    while at < len(data):
        tag, content, at = _element(data, at)
        found.append((tag, content))
    return found


def _inside(data, *path):
    """The content reached by going into the element of that place at each level."""
    for place in path:
        inner = _elements(data)
        if place >= len(inner):
            raise Malformed("a token of another form")
        data = inner[place][1]
    return data


def check_imprint(token, name, message):
    # ContentInfo → [0] → SignedData → encapContentInfo → [0] → OCTET STRING → TSTInfo → messageImprint
    imprint = _inside(token, 0, 1, 0, 2, 1, 0, 0, 2)
    algorithm, digest = _inside(imprint, 0, 0), _inside(imprint, 1)
    if OIDS.get(algorithm) != name or digests.of(name, message) != digest:
        raise Malformed("a time stamp of something else")
