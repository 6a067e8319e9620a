# SPDX-License-Identifier: Apache-2.0
"""What the scenarios of drills share: a small drill in a folder of its own, and the program run in it."""
import json
import os
import pathlib
import socket
import subprocess

EXTENSION = "extension-definition--8a5f6c0e-2f7b-4d33-9c1e-5b0f7d2e9a41"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def words(text):
    return {"zh": text, "en": text}


def playbook(name, scenario):
    """A playbook of nothing but a start and an end, that holds this scenario."""
    return {
        "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--" + name, "name": name,
        "created_by": "identity--us", "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "workflow_start": "start--1",
        "workflow": {"start--1": {"type": "start", "on_completion": "end--1"}, "end--1": {"type": "end"}},
        "extension_definitions": {EXTENSION: {
            "type": "extension-definition", "name": "firsthour", "created_by": "identity--us",
            "schema": "https://example.invalid/s", "version": "1"}},
        "playbook_extensions": {EXTENSION: {"type": "firsthour-playbook", "language": "zh", "scenario": scenario}}}


class Place:
    """A folder with keys of its own; firsthour run in it."""

    def __init__(self, programs, folder):
        self.program, self.folder = programs / "firsthour", pathlib.Path(folder)
        self.env = dict(os.environ, HOME=folder, XDG_CONFIG_HOME=folder + "/c", XDG_DATA_HOME=folder + "/d",
                        LANG="C.UTF-8", LC_ALL="C.UTF-8")
        self.firsthour("key", "new", "me")

    def run(self, *said):
        done = subprocess.run([self.program, "--json", *map(str, said)], env=self.env, cwd=self.folder,
                              capture_output=True, text=True, errors="replace")
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def firsthour(self, *said, expect=0):
        code, lines, talk = self.run(*said)
        assert code == expect, (said, code, lines[-3:], talk)
        return lines

    def start(self, *said):
        return subprocess.Popen([self.program, "--json", *map(str, said)], env=self.env, cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def drill_events(self, case):
        """What the ledger holds of the drill, without the wall's time and without process numbers."""
        events = []
        for line in self.firsthour("case", "log", case):
            event = line.get("event", {})
            if event.get("type") != "drill":
                continue
            body = dict(event["body"])
            body.pop("wall", None)
            body["values"] = {key: value for key, value in body.get("values", {}).items() if key not in ("pid", "leap")}
            if "leap" not in event["body"].get("values", {}) and body["kind"] != "planned":
                events.append(body)
        return events
