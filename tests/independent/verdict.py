# SPDX-License-Identifier: Apache-2.0
"""What a check found: problems of few kinds, and the one exit code that follows from them."""

LEDGER, EVIDENCE, SIGNATURE, PART, UNTRUSTED, UNREADABLE, ABSENT = "ledger", "evidence", "signature", "part", "untrusted", "unreadable", "absent"

# The gravest first: an altered ledger says nothing reliable about the evidence any more.
EXITS = ((ABSENT, 10), (LEDGER, 6), (EVIDENCE, 4), (SIGNATURE, 7), (UNREADABLE, 1), (PART, 3), (UNTRUSTED, 7))


class Malformed(Exception):
    """Bytes that are not of their format."""


class Verdict:
    def __init__(self):
        self.problems = []

    def add(self, kind, where, what):
        self.problems.append((kind, where, what))

    def has(self, kind):
        return any(found == kind for found, _, _ in self.problems)

    def exit(self):
        return next((code for kind, code in EXITS if self.has(kind)), 0)

    def lines(self):
        return [f"{kind}\t{where}\t{what}".encode("unicode_escape").decode() for kind, where, what in self.problems]
