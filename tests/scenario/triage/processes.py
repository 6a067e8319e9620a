#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The memory of live processes, matched by rules: one that is held still says what `yara RULES PID` says of it, at the
same addresses; others come and go meanwhile, and one is killed while it is read.

usage: processes.py BIN
"""
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

RULES = """
rule held {
  strings:
    $text = "harmless-marker-of-a-held-process"
    $wide = "harmless-marker" wide
    $hex = { 68 61 72 6D [2-6] 73 73 2D 6D 61 72 6B }
    $expression = /marker-of-a-[a-z]{4}-pr[a-z]+/
  condition: any of them
}
"""
# Made when it runs, so that the text is nowhere but in its memory.
HELD = """
import mmap, sys, time
word = bytes(reversed(b"ssecorp-dleh-a-fo-rekram-sselmrah"))
kept = [word * 3, word.decode().encode("utf-16-le"), bytearray(5_000_000)]
kept[2][4_096_000:4_096_000 + len(word)] = word
page = mmap.mmap(-1, 3 * 4096)
page[4096 - 7:4096 - 7 + len(word)] = word
print("ready", flush=True)
time.sleep(600)
"""


def start(code):
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def addresses_of_yara(rules, pid):
    done = subprocess.run(["yara", "-s", str(rules), str(pid)], capture_output=True, text=True, check=True)
    found = set()
    for line in done.stdout.splitlines():
        if line.startswith("0x"):
            address, string, _ = line.split(":", 2)
            found.add((string, int(address, 16)))
    return found


def segments(core):
    """(offset, address, size) of what a core file holds."""
    data = core.read_bytes()
    at, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    found = []
    for i in range(count):
        kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", data, at + i * size)
        if kind == 1:
            found.append((offset, address, length))
    return found


def addresses_of_ours(finding, core):
    parts = segments(core)
    found = set()
    for match in finding["matches"]:
        for offset, address, size in parts:
            if offset <= match["offset"] < offset + size:
                found.add((match["string"], address + match["offset"] - offset))
    assert len(found) == len(finding["matches"]), "a match stands outside all memory"
    return found


def a_held_process_says_what_yara_says(programs, folder, environment):
    held = start(HELD)
    try:
        os.kill(held.pid, signal.SIGSTOP)
        collected = subprocess.run([programs / "collect-host", "--only", "process.memory", "--process-memory", str(held.pid), "--out",
                                    "held.tar", "--allow-local", "a test"], cwd=folder, capture_output=True, text=True, env=environment)
        assert collected.returncode in (0, 3), collected.stderr
        wanted = addresses_of_yara(folder / "held.yar", held.pid)
    finally:
        held.kill()
        held.wait()
    shutil.unpack_archive(folder / "held.tar", folder / "bag", format="tar")
    core = next(path for path in (folder / "bag").rglob("*") if path.is_file() and path.read_bytes()[:4] == b"\x7fELF")
    said = subprocess.run([programs / "firsthour", "triage", core, "--rules", "held.yar", "--format", "json"], cwd=folder,
                          capture_output=True, text=True, env=environment)
    findings = [line for line in lines(said) if line.get("rule") == "held"]
    assert len(findings) == 1, said.stdout
    found = addresses_of_ours(findings[0], core)
    # What yara reads region by region it cannot see across two of them; in a core file they may lie side by side.
    missing = wanted - found
    assert not missing, f"yara says {sorted(missing)}"
    assert len(wanted) >= 8 and found == wanted, (sorted(found - wanted), len(wanted))
    print(f"  {len(found)} matches at the addresses that yara names")


def processes_come_and_go(programs, folder, environment):
    held = start(HELD)
    killed = start(HELD.replace("5_000_000", "400_000_000"))
    busy = subprocess.Popen(["bash", "-c", "while :; do sleep 0.01 & sleep 0.013 & wait; done"], stdout=subprocess.DEVNULL,
                            start_new_session=True)
    try:
        scan = subprocess.Popen([programs / "firsthour", "triage", "--processes", "--rules", "held.yar", "--format", "json"], cwd=folder,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        time.sleep(0.4)
        killed.kill()
        output, error = scan.communicate(timeout=300)
        assert scan.returncode in (0, 3), (scan.returncode, error)
        assert held.poll() is None
    finally:
        os.killpg(busy.pid, signal.SIGKILL)
        for process in (held, killed, busy):
            process.kill()
            process.wait()
    said = [json.loads(line) for line in output.splitlines()]
    said = [json.loads(line) for line in output.splitlines()]
    assert any(line.get("rule") == "held" and f"/{held.pid}/" in line["target"]["path"] + "/" for line in said), \
        [line["target"]["path"] for line in said if line.get("rule") == "held"]
    summary = said[-1]
    assert summary["type"] == "summary" and summary["items"] > 3, summary
    print(f"  {summary['items']} items read while processes came and went, {summary['not_scanned']} named that were not")


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    if os.geteuid() != 0:
        print("only root may read the memory of others")
        sys.exit(77)
    if not shutil.which("yara"):
        print("yara is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = dict(os.environ, XDG_STATE_HOME=str(folder / "state"))
        (folder / "held.yar").write_text(RULES)
        for test in (a_held_process_says_what_yara_says, processes_come_and_go):
            print(test.__name__.replace("_", " "))
            test(programs, folder, environment)


main()
