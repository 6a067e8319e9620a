#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Steps that are run by what they name: a shell, ssh to a real sshd, HTTP to a real server, rules over the case, a tool of ours.
What came back is in the case, as values and as items; what failed says why.

  playbook_commands.py BIN_DIR
"""
import base64
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
OURS = "extension-definition--8a5f6c0e-2f7b-4d33-9c1e-5b0f7d2e9a41"
YARA = b'rule planted { strings: $a = "harmless-marker-7c1d" condition: $a }'

SEEN = []


class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        SEEN.append((self.path, self.headers["X-Host"], json.loads(body)))
        self.send_response(503 if self.path.startswith("/broken") else 200)
        self.end_headers()
        self.wfile.write(b'{"ticket": 42}')

    def log_message(self, *words):
        pass


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start_sshd(folder):
    """An sshd for this test alone: its own keys, port and configuration. None where there is none."""
    if not pathlib.Path("/usr/sbin/sshd").exists() or os.geteuid() != 0:
        return None, None
    port = free_port()
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "authorized").write_text((folder / "user.pub").read_text())
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        f"PidFile {folder}/pid\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\n")
    os.makedirs("/run/sshd", exist_ok=True)
    daemon = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", folder / "config"], stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    home = folder / ".ssh"
    home.mkdir(mode=0o700)
    key = (folder / "host.pub").read_text().split()
    (home / "known_hosts").write_text(f"[127.0.0.1]:{port} {key[0]} {key[1]}\n")
    return daemon, port


def playbook(http_port, ssh_port, folder):
    changes_not = {OURS: {"type": "firsthour-step", "changes": False}}
    steps = [
        ("shell", {"agent": "linux--here", "commands": [{"type": "bash", "command": "echo \"it's __name__:value\""}], "out_args": ["__said__"]}),
        ("post", {"agent": "http-api--desk", "out_args": ["__ticket__"], "commands": [{
            "type": "http-api", "command": "POST /tickets/__name__:value HTTP/1.1",
            "headers": {"Content-Type": ["application/json"], "X-Host": ["web01"]},
            "content_b64": base64.b64encode(b'{"text": "__said__:value"}').decode()}]}),
        ("broken", {"agent": "http-api--desk", "commands": [{"type": "http-api", "command": "POST /broken HTTP/1.1", "content": "{}"}]}),
        ("rules", {"agent": "linux--here", "commands": [{"type": "yara", "command_b64": base64.b64encode(YARA).decode()}]}),
        ("ours", {"agent": "linux--here", "commands": [{"type": "bash", "command": "firsthour case verify __case__:value"}]}),
        ("nobody", {"agent": "linux--elsewhere", "commands": [{"type": "bash", "command": "reboot"}]}),
    ]
    if ssh_port:
        steps.insert(1, ("remote", {"agent": "ssh--web", "commands": [{"type": "ssh", "command": "printf '%s|' $SSH_CONNECTION __name__:value"}],
                                    "out_args": ["__remote__"]}))
    workflow = {"start--1": {"type": "start", "on_completion": "action--" + steps[0][0]}, "end--1": {"type": "end"}}
    for i, (name, step) in enumerate(steps):
        workflow["action--" + name] = dict(step, type="action", name=name, step_extensions=changes_not,
                                           on_completion="action--" + steps[i + 1][0] if i + 1 < len(steps) else "end--1")
    variable = {"type": "string"}
    # YAML is a superset of JSON only to others: the dashes make it YAML to us, and so the ids may be short.
    return "---\n" + json.dumps({
        "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--commands", "name": "commands",
        "created_by": "identity--us", "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "playbook_variables": {"__name__": {"type": "string", "value": "a 'b' $(id)"}, "__said__": variable, "__ticket__": variable,
                               "__remote__": variable, "__case__": {"type": "string", "external": "true"}},
        "workflow_start": "start--1", "workflow": workflow,
        "authentication_info_definitions": {"user-auth--root": {"type": "user-auth", "username": "root", "kms": "true",
                                                               "kms_key_identifier": str(folder / "user")}},
        "agent_definitions": {
            "linux--here": {"type": "linux", "name": "here"},
            "linux--elsewhere": {"type": "linux", "name": "web09", "address": {"ipv4": ["192.0.2.9"]}},
            "http-api--desk": {"type": "http-api", "name": "desk", "address": {"url": [f"http://127.0.0.1:{http_port}"]}},
            "ssh--web": {"type": "ssh", "name": "web01", "address": {"ipv4": ["127.0.0.1"]}, "port": str(ssh_port),
                         "authentication_info": "user-auth--root"}}}, indent=1)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chdir(folder)
        daemon, ssh_port = start_sshd(folder)
        try:
            checked(folder, server.server_port, ssh_port)
        finally:
            if daemon:
                daemon.terminate()
    print("steps run by what they name" + ("" if ssh_port else " (no sshd here: ssh was not tried)"))


def checked(folder, http_port, ssh_port):
    env = dict(os.environ, HOME=str(folder), XDG_CONFIG_HOME=str(folder / "c"), XDG_DATA_HOME=str(folder / "d"), LANG="C.UTF-8")

    def firsthour(*words, expect):
        done = subprocess.run([BIN / "firsthour", "--json", *words], env=env, capture_output=True, text=True)
        assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    pathlib.Path("all.yaml").write_text(playbook(http_port, ssh_port, folder))
    pathlib.Path("evidence.txt").write_text("harmless-marker-7c1d\n")
    firsthour("key", "new", "me", expect=0)
    firsthour("case", "create", "web01", expect=0)
    firsthour("case", "add", "web01", "evidence.txt", expect=0)
    if ssh_port:
        # ssh takes the home of the account, not HOME: the host key is given to it another way.
        config = pathlib.Path("/root/.ssh/known_hosts")
        config.parent.mkdir(mode=0o700, exist_ok=True)
        before = config.read_text() if config.exists() else None
        config.write_text((before or "") + (folder / ".ssh/known_hosts").read_text())
    try:
        waiting = firsthour("playbook", "run", "all.yaml", "--case", "web01", "--by", "Li", expect=3)
    finally:
        if ssh_port:
            config.unlink() if before is None else config.write_text(before)
    assert [line.get("name") for line in waiting[:-1]] == ["nobody"], waiting
    assert "192.0.2.9" in waiting[0]["not_ours"], waiting

    said = "it's a 'b' $(id)"
    assert SEEN[0] == ("/tickets/a%20%27b%27%20%24%28id%29", "web01", {"text": said}), SEEN
    ended = {}
    for event in firsthour("case", "log", "web01", expect=0):
        run = event.get("event", {}).get("body", {}).get("run", {})
        if run.get("kind") == "command-ended":
            ended[len(ended)] = run
        if run.get("kind") == "step-ended" and run.get("values"):
            ended.update(run["values"])
    assert ended["__said__"] == said, ended
    assert ended["__ticket__"] == '{"ticket": 42}', ended
    if ssh_port:
        assert ended["__remote__"].startswith("127.0.0.1|") and ended["__remote__"].endswith("a 'b' $(id)|"), ended
    commands = [run for key, run in ended.items() if isinstance(key, int)]
    assert [run["outcome"] for run in commands].count("failure") == 1, commands
    assert any("503" in run.get("why", "") for run in commands), commands
    found = [event for event in firsthour("case", "log", "web01", expect=0) if event.get("event", {}).get("body", {}).get("rule") == "planted"]
    assert found, "the rule of the step found nothing in the case"
    firsthour("playbook", "run", "all.yaml", "--case", "web01", "--by", "Li", "--skip", "nobody", "--why", "not today", expect=0)
    firsthour("case", "verify", "web01", expect=0)


main()
