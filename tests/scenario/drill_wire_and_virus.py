#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A drill with a virus test file, a forbidden messenger's packets and a capture made for it: found by collectors and triage, in one case.

  drill_wire_and_virus.py BIN_DIR

Exit 77: not possible here.
"""
import json
import os
import pathlib
import sys
import tempfile
import time

from drilled import Place, free_port, playbook, words


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def until(what, patience=60):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutError("it did not come")


def scenario(ground, port):
    artefacts = [{"id": "virus", "kind": "eicar", "path": str(ground / "letter.com")},
                 {"id": "chat", "kind": "feiq", "address": f"127.0.0.1:{port}"},
                 {"id": "lan", "kind": "capture", "path": str(ground / "lan.pcap")}]
    return {
        "title": words("t"), "background": words("b"), "stop_word": "停", "allowed": [str(ground)],
        "roles": [dict(id="lead", kind="player", **words("lead")), dict(id="control", kind="coordinator", **words("control"))],
        "stages": [dict(id="work", **words("work"))],
        "injects": [dict(id=f"i-{one['id']}", at=f"{second}s", stage="work", to=["control"], kind="observation",
                         artefact=one["id"], **words("plant")) for second, one in enumerate(artefacts)],
        "expectations": [dict(id="f-" + one["id"], kind="finding", of=one["id"], within="30m", points=10, role="lead",
                              **words("found")) for one in artefacts],
        "artefacts": artefacts}


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    if os.geteuid() != 0:
        skip("only root may listen on an interface")
    if not (programs / "collect-traffic").exists():
        skip("no collector was built")
    with tempfile.TemporaryDirectory() as folder:
        place = Place(programs, folder)
        ground = pathlib.Path(folder) / "ground"
        ground.mkdir()
        port = free_port()
        (place.folder / "s.json").write_text(json.dumps(playbook("wire", scenario(ground, port))))
        place.firsthour("drill", "plan", "s.json", "--case", "drill")
        targets = ["--allow-target", ground, "--allow-target", "loopback"]
        running = place.start("drill", "run", "drill", *targets)
        try:
            until(lambda: sum(one["kind"] == "planted" for one in place.drill_events("drill")) == 3)
            place.firsthour("case", "add", "drill", ground / "letter.com", ground / "lan.pcap")
            told = {line["rule"] for line in place.firsthour("traffic", ground / "lan.pcap") if line.get("type") == "finding"}
            assert told >= {"network.ftp.anonymous", "network.login.weak-password", "network.messenger.feiq",
                            "network.webshell.china"}, told
            code, lines, talk = place.run("collect", "--case", "drill", "--only", "traffic", "--interface", "lo",
                                          "--seconds", 5, "--allow-local", "exercise")
            assert code in (0, 3), (code, lines[-3:], talk)
            place.firsthour("triage", "drill")
            place.firsthour("traffic", "drill", "--filter", f"port {port}")  # other drills may run on this machine

            def met():
                return {one["subject"] for one in place.drill_events("drill") if one["kind"] == "met"}
            try:
                until(lambda: met() == {"f-virus", "f-chat", "f-lan"})
            except TimeoutError:
                findings = [line["event"]["body"] for line in place.firsthour("case", "log", "drill") if line.get("event", {}).get("type") == "finding"]
                raise AssertionError(f"found only {met()}: {findings}")
            place.firsthour("drill", "run", "drill", "--end", *targets)
            running.wait(60)
        finally:
            running.kill()
            place.run("drill", "run", "drill", "--clean-up", *targets)
        assert not list(ground.iterdir())
        print("the virus test file, the messenger and the story of the capture were found in one case")


main()
