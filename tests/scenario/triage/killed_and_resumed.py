#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A triage that is killed at any moment and gone on with says the same as one that was not, byte for byte; and does
not do again what was done.

usage: killed_and_resumed.py BIN [TIMES]     default: 5; the whole form is 20
"""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

RULES = 'rule needle { strings: $a = "needle" $b = /n[a-z]{4}e/ condition: any of them }\n'


def command(binary, work, *more):
    return [os.path.join(binary, "firsthour"), "triage", os.path.join(work, "files"), "--rules",
            os.path.join(work, "rules"), "--format", "json", *more]


def main():
    binary, times = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    rng = random.Random(9)
    with tempfile.TemporaryDirectory() as work:
        environment = dict(os.environ, XDG_STATE_HOME=os.path.join(work, "state"))
        os.makedirs(os.path.join(work, "rules"))
        with open(os.path.join(work, "rules", "needle.yar"), "w") as file:
            file.write(RULES)
        for i in range(3000):
            folder = os.path.join(work, "files", f"{i % 30:02}")
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f"{i}"), "wb") as file:
                # A third are the same as another; some are larger than may be looked at.
                seed = i // 3
                data = random.Random(seed).randbytes(2_000 if seed % 50 else 1_200_000)
                file.write(data + (b" needle" * (seed % 4)))
        # Many members, which archives share.
        for i in range(4):
            with zipfile.ZipFile(os.path.join(work, "files", f"{i}.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
                for member in range(1_500):
                    archive.writestr(f"m{member}", f"a needle, member {member % 1_100 + i * 100}")
        started = time.monotonic()
        whole = subprocess.run(command(binary, work, "--largest", "1M"), capture_output=True, env=environment)
        took = time.monotonic() - started
        if whole.returncode or whole.stdout.count(b'"finding"') < 1000 or b"larger than 1 MiB" not in whole.stdout:
            sys.exit(f"the unbroken run: exit {whole.returncode}: {whole.stderr!r}")
        killed = 0
        for _ in range(times):
            rounds = 0
            while True:
                run = subprocess.Popen(command(binary, work, "--largest", "1M", "--resume"), env=environment,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                try:
                    output, _ = run.communicate(timeout=rng.uniform(0.05, 1) * took if rounds < 3 else None)
                    break
                except subprocess.TimeoutExpired:
                    run.send_signal(signal.SIGKILL)
                    run.communicate()
                    killed, rounds = killed + 1, rounds + 1
            if output != whole.stdout:
                sys.exit("gone on with, it says something else than unbroken")
        left = os.listdir(os.path.join(work, "state", "firsthour"))
        if left:
            sys.exit(f"a journal was left behind: {left}")
        print(f"{times} runs, killed {killed} times: each says what the unbroken one said")
        if killed == 0:
            sys.exit("never killed")


if __name__ == "__main__":
    main()
