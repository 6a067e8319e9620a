#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A container that Podman made and never started, by its files alone, beside `podman inspect`."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

from collected import records_in

collect = pathlib.Path(sys.argv[1]) / "collect"


def main():
    if shutil.which("podman") is None or os.geteuid() != 0:
        print("skipped: needs podman and root")
        return 77
    with tempfile.TemporaryDirectory(prefix="firsthour-podman-", dir="/var/tmp") as folder:
        work = pathlib.Path(folder)
        root = work / "root"
        podman = ["podman", "--root", root / "var/lib/containers/storage", "--runroot", work / "run", "--storage-driver", "vfs"]
        with tarfile.open(work / "image.tar", "w") as tar:
            tar.add(shutil.which("true"), "true")
        try:
            subprocess.run([*podman, "import", work / "image.tar", "localhost/firsthour:1"], check=True, capture_output=True)
            subprocess.run([*podman, "create", "--name", "fh-one", "--privileged", "--network", "none", "-v", "/etc:/e:ro",
                            "-e", "DB_PASSWORD=swordfish", "localhost/firsthour:1", "/true", "a b"], check=True, capture_output=True)
            told = json.loads(subprocess.run([*podman, "inspect", "fh-one"], check=True, capture_output=True).stdout)[0]
        except subprocess.CalledProcessError as problem:
            print("skipped: podman cannot work here: " + problem.stderr.decode()[-300:])
            return 77
        out = work / "out.tar"
        subprocess.run([collect, "--root", root, "--only", "host.container", "--out", out, "--plain", "test", "--allow-local", "test"],
                       check=True, capture_output=True)
        [record] = records_in(out, b'{"type":"host.container"')
        same = {
            "id": (record["container.id"], told["Id"]),
            "name": (record["container.name"], told["Name"]),
            "image": (record["container.image.name"], told["ImageName"]),
            "image id": (record["container.image.id"], told["Image"]),
            "command": (record["container.command_line"], " ".join([told["Path"], *told["Args"]])),
            "state": (record["container.state"], told["State"]["Status"]),
            "privileged": (record["container.privileged"], told["HostConfig"]["Privileged"]),
            "created": (record["container.created"][:19], told["Created"][:19]),
            "mounts": (record["container.mounts"], [f"{m['Source']}:{m['Destination']}:{'rw' if m['RW'] else 'ro'}" for m in told["Mounts"]]),
            "secret": ("swordfish" in json.dumps(record), False),
        }
        for name, (ours, theirs) in same.items():
            print(("ok    " if ours == theirs else "NOT   ") + name + ("" if ours == theirs else f": {ours} {theirs}"))
        return 0 if all(ours == theirs for ours, theirs in same.values()) else 1


sys.exit(main())
