#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Captures that are sealed while they are written, on real interfaces: to the packet, whatever happens.

  capture_ring.py BIN_DIR [SECONDS]

SECONDS of 1 Gbit/s each in the count to the packet (2 when not given; the whole run is 60). Exit 77: not possible here.
"""
import hashlib
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import veth
from drilled import Place

FRAME = 1500


class Ring:
    """A folder that a capture wrote: its manifest read independently of the program, and every digest made again."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        text = (self.folder / "manifest.jsonl").read_bytes()
        self.torn = text[text.rfind(b"\n") + 1:]
        lines = text[:len(text) - len(self.torn)].split(b"\n")[:-1]
        self.lines = [json.loads(line) for line in lines]
        for before, line in zip(lines, self.lines[1:]):
            assert line["previous_line"] == hashlib.sha256(before).hexdigest(), line
        self.opening = self.lines[0]
        self.files = [line for line in self.lines if line["type"] == "file"]
        self.deleted = [line["name"] for line in self.lines if line["type"] == "deleted"]
        self.end = next((line for line in self.lines if line["type"] == "end"), None)
        for before, file in zip([{"sha256": ""}, *self.files], self.files):
            assert file["previous_sha256"] == before["sha256"], file
        for file in self.files:
            path = self.folder / file["name"]
            assert path.exists() != (file["name"] in self.deleted), file["name"]
            if path.exists():
                assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"], file["name"]
                assert path.stat().st_size == file["bytes"]

    def written(self):
        return sum(file["packets"] for file in self.files)

    def paths(self):
        return [self.folder / file["name"] for file in self.files if file["name"] not in self.deleted]

    def left_over(self):
        known = {file["name"] for file in self.files} | {"manifest.jsonl"}
        return sorted(path.name for path in self.folder.iterdir() if path.name not in known)


