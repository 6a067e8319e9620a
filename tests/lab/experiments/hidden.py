# SPDX-License-Identifier: Apache-2.0
"""A module hides itself, a process, a port and a file, and a mount covers a process: each is found, and nothing else."""

EXPERIMENT = """
plant sleep & veiled=$!
plant sleep & covered=$!
plant listen 4444 & listener=$!
mkdir -p /etc/cron.d /tmp/nothing
touch /etc/cron.d/first /etc/cron.d/second /etc/cron.d/third
mkdir -p /opt/app/.store /opt/app/shown
sleep 1
insmod /lab/veil.ko unlist=1 unsysfs=1 folder=/proc,/etc/cron.d,/opt/app hide=$veiled,second,.store port=4444 || exit 1
mount -t tmpfs none /proc/$covered || exit 1
# The guest's own tools are deceived, or this would prove nothing.
{ ls /proc | grep "^$veiled$"; ls /etc/cron.d | grep second; ls -a /opt/app | grep store; grep veil /proc/modules
  grep :115C /proc/net/tcp; ls /sys/module | grep veil; ls /proc/$covered; } >/results/shown
echo "$veiled $covered $listener" >/results/pids
collect --profile quick --out /results/c.tar --allow-local lab 2>/results/said
echo $? >/results/code
"""


def of(differences, subject):
    return {d["cross_view.name"]: d for d in differences if d["cross_view.subject"] == subject}


def run(lab):
    guest = lab.guest()
    guest.root.program("lab/veil.ko", lab.module())
    out = guest.run(EXPERIMENT)
    veiled, covered, listener = (out / "pids").read_text().split()
    lab.expect(not (out / "shown").read_text(), "the guest's own tools see none of it", (out / "shown").read_text())
    code = (out / "code").read_text().strip()
    lab.expect(code in ("0", "3"), "collect ends with 0 or 3", (out / "said").read_text())
    collection = lab.collection(out / "c.tar")
    differences = collection.records("host.cross_view")

    seen = [(d["cross_view.subject"], d["cross_view.name"], d["cross_view.seen_by"], d["cross_view.missing_from"])
            for d in differences]
    lab.expect(veiled in of(differences, "process"), f"the hidden process {veiled} is a difference", seen)
    lab.expect(covered in of(differences, "process") or
               any(name.endswith(f"/proc/{covered}") for name in of(differences, "mount")),
               f"the process {covered} under a mount is a difference", seen)
    lab.expect(any("4444" in name for name in of(differences, "socket")), "the hidden port is a difference", seen)
    lab.expect(of(differences, "module"), "the hidden module is a difference", seen)
    lab.expect(any("/etc/cron.d" in name for name in {**of(differences, "directory"),
                                                       **of(differences, "directory_entry")}) or
               any("/opt/app" in name for name in {**of(differences, "directory"),
                                                   **of(differences, "directory_entry")}),
               "a hidden file or folder is a difference", seen)
    for line in seen:
        lab.say(f"difference: {line}")
    for check in collection.records("host.cross_check"):
        lab.say(f"compared: {check['cross_check.name']}: {check.get('cross_check.compared')} by "
                f"{', '.join(check['cross_check.views'])}"
                + "".join(f"; closed: {closed}" for closed in check.get("cross_check.closed", [])))
