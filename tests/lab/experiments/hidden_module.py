# SPDX-License-Identifier: Apache-2.0
"""A module that is off the list behind /proc/modules and out of /sys/module: it is found."""

EXPERIMENT = """
insmod /lab/veil.ko unlist=1 unsysfs=1 || exit 1
{ grep veil /proc/modules; ls /sys/module | grep veil; } >/results/shown
collect host --out /results/c.tar --allow-local lab 2>/results/said
echo $? >/results/code
"""


def run(lab):
    out = lab.deceived_guest().run(EXPERIMENT)
    lab.expect(not (out / "shown").read_text(), "the guest's own tools do not see it", (out / "shown").read_text())
    found = lab.differences(out)
    lab.expect(any(subject == "module" for subject, _ in found), "a module is found", found)
    others = {key for key in found if key[0] not in ("module", "taint", "hook")}
    lab.expect(not others, "and nothing else", others)
    lab.expect(lab.high_findings(), "triage ranks it high")
