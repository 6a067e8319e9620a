# SPDX-License-Identifier: Apache-2.0
"""A folder left out of the listing of its folder, and files left out of getdents64: each folder is found."""

EXPERIMENT = """
mkdir -p /etc/cron.d /tmp/.store /tmp/shown
touch /etc/cron.d/first /etc/cron.d/second /etc/cron.d/third
sleep 1
insmod /lab/veil.ko folder=/tmp hide=.store merge=second || exit 1
{ ls -a /tmp | grep store; ls /etc/cron.d | grep second; } >/results/shown
collect --out /results/c.tar --allow-local lab 2>/results/said
echo $? >/results/code
"""


def run(lab):
    out = lab.deceived_guest().run(EXPERIMENT)
    lab.expect(not (out / "shown").read_text(), "the guest's own tools see none of them", (out / "shown").read_text())
    found = lab.differences(out)
    for folder, how in (("/tmp", "by its link count"), ("/etc/cron.d", "by the listing's own buffer")):
        lab.expect(any(name.startswith(folder) for subject, name in found if subject.startswith("directory")),
                   f"{folder}, of which something is left out, is found {how}", found)
    slack = found.get(("directory", "/etc/cron.d"), {}).get("directory.slack_names", [])
    lab.expect(slack == ["second"], "the buffer still shows the name that was left out", slack)
    others = {name for _, name in found if not name.startswith(("/tmp", "/etc/cron.d"))}
    lab.expect(not others, "and nothing else", others)
    lab.expect(lab.high_findings(), "triage ranks it high")
