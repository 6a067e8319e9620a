#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Package databases and the files they vouch for, beside what rpm and dpkg themselves say of the same roots.

A package is built and installed by rpm; its database is then made in every form that rpm has had: SQLite, SQLite with
what is still in its log, a Berkeley hash of either byte order and of several page sizes (by Berkeley DB's own
loader), and ndb (written here by its published form, since Debian's rpm has none)."""
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

from collected import records_in

SPEC = """
Name: firsthour-sample
Version: 1.2
Release: 3
Epoch: 2
Summary: a sample
License: none
BuildArch: noarch
%description
A sample.
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/etc %{buildroot}/usr/share/firsthour-sample
for i in good changed gone mode link; do echo $i > %{buildroot}/usr/bin/fh-$i; chmod 755 %{buildroot}/usr/bin/fh-$i; done
ln -s fh-good %{buildroot}/usr/bin/fh-alias
echo c > %{buildroot}/etc/fh.conf
for i in $(seq 1 400); do echo $i > %{buildroot}/usr/share/firsthour-sample/a-file-with-quite-a-long-name-$i; done
%files
/usr/bin/fh-*
%config(noreplace) /etc/fh.conf
/usr/share/firsthour-sample
"""
LETTERS = {"5": "changed", "M": "mode_changed"}
collect = pathlib.Path(sys.argv[1]) / "collect"
failures = []


def expect(what, condition, detail=""):
    print(("ok    " if condition else "NOT   ") + what)
    if not condition:
        failures.append(what)
        print("      " + str(detail)[:2000])


def records_of(root, profile, work):
    out = work / "out.tar"
    out.unlink(missing_ok=True)
    done = subprocess.run([collect, "--root", root, "--only", "host.package", "--only", "host.package_check", "--profile", profile,
                           "--out", out, "--plain", "test", "--allow-local", "test"], capture_output=True)
    if done.returncode not in (0, 3):
        raise SystemExit(f"collect: {done.returncode} {done.stderr.decode()}")
    return records_in(out, b'{"type":"host.package')


def verdicts(lines):
    """Of the lines of rpm -V and dpkg -V: {path: state}. Times, owners and link counts are no content."""
    said = {}
    for line in lines.splitlines():
        if line.startswith("missing"):
            said[line[line.index("/"):].split(" (")[0]] = "missing"
        elif line[:1] in "S.?" and " /" in line:
            states = {name for letter, name in LETTERS.items() if letter in line[:9]}
            path = line[line.index(" /") + 1:]
            if states:
                said[path] = "changed" if "changed" in states else "mode_changed"
    return said


def ndb(blobs):
    page = bytearray(struct.pack("<4sIIII", b"RpmP", 0, 1, 1, len(blobs) + 1).ljust(32, b"\0"))
    body, block = b"", 4096 // 16
    for number, blob in enumerate(blobs, 1):
        data = struct.pack("<4sIII", b"BlbS", number, 1, len(blob)) + blob
        data += b"\0" * (-(len(data) + 12) % 16) + struct.pack("<II4s", 0, len(blob), b"BlbE")
        page += struct.pack("<4sIII", b"Slot", number, block, len(data) // 16)
        body, block = body + data, block + len(data) // 16
    while len(page) < 4096:
        page += struct.pack("<4sIII", b"Slot", 0, 0, 0)
    return bytes(page) + body


def berkeley(path, blobs, page, order):
    rows = [" 00000000", " 01000000"]
    for number, blob in enumerate(blobs, 1):
        rows += [" " + number.to_bytes(4, "little").hex(), " " + blob.hex()]
    text = ["VERSION=3", "format=bytevalue", "type=hash", f"db_pagesize={page}", f"db_lorder={order}", "HEADER=END", *rows, "DATA=END", ""]
    subprocess.run(["db5.3_load", "-t", "hash", path], input="\n".join(text).encode(), check=True)


def check_rpm(work):
    (work / "a.spec").write_text(SPEC)
    subprocess.run(["rpmbuild", "-bb", "--define", f"_topdir {work}/top", work / "a.spec"], check=True, capture_output=True)
    package = next((work / "top").rglob("*.rpm"))
    root = work / "root"
    database = root / "var/lib/rpm"
    rpm = ["rpm", "--root", root, "--dbpath", "/var/lib/rpm", "--define", "_db_backend sqlite"]
    database.mkdir(parents=True)
    subprocess.run([*rpm, "-i", "--nodeps", "--noscripts", package], check=True, capture_output=True)
    subprocess.run([*rpm, "-qa"], check=True, capture_output=True)  # a reader that closes empties the log
    (root / "usr/bin/fh-changed").write_text("CHANGED\n")
    (root / "usr/bin/fh-gone").unlink()
    (root / "usr/bin/fh-mode").chmod(0o4755)
    (root / "usr/bin/fh-link").unlink()
    (root / "usr/bin/fh-link").symlink_to("fh-good")
    (root / "etc/fh.conf").write_text("mine\n")
    oracle = verdicts(subprocess.run([*rpm, "-Va"], capture_output=True, text=True).stdout)
    # A link where a file was is a difference of mode and link for rpm, of type for us.
    oracle["/usr/bin/fh-link"] = "type_changed"

    newest = database / "rpmdb.sqlite"
    blobs = [row[0] for row in sqlite3.connect(newest).execute("select blob from Packages")]

    def same(name):
        found = records_of(root, "full", work)
        packages = [each for each in found if each["type"] == "host.package"]
        checks = {each["file.path"]: each["package_check.state"] for each in found if each["type"] == "host.package_check"}
        expect(f"{name}: the package is named in full", len(packages) == 1 and packages[0]["package.name"] == "firsthour-sample" and
               packages[0]["package.version"] == "2:1.2-3" and "package.installed" in packages[0], packages)
        expect(f"{name}: the same files differ as rpm -Va says", checks == oracle, (checks, oracle))
        summary = [each for each in found if each["type"] == "host.package_summary"]
        expect(f"{name}: every file was looked at, and nothing was in the way",
               len(summary) == 1 and summary[0]["package_check.files_checked"] >= 407 and "package_check.problem" not in summary[0], summary)

    same("sqlite")
    quiet = [each for each in records_of(root, "quick", work) if each["type"] == "host.package_check"]
    expect("quick: no file of the sample is a key program", quiet == [], quiet)

    # The package is in the log only, as while rpm is at work or was killed at it.
    apart = work / "apart.sqlite"
    writer = sqlite3.connect(apart, isolation_level=None)
    writer.execute("pragma journal_mode=wal")
    writer.execute("pragma wal_autocheckpoint=0")
    writer.execute("create table Packages(hnum integer primary key autoincrement, blob blob not null)")
    writer.execute("pragma wal_checkpoint(truncate)")
    writer.execute("insert into Packages(blob) values(?)", (blobs[0],))
    shutil.copy(apart, newest)
    shutil.copy(f"{apart}-wal", f"{newest}-wal")
    same("sqlite with a log")
    writer.close()
    for each in database.iterdir():
        each.unlink()

    for page, order in ((512, 1234), (4096, 1234), (65536, 4321)):
        berkeley(database / "Packages", blobs, page, order)
        if order == 1234:
            listed = subprocess.run([*rpm[:-1], "_db_backend bdb_ro", "-qa"], capture_output=True, text=True).stdout.strip()
            expect(f"rpm itself reads this database ({page})", listed.startswith("firsthour-sample"), listed)
        same(f"Berkeley hash, pages of {page}, byte order {order}")
        (database / "Packages").unlink()
    (database / "Packages.db").write_bytes(ndb(blobs))
    same("ndb")

    whole = (database / "Packages.db").read_bytes()
    (database / "Packages.db").write_bytes(whole[:-3000])
    found = records_of(root, "full", work)
    expect("a database that is cut off is said to be", any("package_check.problem" in each for each in found), found)


def check_dpkg(work):
    oracle = verdicts(subprocess.run(["dpkg", "-V"], capture_output=True, text=True).stdout)
    # dpkg -V also misses folders; its digests, which we go by, are of files only.
    vouched = {"/" + line[34:] for sums in pathlib.Path("/var/lib/dpkg/info").glob("*.md5sums")
               for line in sums.read_text(errors="surrogateescape").splitlines()}
    oracle = {path: state for path, state in oracle.items() if state != "missing" or path in vouched or path.startswith("/etc/")}
    found = records_of("/", "full", work)
    listed = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev}\t${Package}\t${Version}\n"], capture_output=True, text=True).stdout
    installed = {tuple(line.split("\t")[1:]) for line in listed.splitlines() if line[1] in "iUFHWt"}
    ours = {(each["package.name"], each["package.version"]) for each in found if each["type"] == "host.package" and each["package.type"] == "deb"}
    expect(f"dpkg: the same {len(ours)} packages as dpkg-query", ours == installed, ours ^ installed)
    checks = {each["file.path"]: each["package_check.state"] for each in found
              if each["type"] == "host.package_check" and each["package.type"] == "deb"}
    expect(f"dpkg: the same {len(oracle)} files differ as dpkg -V says", checks == oracle, sorted(checks.items() ^ oracle.items())[:20])


def main():
    lacking = [name for name in ("rpm", "rpmbuild", "db5.3_load", "dpkg") if shutil.which(name) is None]
    if lacking:
        print("skipped: not on this machine: " + ", ".join(lacking))
        return 77
    with tempfile.TemporaryDirectory(prefix="firsthour-packages-") as folder:
        check_rpm(pathlib.Path(folder))
        check_dpkg(pathlib.Path(folder))
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
