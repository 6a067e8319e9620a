# SPDX-License-Identifier: Apache-2.0
"""Each family of sock_diag in the kernel, as after ss: every view of sockets is open, and none differs."""

DIAG = ["tcp_diag", "udp_diag", "raw_diag", "unix_diag", "af_packet_diag", "netlink_diag"]

EXPERIMENT = """
plant listen 4444 &
plant unix &
syslogd
sleep 1
collect host --out /results/c.tar --allow-local lab 2>/results/said
echo $? >/results/code
"""


def run(lab):
    guest = lab.guest()
    guest.load(*DIAG)
    out = guest.run(EXPERIMENT)
    differences = lab.differences(out)
    lab.expect(not differences, "no view differs from another", differences)
    collection = lab.collection(out / "c.tar")
    checks = {check["cross_check.name"]: check for check in collection.records("host.cross_check")}
    for name, least in (("socket.listing", 1), ("socket.count", 1), ("socket.unix", 6)):
        check = checks[name]
        lab.expect(check.get("cross_check.compared", 0) >= least and not check.get("cross_check.closed"),
                   f"{name} compared, and no view of it is closed", check)
    listener = [record for record in collection.records("host.socket") if record.get("socket.path") == "/run/lab.sock"]
    lab.expect(any(record.get("socket.state") == "LISTEN" for record in listener), "the listener is recorded", listener)
    high = lab.high_findings()
    lab.expect(not high, "no finding is of severity high", high)
