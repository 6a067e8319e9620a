#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`respond` stopped at different moments: Ctrl-C must leave a closed case that verifies (exit 130), kill -9 one that opens,
says it was not closed cleanly (exit 3), holds what was acknowledged, and goes on with the next command.

  interrupted.py BIN_DIR
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

bin_dir = pathlib.Path(sys.argv[1])


def environment(work):
    return {**os.environ, "HOME": str(work), "LC_ALL": "C.UTF-8"}


def respond(work, case):
    return subprocess.Popen([bin_dir / "firsthour", "respond", case, "--live", "--exercise", "--yes", "--profile", "standard"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            env=environment(work), start_new_session=True)


def verify(work, case):
    return subprocess.run([bin_dir / "firsthour", "case", "verify", case], capture_output=True, text=True, env=environment(work))


def wait_for_ledger(case):
    for _ in range(400):
        if (case / "case.sqlite").exists():
            return
        time.sleep(0.01)


def stop(work, name, how, after):
    """Returns what is wrong, or None."""
    case = work / f"{name}.case"
    running = respond(work, case)
    wait_for_ledger(case)
    time.sleep(after)
    if running.poll() is not None:
        return None  # it was done before
    how(running)
    text, _ = running.communicate(timeout=120)
    killed = running.returncode == -signal.SIGKILL
    if not killed and running.returncode not in (0, 3, 130):
        return f"{name}: exit {running.returncode}: {text[-500:]}"
    answer = verify(work, case)
    if answer.returncode != 0 and not (killed and answer.returncode == 3):
        return f"{name}: verify ended with {answer.returncode}: {answer.stdout}{answer.stderr}"
    if killed:
        opened = subprocess.run([bin_dir / "firsthour", "incident", "note", case, "after the power came back"], capture_output=True,
                                text=True, env=environment(work))
        after_it = verify(work, case)
        if after_it.returncode != 0:
            return f"{name}: after the next command verify ended with {after_it.returncode}: {opened.stderr}{after_it.stdout}"
    return None


def main():
    wrong = []
    with tempfile.TemporaryDirectory(prefix="firsthour-stop-", dir="/var/tmp") as folder:
        work = pathlib.Path(folder)
        for number, after in enumerate((0.05, 0.4, 1.0, 2.0, 4.0)):
            wrong.append(stop(work, f"c{number}", lambda p: os.killpg(p.pid, signal.SIGINT), after))
            wrong.append(stop(work, f"t{number}", lambda p: p.terminate(), after))
            wrong.append(stop(work, f"k{number}", lambda p: p.kill(), after))
    wrong = [text for text in wrong if text]
    print("\n".join(wrong) or "stopped at fifteen moments: every case verifies")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
