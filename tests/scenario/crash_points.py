#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The real program, killed at each call that changes a case, and each such call failed: nothing acknowledged is lost.

  crash_points.py BIN_DIR [--all] [--only SCENE]… [--points N]

One run under strace lists the calls on the case folder. Then, on a fresh copy of the case each time, the n-th is met by SIGKILL, by
ENOSPC (once, and from there on), or by EIO. Afterwards the case opens, verifies with 0 or 3, holds every event that was there before
and every item that was acknowledged; the next writer goes on, and then it verifies with 0. Without --all a sample is taken.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CALLS = "openat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,fsync,fdatasync,syncfs,write,pwrite64,writev,ftruncate,unlink,unlinkat,close"
FAILING = {"ENOSPC": "openat,mkdir,mkdirat,rename,renameat,renameat2,linkat,write,pwrite64,writev,ftruncate".split(","),
           "EIO": "openat,fsync,fdatasync,syncfs,write,pwrite64,writev,close,rename,renameat,renameat2,unlink,unlinkat".split(",")}
CHECKER = pathlib.Path(__file__).resolve().parent.parent / "independent" / "check.py"


class Bench:
    def __init__(self, bin_dir, work):
        self.program, self.work = str(bin_dir.resolve() / "firsthour"), work
        self.case, self.before, self.trace = work / "run" / "x.case", work / "before", work / "trace"
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "FIRSTHOUR_KEYS": str(work / "keys"), "TMPDIR": str(work)}
        (work / "run").mkdir()

    def run(self, words, strace=()):
        return subprocess.run([*strace, self.program, *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              errors="replace", env=self.environment, cwd=self.work / "run", timeout=120)

    def need(self, *words):
        done = self.run(words)
        assert done.returncode == 0, f"{words}: {done.returncode} {done.stderr}"
        return done.stdout

    def reset(self):
        """The case and the keys, which remember what they signed, as they were before."""
        shutil.rmtree(self.work / "run")
        (self.work / "run").mkdir()
        if (self.work / "keys-before").exists():
            shutil.rmtree(self.work / "keys")
            shutil.copytree(self.work / "keys-before", self.work / "keys")
        if self.before.exists():
            shutil.copytree(self.before, self.case, symlinks=True)

    def log(self):
        lines = self.need("--json", "case", "log", "x").splitlines()
        return [line for line in lines if json.loads(line)["type"] == "event"]

    def verify(self):
        done = self.run(["case", "verify", "x", "--trust", self.work / "keys" / "firsthour.vkey"])
        other = subprocess.run([sys.executable, CHECKER, "case", self.case, "--trust", self.work / "keys" / "firsthour.vkey"],
                               capture_output=True, text=True)
        said = f"{done.stdout}{done.stderr}\nthird reader: {other.returncode} {other.stdout}{other.stderr[-500:]}"
        return (done.returncode, other.returncode), said


def inputs(bench, bin_dir):
    """Files to add, one with nothing in it, and a collection with small and large items."""
    root = bench.work / "root"
    for name, size in {"etc/hostname": 7, "etc/passwd": 40, "var/log/auth.log": 9000, "var/log/syslog": 300_000}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((name.encode() * size)[:size])
    for name in ("proc", "sys", "tmp", "root"):
        (root / name).mkdir()
    (bench.work / "empty").touch()
    taken = subprocess.run([bin_dir / "collect", "--root", root, "--out", bench.work / "c.tar.zst", "--profile", "standard", "--allow-local", "test"],
                           capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert taken.returncode in (0, 3), taken.stderr


def scenes(work):
    add = ["case", "add", "x", work / "root/var/log/auth.log", work / "root/var/log/syslog", work / "empty"]
    return {
        "create": (None, ["case", "create", "x"]),
        "add": ([], add),
        "ingest": ([], ["case", "ingest", "x", work / "c.tar.zst"]),
        "append": ([add], ["incident", "note", "x", "acknowledged"]),
        "seal": ([add], ["case", "seal", "x", "--reason", "handed over"]),
    }


def points(bench, words):
    """[(call, n)]: the n-th call of that name changes, or is about to change, the case folder."""
    bench.reset()
    done = bench.run(words, ["strace", "-f", "-y", "-s", "0", "-o", bench.trace, "-e", f"trace={CALLS}", "-e", "signal=none"])
    assert done.returncode in (0, 3), done.stderr
    counts, found = collections.Counter(), []
    for line in bench.trace.read_text(errors="replace").splitlines():
        call = re.match(r"(\d+) +(\w+)\((.*)", line)
        if not call:
            continue
        thread, name, rest = call.groups()
        counts[thread, name] += 1
        quiet = name == "openat" and "O_CREAT" not in rest and "O_WRONLY" not in rest and "O_RDWR" not in rest
        if ("x.case" in rest or "/keys/" in rest) and not quiet:
            found.append((name, counts[thread, name]))
    return list(dict.fromkeys(found)), done


def sample(all_points, limit):
    if limit is None or len(all_points) <= limit:
        return all_points
    step = (len(all_points) - 1) / (limit - 1)
    return [all_points[round(at * step)] for at in range(limit)]


def acknowledged(done):
    """Items that standard output has named."""
    return set(re.findall(r"^(a\d+): .*\n", done.stdout, re.MULTILINE))


def aftermath(bench, done, before, full):
    """What is wrong after the crash, or None. `full` is how many events a run that ended well leaves."""
    if not before and not (bench.case / "HEAD").exists():
        if done.returncode == 0:
            return "acknowledged, and there is no case"
        made = bench.run(["case", "create", "x"])
        return None if made.returncode == 0 else f"the case cannot be made again: {made.stderr}"
    codes, said = bench.verify()
    if codes[0] != codes[1] or codes[0] not in ((0, 3) if done.returncode else (0,)):
        return f"verifies with {codes}: {said}"
    log = bench.log()
    if log[:len(before)] != before:
        return "events from before are gone"
    items = {json.loads(line)["event"]["body"].get("item") for line in log}
    if not acknowledged(done) <= items:
        return f"acknowledged and gone: {acknowledged(done) - items}"
    if done.returncode == 0 and len(log) < full:
        return f"ended with 0 and {len(log)} of {full} events"
    later = bench.run(["incident", "note", "x", "the next writer"])
    if later.returncode:
        return f"the next writer cannot go on: {later.returncode} {later.stderr}"
    again = bench.log()
    if again[:len(log)] != log or not len(log) < len(again):
        return "the next writer lost events"
    codes, said = bench.verify()
    return None if codes == (0, 0) else f"after the next writer it verifies with {codes}: {said}"


def one_scene(bench, name, preparation, words, limit):
    """Runs a scene; the failures, each with how to repeat it."""
    shutil.rmtree(bench.before, ignore_errors=True)
    bench.reset()
    before = []
    if preparation is not None:
        bench.need("case", "create", "x")
        for step in preparation:
            bench.need(*step)
        before = bench.log()
        shutil.copytree(bench.case, bench.before)
    shutil.rmtree(bench.work / "keys-before", ignore_errors=True)
    shutil.copytree(bench.work / "keys", bench.work / "keys-before")
    listed, _ = points(bench, words)
    full, wrong, tried = len(bench.log()), [], 0
    ways = [("signal=KILL", "", listed)]
    for error, calls in FAILING.items():
        failing = [(call, n) for call, n in listed if call in calls]
        ways.append((f"error={error}", "", failing))
        if error == "ENOSPC":
            ways.append((f"error={error}", "+", [(call, n) for call, n in failing if call in ("write", "pwrite64")]))
    for how, onward, places in ways:
        for call, n in sample(places, limit):
            bench.reset()
            injection = f"inject={call}:{how}:when={n}{onward}"
            done = bench.run(words, ["strace", "-f", "-q", "-o", "/dev/null", "-e", f"trace={call}", "-e", "signal=none", "-e", injection])
            tried += 1
            try:
                problem = aftermath(bench, done, before, full)
            except (AssertionError, subprocess.TimeoutExpired) as error:
                problem = str(error)
            if problem:
                wrong.append(f"{name}: {injection} (exit {done.returncode}, {done.stderr.strip()[-200:]}): {problem}")
    print(f"{name}: {len(listed)} calls on the case, {tried} crashes and failures tried, {len(wrong)} wrong", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin_dir", type=pathlib.Path)
    parser.add_argument("--all", action="store_true", help="every call, not a sample")
    parser.add_argument("--only", action="append", help="this scene")
    parser.add_argument("--points", type=int, default=6, help="of each scene and each way to fail (default 6)")
    said = parser.parse_args()
    if shutil.which("strace") is None or subprocess.run(["strace", "-qo", "/dev/null", "true"], capture_output=True).returncode:
        print("strace cannot trace here")
        return 77
    with tempfile.TemporaryDirectory(prefix="firsthour-crash-") as folder:
        bench = Bench(said.bin_dir, pathlib.Path(folder))
        inputs(bench, said.bin_dir.resolve())
        bench.need("key", "new", "firsthour")
        wrong = []
        for name, (preparation, words) in scenes(bench.work).items():
            if not said.only or name in said.only:
                wrong += one_scene(bench, name, preparation, words, None if said.all else said.points)
        print("\n".join(wrong[:20]))
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
