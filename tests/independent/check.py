#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A third reader of Firsthour's formats, written from casefile/FORMAT.md with the standard library alone.

  check.py case PATH        [--trust VKEY]… [--since CHECKPOINT]
  check.py collection PATH  a stream as it left the host, not encrypted; `-` is standard input
  check.py proof PATH       [--trust VKEY]… [--item FILE]
  check.py bag PATH         an exported bag                [--trust VKEY]…

VKEY is a verifier key or a file that holds one. One line a problem: kind, where, what. Exit codes are DESIGN's: 0 good,
1 cannot read, 2 wrong usage, 3 only a part, 4 evidence altered, 6 ledger broken, 7 signature missing, unknown or wrong, 10 no such case.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import bag
import collection
import evidence
import note
import proof
from ledger import Ledger
from verdict import UNREADABLE, Malformed, Verdict


def trusted_keys(given):
    keys = []
    for one in given:
        text = pathlib.Path(one).read_text().strip() if "+" not in one or pathlib.Path(one).is_file() else one
        keys.append(note.Key.parse(text))
    return keys


def check_case(path, verdict, trusted, since=None):
    ledger = Ledger(path, verdict)
    if not ledger.read():
        return
    ledger.check_head()
    ledger.check_signatures(trusted)
    if since is not None:
        ledger.check_since(since, trusted)
    evidence.check_items(ledger, evidence.check_objects(ledger))
    evidence.check_folder(ledger)


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["case", "collection", "proof", "bag"])
    parser.add_argument("path")
    parser.add_argument("--trust", action="append", default=[])
    parser.add_argument("--since")
    parser.add_argument("--item")
    said = parser.parse_args(words)
    verdict = Verdict()
    try:
        trusted = trusted_keys(said.trust)
        since = pathlib.Path(said.since).read_bytes() if said.since else None
    except (OSError, Malformed) as error:
        parser.error(str(error))
    try:
        if said.what == "case":
            check_case(said.path, verdict, trusted, since)
        elif said.what == "collection":
            collection.check(said.path, verdict)
        elif said.what == "proof":
            proof.check(said.path, verdict, trusted, said.item)
        else:
            bag.check(said.path, verdict, trusted)
    except OSError as error:
        verdict.add(UNREADABLE, said.path, str(error))
    for line in verdict.lines():
        print(line)
    return verdict.exit()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
