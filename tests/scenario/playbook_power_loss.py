#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A run that is killed in the midst of a command goes on at that command: it is not run again unasked.

  playbook_power_loss.py BIN_DIR SOURCE_DIR
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

BIN, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
FIRST = (SOURCE / "tests/data/playbooks/first.yaml").read_text()


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        env = dict(os.environ, HOME=folder, XDG_CONFIG_HOME=folder + "/c", XDG_DATA_HOME=folder + "/d", LANG="C.UTF-8")

        def firsthour(*words, expect):
            done = subprocess.run([BIN / "firsthour", "--json", *words], env=env, capture_output=True, text=True)
            assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
            return [json.loads(line) for line in done.stdout.splitlines()]

        book = pathlib.Path("slow.yaml")
        book.write_text(FIRST.replace("printf '%s' cut-__host__:value", "echo $$ > ran.__host__:value; exec sleep 600"))
        run = ("playbook", "run", str(book), "--case", "web01", "--by", "Li")
        firsthour("key", "new", "me", expect=0)
        firsthour("case", "create", "web01", expect=0)
        firsthour(*run, "--set", "host=web01", expect=3)
        firsthour(*run, "--done", "2", expect=3)
        ran = pathlib.Path("web01.work/ran.web01")
        running = subprocess.Popen([BIN / "firsthour", *run, "--approve", "3"], env=env, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        for _ in range(600):
            if ran.exists() and ran.read_text().strip():
                break
            time.sleep(0.1)
        assert ran.exists(), "the approved command was not run"
        running.send_signal(signal.SIGKILL)
        running.wait()
        # The command outlives its runner, as it would on another machine.
        os.kill(int(ran.read_text()), signal.SIGKILL)
        ran.unlink()

        waiting = firsthour(*run, expect=3)
        assert [line.get("kind") for line in waiting[:-1]] == ["unknown"], waiting
        assert not ran.exists(), "a command that changes its target was run again unasked"
        # It failed, as far as anybody knows: its way back is offered, and taken.
        waiting = firsthour(*run, "--failed", "3", "--why", "power loss", expect=3)
        assert waiting[0]["kind"] == "rollback", waiting
        over = firsthour(*run, "--roll-back", "3", expect=0)
        assert over[-1]["outcome"] == "success", over
        firsthour("case", "verify", "web01", expect=0)
        # Other programs of ours find what was kept.
        items = firsthour("case", "items", "web01", expect=0)
        kinds = {item.get("kind") for item in items}
        assert {"playbook", "command-output"} <= kinds, kinds
        print("a killed run goes on at its command")


main()
