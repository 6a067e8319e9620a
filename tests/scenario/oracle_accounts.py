#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Users, groups, logins, capabilities and flags of files, beside getent, last, lastb, getcap and lsattr of this machine."""
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from collected import records_in

collect = pathlib.Path(sys.argv[1]) / "collect"
failures = []


def expect(what, condition, detail=""):
    print(("ok    " if condition else "NOT   ") + what)
    if not condition:
        failures.append(what)
        print("      " + str(detail)[:2000])


def said(*words):
    return subprocess.run(words, capture_output=True, text=True, errors="surrogateescape", env={**os.environ, "TZ": "UTC", "LC_ALL": "C"}).stdout.splitlines()


def records(work, only, profile="quick", plan=None):
    out = work / "out.tar"
    out.unlink(missing_ok=True)
    words = [collect, "--profile", profile, "--out", out, "--plain", "test", "--allow-local", "test"]
    for name in only:
        words += ["--only", name]
    if plan:
        words += ["--plan", plan]
    done = subprocess.run(words, capture_output=True)
    if done.returncode not in (0, 3):
        raise SystemExit(f"collect: {done.returncode} {done.stderr.decode()}")
    found = collections.defaultdict(list)
    for record in records_in(out, b'{"type":"host.'):
        found[record["type"]].append(record)
    return found


def check_accounts(found):
    # Of getent, those that local files hold: we ask no directory service.
    passwd = {tuple(line.split(":")) for line in said("getent", "-s", "files", "passwd")}
    ours = {(each["user.name"], each["user.id"], each["group.id"], each.get("user.home", ""), each.get("user.shell", "")) for each in found["host.user"]}
    theirs = {(p[0], p[2], p[3], p[5], p[6]) for p in passwd}
    expect(f"the same {len(theirs)} users as getent", ours == theirs, ours ^ theirs)
    ours = {(each["group.name"], each["group.id"], tuple(each.get("group.members", []))) for each in found["host.group"]}
    theirs = {(g[0], g[2], tuple(m for m in g[3].split(",") if m)) for g in (line.split(":") for line in said("getent", "-s", "files", "group"))}
    expect(f"the same {len(theirs)} groups as getent", ours == theirs, ours ^ theirs)


def made_login(path, rows):
    """utmp records: 384 bytes each on 64-bit Linux with glibc."""
    import struct
    with open(path, "ab") as file:
        for kind, pid, line, name, user, host, seconds in rows:
            file.write(struct.pack("<hxxi32s4s32s256shhiii4i20x", kind, pid, line, name, user, host, 0, 0, 0, seconds, 0, 0, 0, 0, 0))


def check_logins(work):
    root = work / "logins"
    for folder in ("var/log", "run", "etc", "proc"):
        (root / folder).mkdir(parents=True)
    start = 1_750_000_000
    made_login(root / "var/log/wtmp", [(2, 0, b"~", b"~~", b"reboot", b"6.1.0", start)] + [
        row for i in range(200) for row in (
            (7, 1000 + i, b"pts/%d" % (i % 7), b"ts/%d" % (i % 7), b"user%d" % (i % 5), b"198.51.100.%d" % (i % 250), start + 60 * i),
            (8, 1000 + i, b"pts/%d" % (i % 7), b"ts/%d" % (i % 7), b"", b"", start + 60 * i + 30))])
    made_login(root / "var/log/btmp", [(6, 4000 + i, b"ssh:notty", b"", b"admin", b"203.0.113.9", start + i) for i in range(50)])
    out = work / "logins.tar"
    subprocess.run([collect, "--root", root, "--only", "host.login", "--out", out, "--plain", "test", "--allow-local", "test"], capture_output=True)
    ours = collections.Counter()
    for record in records_in(out, b'{"type":"host.login"'):
        if record.get("login.record_type") in ("USER_PROCESS", "LOGIN_PROCESS"):
            when = record["login.time"][:19]
            ours[(record["login.source"], record["user.name"], record["login.line"], record.get("source.address"), when)] += 1
    theirs = collections.Counter()
    for source, words in (("wtmp", ("last",)), ("btmp", ("lastb",))):
        for line in said(*words, "--time-format", "iso", "-w", "-f", str(root / "var/log" / source)):
            parts = line.split()
            if len(parts) >= 4 and parts[0] not in ("reboot", "wtmp", "btmp"):
                theirs[(source, parts[0], parts[1], parts[2], parts[3][:19])] += 1
    expect(f"the same {sum(theirs.values())} logins, by name, line, address and second, as last and lastb",
           ours == theirs and sum(theirs.values()) == 250, list((ours - theirs).items())[:5] + list((theirs - ours).items())[:5])


def check_files(work):
    # Made where flags can be set; capabilities of the system besides.
    made = work / "files"
    made.mkdir()
    (made / "plain").write_text("a")
    (made / "fixed").write_text("b")
    (made / "log").write_text("c")
    (made / "able").write_text("#!/bin/sh\n")
    (made / "able").chmod(0o755)
    (made / "shared").write_text("d")
    subprocess.run(["setcap", "cap_net_raw,cap_setuid+ep", made / "able"], capture_output=True)
    subprocess.run(["chattr", "+i", made / "fixed"], capture_output=True)
    subprocess.run(["chattr", "+a", made / "log"], capture_output=True)
    try:
        # One reading of each, by us and by the tools.
        flags = {}
        for line in said("lsattr", "-d", *map(str, made.iterdir())):
            letters, path = line.split(" ", 1)
            names = {name for letter, name in (("i", "immutable"), ("a", "append")) if letter in letters}
            if names:
                flags[path.strip()] = names
        capable = {line.split(" ")[0] for line in said("getcap", "-r", str(made), "/usr/bin", "/usr/sbin", "/usr/lib")}
        plan = work / "plan.json"
        plan.write_text(json.dumps({"firsthour_plan": 1, "left_out": [], "entries": [
            {"name": "temporary.walk", "doc": "d", "profile": "quick", "walk": True, "paths": [f"{made}/*", "/usr/bin/**8", "/usr/sbin/**8", "/usr/lib/**20"]}]}))
        found = records(work, ["files.temporary"], plan=plan)["host.file"]
        ours = {each["file.path"]: {name for name in each["file.attributes"] if name in ("immutable", "append")} for each in found
                if "file.attributes" in each and each["file.path"].startswith(str(made))}
        if flags:
            expect(f"the same flags of {len(flags)} files as lsattr", ours == flags, (ours, flags))
        else:
            print("skipped: flags of files: this file system or user sets none")
        mine = {each["file.path"] for each in found if "file.capabilities" in each}
        expect(f"the same {len(capable)} files with capabilities as getcap", mine == capable, mine ^ capable)
    finally:
        subprocess.run(["chattr", "-ia", made / "fixed", made / "log"], capture_output=True)


def main():
    lacking = [name for name in ("getent", "last", "lastb", "getcap", "setcap", "lsattr", "chattr") if shutil.which(name) is None]
    if lacking or os.geteuid() != 0:
        print("skipped: not on this machine: " + ", ".join(lacking or ["root"]))
        return 77
    # Not /tmp: it may be a file system without flags.
    with tempfile.TemporaryDirectory(prefix="firsthour-oracle-", dir="/var/tmp") as folder:
        work = pathlib.Path(folder)
        check_accounts(records(work, ["host.user"]))
        check_logins(work)
        check_files(work)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
