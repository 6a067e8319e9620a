# SPDX-License-Identifier: Apache-2.0
"""A kernel locked down: every window on memory is closed; it is said so, and what else there is was taken."""

EXPERIMENT = """
cat /sys/kernel/security/lockdown >/results/lockdown
collect memory --out /results/c.tar --allow-local lab 2>/results/said
echo $? >/results/code
true
"""


def run(lab):
    guest = lab.guest()
    guest.command_line = "lockdown=confidentiality"
    out = guest.run("mount -t securityfs none /sys/kernel/security\n" + EXPERIMENT)
    lab.expect("[confidentiality]" in (out / "lockdown").read_text(), "the kernel is locked down",
               (out / "lockdown").read_text())
    code, said = (out / "code").read_text().strip(), (out / "said").read_text()
    lab.expect(code == "3", "collect memory ends with 3: done in part", said)
    lab.expect("/proc/kcore" in said, "what it says names the closed window", said)
    collection = lab.collection(out / "c.tar")
    images = [item for item in collection.items if item.get("kind") == "memory-image"]
    lab.expect(len(images) == 1 and images[0]["outcome"] == "denied" and "kcore" in images[0].get("reason", ""),
               "the image is an item that was denied, with its reason", images)
    paths = {item.get("path") for item in collection.items if item["outcome"] == "complete"}
    for wanted in ("/proc/iomem", "/proc/version"):
        lab.expect(wanted in paths, f"{wanted} was taken", sorted(p for p in paths if p))
