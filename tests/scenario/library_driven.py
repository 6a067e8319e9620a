#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped playbook of an intrusion, walked by people to its end with the real tools behind it.

  library_driven.py BIN_DIR

Each step is answered as somebody on site would: approved before it changes anything, decided, done. The collector,
triage, the check of the case and the report that the playbook calls run for real. Exit 77: not possible here.
"""
import pathlib
import sys
import tempfile

from drilled import Place

PLAYBOOK, WAY = "linux-intrusion", "here"  # collected on the very host, straight into the case
MOST_STEPS = 200


def answer(waiting):
    """What somebody says to a step."""
    step = str(waiting["activation"])
    if waiting["kind"] == "approval":
        return ["--approve", step, "--why", "agreed by telephone"]
    if waiting["kind"] == "decision":
        options = waiting["options"]
        return ["--decide", f"{step}={WAY if WAY in options else options[0]}", "--why", "as things stand"]
    assert waiting["kind"] == "person", waiting
    return ["--done", step]


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    if not (programs / "collect").exists():
        print("skipped: no collector was built")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(programs, folder)
        place.firsthour("case", "create", "c")
        said, approvals, decisions = [], 0, 0
        for _ in range(MOST_STEPS):
            code, lines, talk = place.run("playbook", "run", PLAYBOOK, "--case", "c", "--by", "李雷", *said)
            waiting = [line for line in lines if line["type"] == "waiting"]
            if not waiting:
                break
            assert code == 3, (code, lines, talk)
            said = answer(waiting[0])
            approvals += waiting[0]["kind"] == "approval"
            decisions += waiting[0]["kind"] == "decision"
        assert lines[-1]["type"] == "summary" and lines[-1]["outcome"] == "success", (lines, talk)
        assert approvals >= 4 and decisions >= 8, (approvals, decisions)
        log = [line["event"] for line in place.firsthour("case", "log", "c") if "event" in line]
        ran = [event["body"]["command"] for event in log
               if event["body"].get("run", {}).get("kind") == "command-begun"]
        assert len(ran) >= 5, ran
        assert {"ingested", "analysed", "decision", "reported"} <= {event["type"] for event in log}
        place.firsthour("case", "verify", "c")
        print(f"walked to its end: {approvals} approvals, {decisions} decisions, {len(ran)} commands for real")


main()
