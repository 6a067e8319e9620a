#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Playbooks that never end by themselves: a loop is ended at its bound and said, a growing one stops when asked.

  playbook_bounds.py BIN_DIR
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
HEAD = {"type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--697d7adb-bf28-4789-9eef-0962ec1191e5",
        "name": "bounds", "created_by": "identity--df2bfdd0-fdb9-444d-89a0-ba79a779903e",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z"}


def step(kind, number):
    return f"{kind}--00000000-0000-4000-8000-{number:012}"


START, END = step("start", 1), step("end", 2)


def playbook(first, steps):
    ends = {START: {"type": "start", "on_completion": first}, END: {"type": "end"}}
    return dict(HEAD, workflow_start=START, workflow=ends | steps,
                playbook_variables={"__x__": {"type": "string", "value": "a"}})


def endless_loop():
    loop = step("while-condition", 3)
    return playbook(loop, {loop: {"type": "while-condition", "condition": "__x__:value = 'a'", "on_true": END,
                                  "on_completion": END}})


def doubling():
    """Forty steps, each of which opens the next twice: a million million branches."""
    steps = {}
    for number in range(10, 50):
        following = step("parallel", number + 1) if number < 49 else END
        steps[step("parallel", number)] = {"type": "parallel", "next_steps": [following, following],
                                           "on_completion": END}
    return playbook(step("parallel", 10), steps)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        env = dict(os.environ, HOME=folder, XDG_CONFIG_HOME=folder + "/c", XDG_DATA_HOME=folder + "/d", LANG="C.UTF-8")

        def firsthour(*words, expect=0):
            done = subprocess.run([BIN / "firsthour", *words], env=env, capture_output=True, text=True)
            assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
            return done.stdout + done.stderr

        firsthour("key", "new", "me")
        for name, text in (("loop", endless_loop()), ("doubling", doubling())):
            pathlib.Path(name + ".json").write_text(json.dumps(text))
            firsthour("case", "create", name)
        run = ("playbook", "run", "loop.json", "--case", "loop", "--by", "Li", "--lang")
        said = firsthour(*run, "en")
        assert "the loop went round 1000 times" in said, said
        assert "循环达到次数上限" in firsthour(*run, "zh")

        growing = subprocess.Popen([BIN / "firsthour", "playbook", "run", "doubling.json", "--case", "doubling",
                                    "--by", "Li"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(2)
        assert growing.poll() is None, "it ended before it was asked to: this test shows nothing"
        growing.send_signal(signal.SIGINT)
        assert growing.wait(60) == 130, growing.returncode
        firsthour("case", "verify", "doubling")


if __name__ == "__main__":
    main()
