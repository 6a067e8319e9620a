# SPDX-License-Identifier: Apache-2.0
"""A clean boot: no view differs from another, no module comes, no program is started."""

# Families that Debian builds as modules: modprobe would find each, and none is loaded.
TEMPTING = ["inet_diag", "tcp_diag", "udp_diag", "raw_diag", "unix_diag", "packet_diag", "netlink_diag", "nf_tables",
            "nfnetlink", "nf_conntrack", "nf_conntrack_netlink", "vsock", "vsock_diag", "appletalk", "cls_bpf", "act_bpf"]

EXPERIMENT = """
# The kernel itself tells of every module asked for or loaded and of every program started.
cd /sys/kernel/tracing
for event in module/module_request module/module_load sched/sched_process_exec; do echo 1 >events/$event/enable; done
plant listen 4444 &
sleep 1
cut -d' ' -f1 /proc/modules >/results/modules.before
echo >trace
collect host --profile quick --out /results/c.tar --allow-local lab 2>/results/said
code=$?
echo 0 >tracing_on
echo $code >/results/code
cat trace >/results/trace
cut -d' ' -f1 /proc/modules >/results/modules.after
# The other way round: what a careless program does is seen by this trap.
echo >trace
echo 1 >tracing_on
plant autoload
cat trace >/results/trace.careless
cut -d' ' -f1 /proc/modules >/results/modules.careless
true
"""


def events(path, name):
    return [line for line in path.read_text(errors="replace").splitlines() if f" {name}: " in line]


def run(lab):
    guest = lab.guest()
    guest.at_hand(*TEMPTING)
    out = guest.run(EXPERIMENT)

    started = [line.split("filename=")[1].split()[0] for line in events(out / "trace", "sched_process_exec")]
    lab.expect(started == ["/bin/collect"], "no program is started but collect", started)
    for event in ("module_request", "module_load"):
        lab.expect(not events(out / "trace", event), f"no {event}", events(out / "trace", event))
    before, after, careless = ((out / f"modules.{moment}").read_text().split()
                               for moment in ("before", "after", "careless"))
    lab.expect(before == after, "/proc/modules is what it was", sorted(set(before) ^ set(after)))
    lab.expect(set(careless) - set(after), "a careless program does make modules come",
               (out / "trace.careless").read_text())

    differences = lab.differences(out)
    lab.expect(not differences, "no view differs from another", differences)
    high = lab.high_findings()
    lab.expect(not high, "no finding is of severity high", high)
