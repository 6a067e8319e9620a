#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The third reader's own parts, against openssl's program and against the definitions they shorten."""
import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import canonical_json
import digests
import ed25519
import events
import merkle
import note
import sm2
from verdict import Malformed


def openssl(*words, data=None):
    return subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True, check=True).stdout


class Signatures(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.key, self.message = pathlib.Path(self.folder.name, "key"), pathlib.Path(self.folder.name, "message")
        self.message.write_bytes("a head, 三\n".encode())

    def flipped_is_refused(self, verify, public, signature):
        message = self.message.read_bytes()
        self.assertTrue(verify(public, message, signature))
        self.assertFalse(verify(public, message + b"x", signature))
        for at in range(0, 64, 9):
            self.assertFalse(verify(public, message, signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1:]))

    def test_ed25519_of_openssl(self):
        openssl("genpkey", "-algorithm", "ed25519", "-out", self.key)
        public = openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")[-32:]
        signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.key, "-in", self.message)
        self.flipped_is_refused(ed25519.verify, public, signature)
        larger = int.from_bytes(signature[32:], "little") + ed25519.L
        self.assertFalse(ed25519.verify(public, self.message.read_bytes(), signature[:32] + larger.to_bytes(32, "little")))

    def test_sm2_of_openssl(self):
        openssl("genpkey", "-algorithm", "SM2", "-out", self.key)
        public = openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")[-65:]
        der = openssl("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-inkey", self.key, "-in", self.message)
        r_end = 4 + der[3]
        r, s = der[4:r_end], der[r_end + 2:]
        signature = b"".join(int.from_bytes(number, "big").to_bytes(32, "big") for number in (r, s))
        self.flipped_is_refused(sm2.verify, public, signature)


class Digests(unittest.TestCase):
    def test_own_sm3_is_openssls(self):
        for size in (0, 1, 55, 56, 63, 64, 65, 200):
            data, own = os.urandom(size), digests.OwnSm3()
            own.update(data[:7])
            own.update(data[7:])
            self.assertEqual(own.digest(), openssl("dgst", "-sm3", "-binary", data=data))


class Trees(unittest.TestCase):
    def root(self, leaves):
        """The definition of RFC 9162 section 2.1.1, word for word."""
        if not leaves:
            return hashlib.sha256().digest()
        if len(leaves) == 1:
            return merkle.leaf("sha256", leaves[0])
        k = 1 << (len(leaves) - 1).bit_length() - 1
        return merkle.node("sha256", self.root(leaves[:k]), self.root(leaves[k:]))

    def path(self, index, leaves):
        """Section 2.1.3.1."""
        if len(leaves) == 1:
            return []
        k = 1 << (len(leaves) - 1).bit_length() - 1
        if index < k:
            return self.path(index, leaves[:k]) + [self.root(leaves[k:])]
        return self.path(index - k, leaves[k:]) + [self.root(leaves[:k])]

    def test_edges_and_proofs_follow_the_definition(self):
        leaves, edge = [], merkle.Edge("sha256")
        for size in range(1, 20):
            leaves.append(bytes([size]) * size)
            edge.append(merkle.leaf("sha256", leaves[-1]))
            self.assertEqual(edge.root(), self.root(leaves))
            self.assertEqual(len(edge.roots), size.bit_count())
            for index in range(size):
                proof, leaf = self.path(index, leaves), merkle.leaf("sha256", leaves[index])
                self.assertTrue(merkle.included("sha256", index, size, leaf, proof, edge.root()))
                self.assertFalse(merkle.included("sha256", index, size, leaf, proof + [leaf], edge.root()))
                self.assertFalse(merkle.included("sha256", index, size, merkle.leaf("sha256", b"other"), proof, edge.root()))
                self.assertFalse(proof and merkle.included("sha256", index, size, leaf, proof[:-1], edge.root()))


class CanonicalJson(unittest.TestCase):
    def test_only_the_canonical_form_is_read(self):
        for good in (b'{"a":[1,-2,0.5,1e+21,1e-7,100000,true,null],"b":"\\u0001\\n\\"\xe4\xb8\x89"}', b'"\xf0\x9f\x98\x80"', b"9007199254740991"):
            canonical_json.read(good)
        for bad in (b'{"b":1,"a":2}', b'{ "a":1}', b'{"a":1,"a":1}', b"1.0", b"1E2", b"NaN", b"-0", b'"\\u0041"', b'"\\ud800"', b"9007199254740992",
                    b"[1]\n", b"\xff", b"", b"[" * 100_000, b"1" * 5000, b'"\\/"'):
            with self.assertRaises(Malformed, msg=bad[:40]):
                canonical_json.read(bad)

    def test_members_are_ordered_by_utf16(self):
        canonical_json.read('{"\U0001f600":1,"\uff21":2}'.encode())
        with self.assertRaises(Malformed):
            canonical_json.read('{"\uff21":2,"\U0001f600":1}'.encode())


class Notes(unittest.TestCase):
    def test_bad_notes_are_malformed(self):
        root, line = base64.b64encode(bytes(32)).decode(), "— k " + base64.b64encode(bytes(68)).decode() + "\n"
        self.assertEqual(note.Checkpoint(f"o\n3\n{root}\n\n{line}".encode()).size, 3)
        for bad in (f"o\n3\n{root}\n\n", f"o\n03\n{root}\n\n{line}", f"o\n3\n{root}\nmore\n\n{line}", f"o\n3\n{root[:-4]}\n\n{line}", f"o\n3\n{root}\n{line}",
                    f"o\n3\n{root}\n\n{line[:-1]}", f"o\n3\n{root}\n\n{line}\n", f"o\t\n3\n{root}\n\n{line}", f"o\n-1\n{root}\n\n{line}", ""):
            with self.assertRaises(Malformed, msg=bad):
                note.Checkpoint(bad.encode())


class WorkedExample(unittest.TestCase):
    """The example in casefile/FORMAT.md is a real case."""

    def setUp(self):
        page = (pathlib.Path(__file__).resolve().parents[2] / "casefile" / "FORMAT.md").read_text()
        self.text = page.partition("### Worked example of a case\n")[2].partition("\n### ")[0]
        self.blocks = re.findall(r"```\w*\n(.*?)```", self.text, re.DOTALL)

    def test_its_events_make_the_roots_that_its_key_signed(self):
        key = note.Key.parse(self.blocks[0].strip())
        data = next(block for block in self.blocks if block.startswith("{")).encode().split(b"\n")[:-1]
        first = events.Event(0, data[0], None)
        events.Event(1, data[1], first)
        heads, rest = note.split_notes(next(block for block in self.blocks if block.startswith("firsthour.case/")).encode())
        self.assertEqual([head.tree for head in heads], ["sha256", "sm3"])
        self.assertTrue(rest.startswith(b"case.sqlite 28672 "))
        for head in heads:
            self.assertEqual(head.root, merkle.root_of_leaves(head.tree, [merkle.leaf(head.tree, one) for one in data]))
            self.assertEqual(head.signers([key]), ([key], []))
            for shown in (head.root, *(merkle.leaf(head.tree, one) for one in data)):
                self.assertIn(f"`{shown.hex()}`", self.text)


if __name__ == "__main__":
    unittest.main()
