# SPDX-License-Identifier: Apache-2.0
"""C2SP signed notes, checkpoints, verifier keys and cosignatures, as casefile/FORMAT.md has them."""
import base64
import binascii
import hashlib
import re

import ed25519
import sm2
from verdict import Malformed

ED25519, ED25519_COSIGNATURE = b"\x01", b"\x04"
SM2 = b"\xfffirsthour.sm2-with-sm3.1234567812345678"
SM2_COSIGNATURE = b"\xfffirsthour.sm2-with-sm3-cosignature.1234567812345678"
COSIGNING = {ED25519: ED25519_COSIGNATURE, SM2: SM2_COSIGNATURE}
SIZES = {ED25519: 32, SM2: 65}
DASH = "\u2014 "


def strict_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64 that is none") from None
    if base64.b64encode(data).decode() != text:
        raise Malformed("base64 that is not written as it should be")
    return data


class Key:
    """A public key with its name: what verifies, and what cosigns."""

    def __init__(self, name, kind, public):
        self.name, self.kind, self.public = name, kind, public
        self.text = f"{name}+{self.key_id(kind).hex()}+{base64.b64encode(kind + public).decode()}"

    @staticmethod
    def parse(text):
        name, plus, rest = text.partition("+")
        stated, plus_again, encoded = rest.partition("+")
        if not (name and plus and plus_again) or re.search(r"[\s\x00-\x1f\x7f]", name):
            raise Malformed("not a verifier key")
        data = strict_base64(encoded)
        kind = next((kind for kind in SIZES if data.startswith(kind) and len(data) == len(kind) + SIZES[kind]), None)
        if kind is None:
            raise Malformed("a verifier key of an unknown kind")
        key = Key(name, kind, data[len(kind):])
        if key.text != text:
            raise Malformed("a verifier key whose id is not its own")
        if (kind == SM2 and sm2.point(key.public) is None):
            raise Malformed("a public key that is no point of the curve")
        return key

    def key_id(self, kind):
        return hashlib.sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:4]

    def fingerprint(self):
        digits = hashlib.sha256(self.public).hexdigest()
        return " ".join(digits[at:at + 4] for at in range(0, 64, 4))

    def _holds(self, message, signature):
        return (ed25519 if self.kind == ED25519 else sm2).verify(self.public, message, signature)

    def signed(self, text, line):
        """Of a signature line's (name, bytes): None when the line is not of this key, else whether it holds."""
        name, data = line
        if name != self.name or data[:4] != self.key_id(self.kind):
            return None
        return self._holds(text, data[4:])

    def cosigned(self, text, line):
        """The same for a cosignature; the time in seconds when it holds."""
        name, data = line
        if name != self.name or data[:4] != self.key_id(COSIGNING[self.kind]):
            return None
        when = int.from_bytes(data[4:12], "big")
        message = b"cosignature/v1\ntime %d\n" % when + text
        return when if len(data) == 76 and self._holds(message, data[12:]) else False


def signature_line(line):
    if not line.startswith(DASH):
        raise Malformed("a signature line without its dash")
    name, space, encoded = line[len(DASH):].rpartition(" ")
    if not space or not name or re.search(r"[\s+]", name):
        raise Malformed("a signature line without its name")
    data = strict_base64(encoded)
    if len(data) < 5:
        raise Malformed("a signature line without signature")
    return name, data


class Checkpoint:
    """A signed note whose text is a checkpoint without extension lines."""

    def __init__(self, data):
        self.data = data
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("a note that is not UTF-8") from None
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", whole) or not whole.endswith("\n"):
            raise Malformed("a note with control characters or without its line end")
        text, blank, lines = whole.partition("\n\n")
        body = text.split("\n")
        if not blank or len(body) != 3 or not lines:
            raise Malformed("not a checkpoint of three lines with signatures")
        if not re.fullmatch(r"0|[1-9][0-9]{0,18}", body[1]):
            raise Malformed("a checkpoint without its size")
        self.text = (text + "\n").encode()
        self.origin, self.size, self.root = body[0], int(body[1]), strict_base64(body[2])
        self.lines = [signature_line(line) for line in lines[:-1].split("\n")]
        if len(self.root) != 32 or not self.origin:
            raise Malformed("a checkpoint without its root")
        self.tree = "sm3" if self.origin.endswith("/sm3") else "sha256"

    def signers(self, keys):
        """The keys whose signature holds, and the names of those whose signature does not."""
        good, bad = [], []
        for key in keys:
            for line in self.lines:
                held = key.signed(self.text, line)
                if held is not None:
                    (good if held else bad).append(key)
        return good, [key.name for key in bad]


def split_notes(data):
    """One or several notes, each but a lone one followed by a blank line, as HEAD has them: the notes and the rest."""
    notes, rest = [], data
    while True:
        text, blank, lines = rest.partition(b"\n\n")
        if not blank or not lines.startswith(DASH.encode()):
            return notes, rest
        signatures, end, rest = lines.partition(b"\n\n")
        notes.append(Checkpoint(text + blank + signatures + (b"\n" if end else b"")))
        if not end:
            return notes, b""
