# SPDX-License-Identifier: Apache-2.0
"""A process left out of the listing of /proc, one left out of getdents64, and one under a mount: each is found."""

EXPERIMENT = """
plant sleep & veiled=$!
plant sleep & merged=$!
plant sleep & covered=$!
sleep 1
insmod /lab/veil.ko folder=/proc hide=$veiled merge=$merged || exit 1
mkdir -p /tmp/nothing && mount --bind /tmp/nothing /proc/$covered || exit 1
# The guest's own tools are deceived, or this would prove nothing.
{ ls /proc | grep -x -e "$veiled" -e "$merged"; ls /proc/$covered; } >/results/shown
echo "$veiled $merged $covered" >/results/pids
collect host --out /results/c.tar --allow-local lab 2>/results/said
echo $? >/results/code
"""


def run(lab):
    out = lab.deceived_guest().run(EXPERIMENT)
    veiled, merged, covered = (out / "pids").read_text().split()
    lab.expect(not (out / "shown").read_text(), "the guest's own tools see none of them", (out / "shown").read_text())
    found = lab.differences(out)
    lab.expect(("process", veiled) in found, f"process {veiled}, left out of the listing of /proc, is found", found)
    lab.expect(("process", merged) in found, f"process {merged}, left out of getdents64, is found", found)
    lab.expect(("process", covered) in found, f"process {covered}, under a mount, is found", found)
    slack = found.get(("directory", "/proc"), {}).get("directory.slack_names", [])
    lab.expect(slack == [merged], "the buffer of the listing of /proc still shows its name", slack)
    others = {key for key in found if key[1] not in (veiled, merged, covered) and not
              (key[0] in ("mount", "directory") and key[1].startswith("/proc"))}
    lab.expect(not others, "and nothing else", others)
    lab.expect(lab.high_findings(), "triage ranks it high")
