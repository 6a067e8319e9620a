#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The hands-on drill of the library, for real: planted where it says, found by collect and triage, removed again.

  drill_hands_on.py BIN_DIR

Runs as root in a mount namespace of its own, so that /var/www, /etc/cron.d and /tmp/firsthour-drill of this machine
are not touched. Exit 77: not possible here.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from drilled import Place

PAGE = pathlib.Path("/var/www/html/firsthour-drill/index.html")
SHELL = PAGE.parent / "uploads/thumb.php"
TASK = pathlib.Path("/etc/cron.d/firsthour-drill")
PROGRAM = "/tmp/firsthour-drill/kworkerd"
TARGETS = [word for place in (PAGE.parent, "/tmp/firsthour-drill", "/etc/cron.d", "loopback") for word in ("--allow-target", place)]
SOURCES = "host.process,host.socket,executable.deleted,files.persistence,files.web"
FOUND = {"f-shell", "f-page", "f-miner", "f-task", "f-pool", "f-discovered"}


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def in_a_namespace_of_our_own():
    if os.geteuid() != 0:
        skip("only root may plant a task and read what others run")
    if "FIRSTHOUR_DRILL_INSIDE" not in os.environ:
        if subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL).returncode:
            skip("no mount namespace here")
        os.environ["FIRSTHOUR_DRILL_INSIDE"] = "1"
        os.execvp("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, *sys.argv])
    # The mount points themselves may have to be made; they stay empty outside of this namespace.
    for place in ("/var/www", "/etc/cron.d", "/tmp/firsthour-drill"):
        os.makedirs(place, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", place], check=True)
    SHELL.parent.mkdir(parents=True)
    PAGE.write_text("<html>ours</html>\n")
    os.utime(PAGE, ns=(1_700_000_000_000_000_001,) * 2)


def waiting_programs():
    found = []
    for one in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            found += [one.name] if os.readlink(one / "exe").startswith(PROGRAM) else []
        except OSError:
            pass
    return found


def listens_on_the_beacon():
    table = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(line[1] == "0100007F:386C" and line[3] == "0A" for line in table)


def until(what, patience=60):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutError("it did not come")


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    if not (programs / "collect").exists():
        skip("no collector was built")
    in_a_namespace_of_our_own()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(programs, folder)
        place.firsthour("drill", "plan", "drill-webshell-mining", "--case", "drill")
        place.firsthour("drill", "run", "drill", "--notify", "the desk")
        before = PAGE.stat()
        running = place.start("drill", "run", "drill", *map(str, TARGETS))
        try:
            until(lambda: any(one["kind"] == "delivered" for one in place.drill_events("drill")))
            place.firsthour("drill", "jump", "drill", "00:08")
            until(lambda: sum(one["kind"] == "planted" for one in place.drill_events("drill")) == 5)
            planted = [one for one in place.drill_events("drill") if one["kind"] == "planted"]
            assert not [one for one in planted if "failed" in one["values"]], planted
            assert SHELL.exists() and TASK.exists() and waiting_programs() and listens_on_the_beacon()
            assert "演练" in PAGE.read_text()

            # What responders do: collect, look, and write down when it was discovered.
            code, lines, talk = place.run("collect", "--case", "drill", "--profile", "standard", "--only", SOURCES,
                                          "--allow-local", "exercise")
            assert code in (0, 3), (code, lines[-3:], talk)
            place.run("triage", "drill")
            place.firsthour("incident", "open", "drill", "--yes", "discovered=2026-01-01T08:10:00+08:00")

            def met():
                return {one["subject"] for one in place.drill_events("drill") if one["kind"] == "met"}
            try:
                until(lambda: met() >= FOUND)
            except TimeoutError:
                raise AssertionError(f"not found: {sorted(FOUND - met())}")
            scores = {line["id"]: line for line in place.firsthour("drill", "score", "drill", expect=3) if line["type"] == "expectation"}
            assert all(scores[one]["standing"] == "met" for one in FOUND), scores
            place.firsthour("drill", "run", "drill", "--end", *TARGETS)
            running.wait(60)
        finally:
            running.kill()
            place.run("drill", "run", "drill", "--clean-up", *TARGETS)
        assert not SHELL.exists() and not list(TASK.parent.iterdir()) and not list(pathlib.Path(PROGRAM).parent.iterdir())
        assert not waiting_programs() and not listens_on_the_beacon()
        after = PAGE.stat()
        assert (after.st_ino, after.st_mtime_ns, after.st_size) == (before.st_ino, before.st_mtime_ns, before.st_size)
        assert sorted(one.name for one in PAGE.parent.rglob("*")) == ["index.html", "uploads"]
        removed = {one["subject"] for one in place.drill_events("drill") if one["kind"] == "removed"}
        assert removed == {"shell", "page", "miner", "task", "pool"}, removed
        place.firsthour("case", "verify", "drill")
        print("what was planted was found by collect and triage, scored, and is gone:", json.dumps(sorted(FOUND)))


main()
