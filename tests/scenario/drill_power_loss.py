#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A drill that is killed goes on where it was, and what it planted is removed whatever happened.

  drill_power_loss.py BIN_DIR

Two runs by script give the same record. A run that is killed at each of several moments and gone on with gives
that record too. After a kill `--clean-up` removes everything planted: looked at here, not believed. A folder
that is gone, and one that a symbolic link stands in for, are survived.
"""
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile

from drilled import Place, free_port, playbook, words

PAGE = "<html>the real page</html>\n"
KINDS = {"shell": "webshell", "virus": "eicar", "miner": "deleted-program", "task": "cron-entry", "page": "tampered-page"}
NAMES = {"shell": "a.php", "virus": "eicar.txt", "miner": "worker", "task": "job", "page": "index.html"}
SCRIPT = [{"at": "00:07", "do": "answer", "of": "i1", "role": "lead", "text": "isolating"},
          {"at": "00:10", "do": "pause"}, {"at": "00:10", "do": "resume"},
          {"at": "00:40", "do": "judge", "of": "judged", "score": 3}, {"at": "00:50", "do": "end"}]


class Site:
    """A folder where things are planted, and what is left of them."""

    def __init__(self, folder):
        self.folder, self.beacon, self.feiq = folder, free_port(), free_port()
        folder.mkdir()
        (folder / "index.html").write_text(PAGE)
        os.utime(folder / "index.html", ns=(1_700_000_000_000_000_001,) * 2)
        self.page = (folder / "index.html").stat()
        artefacts = [{"id": one, "kind": kind, "path": str(folder / NAMES[one])} for one, kind in KINDS.items()]
        artefacts += [{"id": "pool", "kind": "beacon", "address": f"127.0.0.1:{self.beacon}"},
                      {"id": "chat", "kind": "feiq", "address": f"127.0.0.1:{self.feiq}"}]
        planting = [{"id": "i-" + one["id"], "at": f"00:{20 + n}", "from": "control", "to": ["lead"], **words("planted"),
                     "artefact": one["id"]} for n, one in enumerate(artefacts)]
        self.document = playbook("drill-power-loss", {
            "stop_word": "stop", "allowed": [str(folder)],
            "roles": [{"id": "lead", **words("commander"), "kind": "player"}],
            "injects": [{"id": "i1", "at": "00:05", "from": "police", "to": ["lead"], **words("the site is odd"),
                         "answer_within": "10m"}] + planting,
            "expectations": [{"id": "answered", "kind": "answer", "of": "i1", "within": "10m", "points": 4, **words("answers")},
                             {"id": "judged", "kind": "judged", "points": 2, **words("talks")}],
            "artefacts": artefacts})
        self.targets = ["--allow-target", str(folder), "--allow-target", "loopback"]

    def ours(self):
        """Processes that are of this folder or named like one of ours."""
        found = []
        for one in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                program = os.readlink(one / "exe")
                name = (one / "comm").read_text().strip()
            except OSError:
                continue
            ours = program.startswith(str(self.folder)) or (name.startswith("fh-") and self.talks(one))
            found += [int(one.name)] if ours else []
        return found

    def talks(self, process):
        ports = tuple(f"0100007F:{port:04X}" for port in (self.beacon, self.feiq))
        numbers = {os.readlink(one) for one in (process / "fd").iterdir()}
        for table in ("tcp", "udp"):
            for line in (process / "net" / table).read_text().splitlines()[1:]:
                part = line.split()
                if (part[1] in ports or part[2] in ports) and f"socket:[{part[9]}]" in numbers:
                    return True
        return False

    def clean(self):
        there = sorted(one.name for one in self.folder.iterdir())
        assert there == ["index.html"], there
        page = (self.folder / "index.html").stat()
        same = ("st_ino", "st_mtime_ns", "st_mode", "st_uid", "st_size", "st_nlink")
        assert all(getattr(page, one) == getattr(self.page, one) for one in same), (page, self.page)
        assert (self.folder / "index.html").read_text() == PAGE
        assert not self.ours(), self.ours()


def planned(place, site, case):
    (place.folder / "s.json").write_text(json.dumps(site.document))
    (place.folder / "script.json").write_text(json.dumps(SCRIPT))
    place.firsthour("drill", "plan", "s.json", "--case", case)
    return ["drill", "run", case, "--script", "script.json", "--speed", "max", *site.targets]


def killed_after(place, command, lines):
    """Runs until it has said so many lines, then kills it. False: it was over before."""
    running = place.start(*command)
    said = [line for _, line in zip(range(lines), running.stdout)]
    running.send_signal(signal.SIGKILL)
    running.wait()
    return len(said) == lines and not any('"summary"' in line for line in said)


def same_record_twice_and_after_kills(place, site):
    records = []
    for case in ("one", "two"):
        place.firsthour(*planned(place, site, case))
        site.clean()
        records.append((place.drill_events(case), place.firsthour("drill", "score", case)))
    assert records[0] == records[1], "two runs of one script differ"
    for lines in (1, 4, 8, 13, 18, 21):
        case = f"killed-{lines}"
        command = planned(place, site, case)
        assert killed_after(place, command, lines), lines
        code, _, talk = place.run("case", "verify", case)
        assert code in (0, 3), (code, talk)  # whole, or not closed cleanly
        place.firsthour(*command)
        place.firsthour("case", "verify", case)
        site.clean()
        assert place.firsthour("drill", "score", case) == records[0][1], f"killed after {lines} lines"
        assert place.drill_events(case) == records[0][0], f"killed after {lines} lines"


def cleaned_up_after_a_kill(place, site):
    assert killed_after(place, planned(place, site, "left"), 19)
    assert sorted(one.name for one in site.folder.iterdir()) != ["index.html"] and len(site.ours()) >= 2
    # Nothing is touched without a word on the command line.
    before = site.ours()
    place.firsthour("drill", "run", "left", "--clean-up", expect=1)
    assert site.ours() == before
    place.firsthour("drill", "run", "left", "--clean-up", *site.targets)
    site.clean()
    # Again: there is nothing more to do, and that is fine.
    place.firsthour("drill", "run", "left", "--clean-up", *site.targets)


def a_file_of_others_is_left_alone(place, site):
    assert killed_after(place, planned(place, site, "changed"), 19)
    (site.folder / "a.php").write_text("a player's own copy")
    _, _, talk = place.run("drill", "run", "changed", "--clean-up", *site.targets)
    assert (site.folder / "a.php").read_text() == "a player's own copy" and "a.php" in talk, talk
    (site.folder / "a.php").unlink()
    place.firsthour("drill", "run", "changed", "--clean-up", *site.targets)
    site.clean()


def a_folder_that_is_gone(place):
    site = Site(place.folder / "going")
    assert killed_after(place, planned(place, site, "gone"), 19)
    shutil.rmtree(site.folder)
    code, lines, talk = place.run("drill", "run", "gone", "--clean-up", *site.targets)
    # The page that was put away went with its folder: that is said, and nothing else is left.
    assert code == 1 and "page" in talk and "shell" not in talk, (code, talk)
    assert not site.ours()
    # Its owner brings the page back; then the drill's things are known to be gone.
    site.folder.mkdir()
    (site.folder / "index.html").write_text(PAGE)
    place.firsthour("drill", "run", "gone", "--clean-up", *site.targets)


def a_link_in_place_of_the_folder(place):
    site = Site(place.folder / "linked")
    elsewhere = place.folder / "elsewhere"
    command = planned(place, site, "link")
    site.folder.rename(elsewhere)
    site.folder.symlink_to(elsewhere)
    place.firsthour(*command)
    assert sorted(one.name for one in elsewhere.iterdir()) == ["index.html"]
    refused = {one["subject"] for one in place.drill_events("link") if "symbolic link" in one["values"].get("failed", "")}
    assert refused == set(KINDS), refused


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(pathlib.Path(sys.argv[1]).resolve(), folder)
        site = Site(place.folder / "site")
        same_record_twice_and_after_kills(place, site)
        cleaned_up_after_a_kill(place, site)
        a_file_of_others_is_left_alone(place, site)
        a_folder_that_is_gone(place)
        a_link_in_place_of_the_folder(place)
        print("killed drills go on to the same record, and leave nothing behind")


main()
