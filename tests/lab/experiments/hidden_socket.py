# SPDX-License-Identifier: Apache-2.0
"""A listening port left out of /proc/net/tcp: it is found."""

EXPERIMENT = """
plant listen 4444 &
plant listen 4445 &
sleep 1
insmod /lab/veil.ko port=4444 || exit 1
grep :115C /proc/net/tcp >/results/shown
collect host --out /results/c.tar --allow-local lab 2>/results/said
echo $? >/results/code
"""


def run(lab):
    guest = lab.deceived_guest()
    guest.load("tcp_diag")  # as on any server where ss was run once
    out = guest.run(EXPERIMENT)
    lab.expect(not (out / "shown").read_text(), "/proc/net/tcp does not show it", (out / "shown").read_text())
    found = lab.differences(out)
    lab.expect(any(subject == "socket" and "4444" in name for subject, name in found), "port 4444 is found", found)
    others = {key for key in found if key[0] != "socket" or "4445" in key[1]}
    lab.expect(not others, "and nothing else", others)
    lab.expect(lab.high_findings(), "triage ranks it high")