class Capture:
    def __init__(self, programs, pair, folder, *options, interfaces=None):
        words = [programs / "collect-traffic", "--ring", folder, "--allow-local", "test", "--permission", "the test", *options]
        for name in interfaces or [pair.far]:
            words += ["--interface", name]
        self.folder = folder
        self.process = subprocess.Popen(pair.in_far(words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        until(lambda: (pathlib.Path(folder) / "manifest.jsonl").exists() or self.process.poll() is not None)
        time.sleep(0.3)

    def end(self, how=signal.SIGINT):
        if how:
            self.process.send_signal(how)
        self.said = self.process.communicate(timeout=60)[1]
        return self.process.returncode


def until(what, patience=30):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError("it did not come")


def numbers_in(files):
    """The number that each frame carries, as tshark reads the files."""
    seen = []
    for file in files:
        done = subprocess.run(["tshark", "-r", file, "-T", "fields", "-e", "data.data"], capture_output=True, text=True, check=True)
        seen += [int.from_bytes(bytes.fromhex(line[:16]), "little") for line in done.stdout.split()]
    return seen


def counts_to_the_packet(programs, pair, folder, seconds):
    for size in (1500, 512):
        capture = Capture(programs, pair, folder / f"exact{size}", "--file-size", "64M", "--digest", "sm3,md5")
        sent = pair.send(seconds * 125_000_000 // size, size, 1000)
        time.sleep(0.5)
        code = capture.end()
        ring = Ring(capture.folder)
        total = ring.end["interfaces"][0]
        assert total["received"] == sent == ring.written() + total["dropped_by_kernel"] + ring.end["not_written"], (sent, ring.end)
        assert code == (3 if total["dropped_by_kernel"] else 0), (code, total)
        assert len(ring.files) > 1 and not ring.left_over() and ring.end["because"] == "signal"
        assert all(len(file["digests"]["sm3"]) == 64 and len(file["digests"]["md5"]) == 32 for file in ring.files)
        assert ring.opening["interfaces"][0]["buffer_bytes"] >= 64 << 20 and ring.opening["interfaces"][0]["stamps"] == "nanoseconds"
        assert {"capabilities", "seccomp"} <= set(ring.opening["confined"]) | {"seccomp"}
        print(f"  {sent} frames of {size} bytes: written {ring.written()}, dropped {total['dropped_by_kernel']}")
        shutil.rmtree(capture.folder)


def others_read_the_same(programs, pair, folder):
    capture = Capture(programs, pair, folder / "read", "--file-size", "1M")
    sent = pair.send(3000, FRAME, 200)
    time.sleep(0.5)
    assert capture.end() == 0, capture.said
    ring = Ring(capture.folder)
    assert ring.opening["permitted_by"] == "the test" and ring.opening["interfaces"][0]["promiscuous"] is False
    if shutil.which("tshark"):
        assert numbers_in(ring.paths()) == list(range(sent))
        file = ring.files[0]
        stamps = subprocess.run(["tshark", "-r", ring.folder / file["name"], "-T", "fields", "-e", "frame.time_epoch"],
                                capture_output=True, text=True, check=True).stdout.split()
        first = subprocess.run(["date", "-u", "-d", f"@{stamps[0]}", "+%Y-%m-%dT%H:%M:%S.%NZ"], capture_output=True, text=True).stdout
        assert first.strip() == file["first"] and len(stamps) == file["packets"], (first, file["first"])
    if shutil.which("tcpdump"):
        lines = subprocess.run(["tcpdump", "-nr", str(ring.paths()[0])], capture_output=True, text=True).stdout.splitlines()
        assert sum(not line.startswith("\t") for line in lines) == ring.files[0]["packets"]


def the_oldest_goes_and_its_line_stays(programs, pair, folder):
    capture = Capture(programs, pair, folder / "ring", "--file-size", "1M", "--files", "2")
    sent = pair.send(6000, FRAME, 400)
    time.sleep(0.5)
    assert capture.end() == 0
    ring = Ring(capture.folder)
    assert ring.written() == sent and len(ring.paths()) == 2 and len(ring.deleted) == len(ring.files) - 2 >= 4
    quiet = Capture(programs, pair, folder / "quiet", "--file-time", "1s")
    pair.send(10, 60)
    time.sleep(1.6)
    assert len(Ring(quiet.folder).files) == 1, "a file of a quiet link is closed at its time"
    pair.send(10, 60)
    assert quiet.end() == 0
    assert [file["because"] for file in Ring(quiet.folder).files] == ["time", "end"]


def ends_where_it_was_asked_to(programs, pair, folder):
    for number, (options, because, code) in enumerate([(["--packets", "100"], "packets", 0), (["--total", "60K"], "size", 0),
                                                       (["--seconds", "2"], "seconds", 0)]):
        capture = Capture(programs, pair, folder / f"end{number}", *options)
        pair.send(500, 600, 10)
        assert capture.end(how=None) == code, capture.said
        ring = Ring(capture.folder)
        assert ring.end["because"] == because, ring.end
        total = ring.end["interfaces"][0]
        assert total["received"] == ring.written() + total["dropped_by_kernel"] + ring.end["not_written"]
        assert because != "packets" or ring.written() == 100
    interrupted = Capture(programs, pair, folder / "early", "--seconds", "60")
    assert interrupted.end(signal.SIGTERM) == 130


def killed_it_is_readable(programs, pair, folder):
    for turn in range(5):
        capture = Capture(programs, pair, folder / f"killed{turn}", "--file-size", "1M")
        sender = subprocess.Popen(["ip", "netns", "exec", pair.near_space, pair.sender, pair.near, "40000", "1000", "300"],
                                  stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(0.2, 0.9))
        subprocess.run(["pkill", "-KILL", "-f", str(capture.folder)], check=True)
        capture.process.communicate()
        sender.wait()
        ring = Ring(capture.folder)
        assert ring.end is None and len([name for name in ring.left_over() if name.endswith(".pcapng")]) <= 1
        if shutil.which("tshark"):
            files = ring.paths() + [ring.folder / name for name in ring.left_over() if name.endswith(".pcapng")]
            seen = []
            for file in files:
                done = subprocess.run(["tshark", "-r", file, "-T", "fields", "-e", "data.data"], capture_output=True, text=True)
                seen += [int.from_bytes(bytes.fromhex(line[:16]), "little") for line in done.stdout.split()]
            assert seen == list(range(len(seen))), "a frame is missing in what was written"


def a_full_medium_is_told(programs, pair, folder):
    small = folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6M", "none", small], check=True)
    try:
        capture = Capture(programs, pair, small / "ring", "--file-size", "2M")
        sent = pair.send(8000, FRAME, 300)
        assert capture.end(how=None) == 3, capture.said
        ring = Ring(capture.folder)
        total = ring.end["interfaces"][0]
        assert ring.end["because"] == "disk-full" and ring.end["not_written"] > 0
        assert total["received"] == ring.written() + ring.end["not_written"] + total["dropped_by_kernel"] <= sent
        if shutil.which("tshark"):
            seen = numbers_in(ring.paths())
            assert seen == list(range(len(seen))) and len(seen) == ring.written()
    finally:
        subprocess.run(["umount", small])


def an_interface_goes_and_the_other_goes_on(programs, folder):
    with veth.VethPair(programs, pairs=2) as pair:
        capture = Capture(programs, pair, folder / "two", interfaces=pair.fars)
        one = pair.send(100, 200, near=pair.nears[0])
        two = pair.send(50, 300, near=pair.nears[1])
        time.sleep(0.5)
        subprocess.run(["ip", "-n", pair.far_space, "link", "del", pair.fars[0]], check=True)
        time.sleep(0.5)
        assert capture.process.poll() is None, "it ended with the first interface"
        two += pair.send(70, 300, near=pair.nears[1])
        time.sleep(0.5)
        capture.end()
        ring = Ring(capture.folder)
        by_name = {count["name"]: count["written"] for count in ring.end["interfaces"]}
        assert by_name == {pair.fars[0]: one, pair.fars[1]: two}, (by_name, capture.said)
        assert pair.fars[0] in capture.said
        if shutil.which("capinfos"):
            said = subprocess.run(["capinfos", ring.paths()[0]], capture_output=True, text=True).stdout
            assert said.count("Encapsulation = Ethernet") == 2 or "Number of interfaces in file: 2" in said, said


def a_case_takes_it_in_and_checks_it(programs, pair, folder):
    (folder / "desk").mkdir()
    place = Place(programs, str(folder / "desk"))
    capture = Capture(programs, pair, folder / "evidence", "--file-size", "1M")
    sent = pair.send(2500, FRAME, 200)
    time.sleep(0.5)
    assert capture.end() == 0
    ring = Ring(capture.folder)
    digest = hashlib.sha256((ring.folder / "manifest.jsonl").read_bytes()).hexdigest()
    place.firsthour("case", "create", "c")
    assert place.firsthour("case", "ingest", "c", ring.folder, "--expect", digest)[-1]["packets"] == sent
    traffic = place.firsthour("traffic", "c")
    assert traffic[-1]["packets"] == sent and traffic[-1]["captures"] == len(ring.files), "flows are read across the files"
    place.firsthour("case", "create", "other")
    place.firsthour("case", "ingest", "other", ring.folder, "--expect", "0" * 64, expect=4)
    # One byte of one file, then a file taken away, then a line.
    with open(ring.paths()[1], "r+b") as file:
        file.seek(500)
        byte = file.read(1)
        file.seek(500)
        file.write(bytes([byte[0] ^ 1]))
    lines = place.firsthour("case", "ingest", "other", ring.folder, expect=4)
    assert [line["where"] for line in lines if line["type"] == "problem"] == [ring.files[1]["name"]], lines
    ring.paths()[0].unlink()
    manifest = ring.folder / "manifest.jsonl"
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(True)[:-2]))
    place.firsthour("case", "create", "third")
    lines = place.firsthour("case", "ingest", "third", ring.folder, expect=4)
    assert {line["where"] for line in lines if line["type"] == "problem"} == {file["name"] for file in ring.files[:2]}, lines
    place.firsthour("case", "verify", "third")


def mistakes_are_named(programs, pair, folder):
    for options, word in ((["--filter", "tcp port 80 and and udp"], "column"), (["--filter", "host www.example.org"], "www.example.org"),
                          (["--interface", "nothere0"], "nothere0")):
        interfaces = ["nothere0"] if "--interface" in options else None
        capture = Capture(programs, pair, folder / "wrong", *([] if interfaces else options), interfaces=interfaces)
        assert capture.end(how=None) in (1, 2) and word in capture.said, capture.said
    unpermitted = subprocess.run([programs / "collect-traffic", "--ring", folder / "unpermitted", "--allow-local", "test"],
                                 capture_output=True, text=True)
    assert unpermitted.returncode == 2 and "permission" in unpermitted.stderr and not (folder / "unpermitted").exists()
    (folder / "full").mkdir()
    (folder / "full/other").touch()
    capture = Capture(programs, pair, folder / "full")
    assert capture.end(how=None) == 2 and "not empty" in capture.said
    nobody = subprocess.run(["setpriv", "--reuid", "65534", "--clear-groups", programs / "collect-traffic", "--ring", "/tmp/fh-nobody",
                             "--interface", "lo", "--allow-local", "test", "--permission", "the test"], capture_output=True, text=True)
    assert nobody.returncode == 1 and "CAP_NET_RAW" in nobody.stderr, nobody.stderr
    shutil.rmtree("/tmp/fh-nobody", ignore_errors=True)


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    why_not = veth.possible() or (None if (programs / "collect-traffic").exists() else "no collector was built")
    if why_not:
        print("skipped:", why_not)
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name, veth.VethPair(programs) as pair:
        folder = pathlib.Path(name)
        counts_to_the_packet(programs, pair, folder, seconds)
        for test in (others_read_the_same, the_oldest_goes_and_its_line_stays, ends_where_it_was_asked_to, killed_it_is_readable,
                     a_full_medium_is_told, a_case_takes_it_in_and_checks_it, mistakes_are_named):
            test(programs, pair, folder)
        an_interface_goes_and_the_other_goes_on(programs, folder)
    print("every frame was written or counted")


main()
