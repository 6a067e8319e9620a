# SPDX-License-Identifier: Apache-2.0
"""Two ends of a cable in network namespaces of their own, and somebody who sends numbered frames on it."""
import os
import pathlib
import secrets
import subprocess
import sys


def possible():
    """Why not, or nothing."""
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    if subprocess.run(["ip", "netns", "add", "fh-probe"], stderr=subprocess.DEVNULL).returncode:
        return "no network namespaces here"
    subprocess.run(["ip", "netns", "del", "fh-probe"])
    return None


class VethPair:
    def __init__(self, programs, pairs=1):
        tag = secrets.token_hex(3)  # names of interfaces have at most fifteen letters
        self.near_space, self.far_space = f"fh-near-{tag}", f"fh-far-{tag}"
        self.nears = [f"fhn{tag}{i}" for i in range(pairs)]
        self.fars = [f"fhf{tag}{i}" for i in range(pairs)]
        self.near, self.far = self.nears[0], self.fars[0]
        self.sender = pathlib.Path(programs).parent / "tests" / "frame_sender"

    def __enter__(self):
        def ip(*words):
            subprocess.run(["ip", *words], check=True)
        for space in (self.near_space, self.far_space):
            ip("netns", "add", space)
            # Nothing but what is sent: no neighbours are looked for.
            subprocess.run(["ip", "netns", "exec", space, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1",
                            "net.ipv6.conf.default.disable_ipv6=1"], check=False, stderr=subprocess.DEVNULL)
        for near, far in zip(self.nears, self.fars):
            ip("link", "add", near, "netns", self.near_space, "type", "veth", "peer", "name", far, "netns", self.far_space)
            ip("-n", self.near_space, "link", "set", near, "up")
            ip("-n", self.far_space, "link", "set", far, "up")
        return self

    def __exit__(self, *_):
        for space in (self.near_space, self.far_space):
            subprocess.run(["ip", "netns", "del", space])

    def in_far(self, words):
        return ["ip", "netns", "exec", self.far_space, *map(str, words)]

    def send(self, count, size, megabits=0, near=None):
        """Sends, waits, and says how many frames the kernel took."""
        done = subprocess.run(["ip", "netns", "exec", self.near_space, str(self.sender), near or self.near, str(count), str(size),
                               str(megabits)], stdout=subprocess.PIPE, text=True, check=True)
        return int(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(possible() or 0)
